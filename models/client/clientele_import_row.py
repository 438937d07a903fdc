from odoo import api, fields, models

from .clientele_import import OUTCOMES


class ClienteleImportRow(models.Model):
    """A row of an imported file: what it says, what becomes of it, and why."""

    _name = "clientele.import.row"
    _description = "Row of an Import"
    _order = "import_id, number"
    _rec_name = "number"

    import_id = fields.Many2one("clientele.import", required=True, index=True, ondelete="cascade")
    number = fields.Integer(string="Row", required=True, readonly=True, help="As the spreadsheet counts.")
    key = fields.Char(readonly=True, help="Tells the row again when its file comes twice.")
    data = fields.Json(readonly=True)
    title = fields.Char(readonly=True, string="What it says")
    outcome = fields.Selection(OUTCOMES, readonly=True)
    client_outcome = fields.Selection(
        [("new", "New"), ("match", "Found"), ("merge", "Joined")], string="Client is", readonly=True
    )
    done = fields.Boolean(readonly=True, help="Nothing is left to do with this row.")
    problem = fields.Char(string="Remark", readonly=True)
    choice = fields.Selection(
        [("merge", "The same client"), ("separate", "Another client")],
        string="Decision",
        help="For a row whose phone or e-mail belongs to somebody else.",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Client", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _number = models.UniqueIndex("(import_id, number)")
    _outcome = models.Index("(import_id, outcome)")
    _todo = models.Index("(import_id, number) WHERE NOT done")
    _lines = models.Index("(import_id, key) WHERE outcome = 'line'")

    def action_same_client(self):
        """Decide that the rows are the clients found."""
        self._decide("merge")

    def action_other_client(self):
        """Decide that the rows are clients of their own."""
        self._decide("separate")

    def _decide(self, choice):
        self.filtered(lambda row: row.outcome == "decide" and not row.done).choice = choice

    @api.autovacuum
    def _gc_rows(self):
        """Rows and files hold personal data: they go 30 days after the import; its counts and keys stay."""
        limit = fields.Datetime.subtract(self.env["clientele.branch"]._now(), days=30)
        old = self.env["clientele.import"].search(
            [("state", "=", "done"), ("finished_at", "<", limit), ("checksum", "!=", False)]
        )
        old.filtered("file").write({"file": False})
        self.search([("import_id", "in", old.ids)], limit=10000).unlink()
