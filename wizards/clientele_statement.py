import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..models.wallet.res_partner_statement import ALL_KINDS
from ..tools.periods import relative

REPORT = "clientele.clientele_statement_report"
PERIODS = [
    ("this_year", "This year"),
    ("last_year", "Last year"),
    ("this_month", "This month"),
    ("last_month", "Last month"),
    ("last_12_months", "Last 12 months"),
    ("all", "From the first movement"),
    ("own", "Own dates"),
]


class ClienteleStatement(models.TransientModel):
    """The wallet of a client over a period: on the screen, as a PDF, by e-mail (FO8)."""

    _name = "clientele.statement"
    _description = "Statement of a Client"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Client", required=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="cascade", default=lambda self: self.env.company._clientele_root()
    )
    period = fields.Selection(PERIODS, required=True, default="this_year")
    date_from = fields.Date(
        string="From", compute="_compute_dates", store=True, readonly=False, required=True, precompute=True
    )
    date_to = fields.Date(
        string="To", compute="_compute_dates", store=True, readonly=False, required=True, precompute=True
    )
    which = fields.Selection(
        [("all", "Everything"), ("credits", "Credits"), ("visits", "Visits")],
        string="Balances",
        required=True,
        default="all",
    )
    period_text = fields.Char(string="Period in messages", compute="_compute_period_text")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    # ---------------------------------------------------------------- compute

    @api.depends("period", "partner_id")
    def _compute_dates(self):
        today = self.env["clientele.branch"]._today()
        for statement in self:
            if statement.period == "all":
                statement.date_from, statement.date_to = statement._first_day() or today, today
            elif statement.period != "own":
                statement.date_from, statement.date_to = relative(statement.period, today)

    def _first_day(self):
        """:return: the day of the client's first movement, False without"""
        domain = [("lot_id.partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)]
        return self.env["clientele.move"].search(domain, order="day", limit=1).day

    @api.depends("date_from", "date_to")
    @api.depends_context("lang")
    def _compute_period_text(self):
        for statement in self:
            days = [format_date(self.env, day) for day in (statement.date_from, statement.date_to)]
            statement.period_text = " – ".join(days)

    @api.depends("partner_id", "date_from", "date_to", "which")
    def _compute_preview(self):
        for statement in self:
            complete = statement.partner_id and statement.date_from and statement.date_to
            statement.preview = complete and self.env["ir.qweb"]._render(
                "clientele.clientele_statement_body", {"o": statement}
            )

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        if any(statement.date_from > statement.date_to for statement in self):
            raise ValidationError(self.env._("The period ends before it starts. Swap its two dates."))

    # ---------------------------------------------------------------- what the template says

    def _content(self):
        """:return: dict of ``res.partner._clientele_statement``, in the language of the context"""
        partner = self.partner_id._origin.with_company(self.company_id)
        kinds = ALL_KINDS if self.which == "all" else (self.which,)
        return partner._clientele_statement(self.date_from, self.date_to, kinds)

    def _number(self, value, signed=False):
        """:return: units in the user's notation, with decimals only where there are any"""
        digits = 0 if value == round(value) else 2
        sign = "−" if value < 0 else "+" if signed and value else ""
        return sign + formatLang(self.env, abs(value), digits=digits)

    # ---------------------------------------------------------------- actions

    def action_print(self):
        """Download the statement as a PDF."""
        return self.env.ref(REPORT).report_action(self, config=False)

    def action_send(self):
        """Open an e-mail to the client, in the client's language, with the statement as PDF; it stays in the history.

        :raises UserError: where the client has no e-mail address
        """
        self.ensure_one()
        client = self.partner_id
        if not client.sudo().email_normalized:  # sudo: whether there is an address is no secret, the address is
            raise UserError(
                self.env._("%(client)s has no e-mail address. Enter one, or print the statement.", client=client.name)
            )
        template = self.env.ref("clientele.clientele_mail_template_statement").sudo()  # sudo: read by whoever sends it
        words = {
            name: template._render_field(name, self.ids, compute_lang=True)[self.id]
            for name in ("subject", "body_html", "email_from")
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the statement"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": "res.partner",
                "default_res_ids": client.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": client.ids,
                "default_subject": words["subject"],
                "default_body": words["body_html"],
                "default_email_from": words["email_from"] or False,
                "default_email_add_signature": False,
                "default_attachment_ids": self.with_context(lang=client.lang)._as_file().ids,
            },
        }

    def _rendered(self):
        """:return: (content, extension): a PDF, or the page where nothing here makes one"""
        report = self.env["ir.actions.report"]
        without = report.get_wkhtmltopdf_state() == "install"
        render = report._render_qweb_html if without else report._render_qweb_pdf
        return render(REPORT, self.ids)

    def _as_file(self):
        """:return: ir.attachment of a message that is being written"""
        content, extension = self._rendered()
        name = self.env._("Statement %(client)s", client=self.partner_id.name)
        return self.env["ir.attachment"].create(
            {
                "name": f"{name}.{extension}",
                "datas": base64.b64encode(content),
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
        )
