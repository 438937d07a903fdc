from odoo import api, fields, models
from odoo.exceptions import AccessError

EVENTS = [
    ("asked", "Asked for"),
    ("done", "File made"),
    ("downloaded", "Downloaded"),
    ("removed", "File expired"),
    ("stopped", "Stopped"),
    ("failed", "Failed"),
]


class ClienteleExportLog(models.Model):
    """What happened to exports of clients, one row for each event (YC13).

    The row of the question is committed before there is a file, that of a download before the file leaves. Rows only
    grow: nobody writes or deletes them, and each says by itself who, which clients, which fields and how many.
    """

    _name = "clientele.export.log"
    _description = "Log of Exports"
    _order = "id desc"
    _rec_name = "filter_words"
    _check_company_auto = True

    export_id = fields.Many2one("clientele.export", readonly=True, index=True, ondelete="set null")
    event = fields.Selection(EVENTS, string="What happened", required=True, readonly=True)
    date = fields.Datetime(string="When", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True, index="btree_not_null", ondelete="set null")
    user_name = fields.Char(string="Name of the user", readonly=True, help="As it was then, also of who is deleted.")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    filter_words = fields.Char(string="Clients", readonly=True)
    domain = fields.Char(string="Search", readonly=True)
    field_labels = fields.Char(string="Fields", readonly=True)
    file_format = fields.Char(string="Format", readonly=True)
    row_count = fields.Integer(string="Number of clients", readonly=True, aggregator="sum")
    address = fields.Char(string="Network address", readonly=True, help="From which the file was downloaded.")
    reason = fields.Char(readonly=True)
    can_open = fields.Boolean(compute="_compute_can_open")

    @api.depends("export_id")
    @api.depends_context("uid", "clientele_today")
    def _compute_can_open(self):
        """The file is for who asked for it, as long as that user holds the right."""
        mine = self.env["clientele.export"].has_access("read")
        for row in self:
            job = row.export_id.sudo()  # sudo: whether there is a file
            row.can_open = mine and job.has_file and job.user_id == self.env.user

    def write(self, vals):
        self._refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse()

    def _refuse(self):
        raise AccessError(self.env._("The log of exports only grows; nobody changes it or deletes from it."))

    def action_open_page(self):
        """Open the page of the file, for who asked for it and has the right."""
        self.ensure_one()
        return self.export_id.action_open_page()

    def _add(self, job, event, **values):
        """Add what happened to an export (sudo).

        :param event: one of ``EVENTS``
        :param values: row_count, reason and address, as far as they are known
        """
        return self.create(
            {
                "export_id": job.id,
                "event": event,
                "date": self.env["clientele.branch"]._now(),
                "user_id": job.user_id.id,
                "user_name": job.user_id.name,
                "company_id": job.company_id.id,
                "filter_words": job.filter_words,
                "domain": job.domain,
                "field_labels": job.field_labels,
                "file_format": job.file_format,
                "row_count": job.row_count,
                **values,
            }
        )
