import re
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq, format_date, format_time

from .clientele_export import EXPORT

MAIL = "clientele.clientele_mail_template_export"


class ClienteleExport(models.Model):
    """The file: kept until it expires, and reached by nothing but the page of its link."""

    _inherit = "clientele.export"

    file = fields.Binary(attachment=True, readonly=True, groups=fields.NO_ACCESS)
    token = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    expires_at = fields.Datetime(string="Kept until", readonly=True)
    has_file = fields.Boolean(compute="_compute_has_file")
    mail_link = fields.Char(string="Link in messages", compute="_compute_mail_words", groups=fields.NO_ACCESS)
    mail_expiry = fields.Char(string="Expiry in messages", compute="_compute_mail_words")

    @api.depends("state", "expires_at")
    @api.depends_context("clientele_today")
    def _compute_has_file(self):
        now = self.env["clientele.branch"]._now()
        for job in self:
            job.has_file = job.state == "done" and bool(job.expires_at) and job.expires_at > now

    @api.depends("expires_at", "token")
    @api.depends_context("lang")
    def _compute_mail_words(self):
        for job in self.sudo():  # sudo: the token is for this link
            branch = job.company_id._clientele_default_branch()
            day = format_date(self.env, branch._day_of(job.expires_at), date_format="long")
            hour = format_time(self.env, job.expires_at, tz=branch._zone().zone, time_format="short")
            job.mail_link = job.get_base_url() + job._page_url()
            job.mail_expiry = f"{day}, {hour}"

    # ---------------------------------------------------------------- actions

    def action_open_page(self):
        """Open the page from which the file is fetched."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self._own()._page_url(), "target": "new"}

    # ---------------------------------------------------------------- business

    def _keep(self, file):
        """Store what was written (sudo), for as many days as the company says."""
        file.seek(0)
        self.env["ir.attachment"].create(
            {
                "name": self._file_name(),
                "res_model": self._name,
                "res_id": self.id,
                "res_field": "file",
                "mimetype": "application/octet-stream",
                "raw": file.read(),
            }
        )
        days = timedelta(days=self.company_id.clientele_export_days)
        # 256 random bits: nobody guesses the link
        token, expires_at = secrets.token_urlsafe(32), self.env["clientele.branch"]._now() + days
        self.write({"token": token, "expires_at": expires_at})
        self.invalidate_recordset(["file"])

    def _file_name(self):
        day = self.company_id._clientele_default_branch()._day_of(self.finished_at)
        company = re.sub(r"[^\w-]+", "_", self.company_id.name).strip("_")
        return f"{company}_{day}_{self.id}.{self.file_format}"

    def _send_link(self):
        """Queue the e-mail with the link to who asked (sudo)."""
        whom = {"email_to": self.user_id.email_formatted, "recipient_ids": []}
        self.env.ref(MAIL).send_mail(self.id, email_values=whom)
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _page_url(self):
        """:return: path of the page of the file (sudo), for nobody but its user"""
        return f"/clientele/export/{self.id}/{self.token}"

    def _is_for(self, token):
        """Whether this is the link that was sent to the user of the environment, and there still is a file."""
        job, user = self.sudo().exists(), self.env.user  # sudo: nobody may read the token
        known = bool(job.token) and consteq(job.token.encode(), token.encode())
        mine = job.user_id == user and job.company_id in user.company_ids and user.has_group(EXPORT)
        return known and mine and job.has_file

    def _attachments(self):
        """:return: ir.attachment (sudo) of the files"""
        domain = [("res_model", "=", self._name), ("res_field", "=", "file"), ("res_id", "in", self.ids)]
        return self.env["ir.attachment"].sudo().search(domain)  # sudo: nobody reads the files but by their page

    @api.autovacuum
    def _gc_files(self):
        """Remove the files that expired."""
        now = self.env["clientele.branch"]._now()
        expired = self.search([("token", "!=", False), ("expires_at", "<=", now)])
        expired._attachments().unlink()
        expired.write({"token": False})
        expired._log("removed")
