from odoo import api, fields, models

from .clientele_import import OUTCOMES, SETTLED


class ClienteleImportRow(models.Model):
    """A row of an imported file: what it says, what becomes of it, and why."""

    _name = "clientele.import.row"
    _description = "Row of an Import"
    _order = "import_id, number"
    _rec_name = "number"
    _log_access = False  # the import has its user and dates; a row of a big file is written once, and fast

    import_id = fields.Many2one("clientele.import", required=True, ondelete="cascade")
    number = fields.Integer(string="Row", required=True, readonly=True, help="As the spreadsheet counts.")
    key = fields.Char(readonly=True, help="Tells the row again when its file comes twice.")
    data = fields.Json(readonly=True)
    title = fields.Char(string="What it says", compute="_compute_title")
    outcome = fields.Selection(OUTCOMES, readonly=True)
    client_outcome = fields.Selection(
        [("new", "New"), ("match", "Found"), ("merge", "Joined")], string="Client is", readonly=True
    )
    done = fields.Boolean(compute="_compute_done", help="Nothing is left to do with this row.")
    problem = fields.Char(string="Remark", readonly=True)
    choice = fields.Selection(
        [("merge", "The same client"), ("separate", "Another client")],
        string="Decision",
        help="For a row whose phone or e-mail belongs to somebody else.",
    )
    client = fields.Integer(readonly=True, help="Id of the contact that the preview found.")
    partner_id = fields.Many2one("res.partner", string="Client found", compute="_compute_partner_id")

    # A big file writes many rows: they have no more indexes than this, and are written once.
    _number = models.UniqueIndex("(import_id, number)")
    _lines = models.Index("(import_id, key) WHERE outcome IN ('line', 'decide')")

    @api.depends("outcome", "number", "import_id.position")
    def _compute_done(self):
        for row in self:
            row.done = row.outcome in SETTLED or (row.outcome != "decide" and row.number <= row.import_id.position)

    @api.depends("data")
    def _compute_title(self):
        for row in self:
            row.title = row.import_id._handler()._title(row.data or {})

    def _compute_partner_id(self):
        """Who the row's client is: found by the preview, or made by the import and known by the row's key."""
        for job, rows in self.grouped("import_id").items():
            partners = job._handler()._partners_of(job, rows)
            for row in rows:
                row.partner_id = partners.get(row.key) or row.client or False

    def action_same_client(self):
        """Decide that the rows are the clients found."""
        self._decide("merge")

    def action_other_client(self):
        """Decide that the rows are clients of their own."""
        self._decide("separate")

    def _decide(self, choice):
        undecided = self.filtered(lambda row: row.outcome == "decide")
        # All lines of one document share their client.
        same = [("import_id", "in", undecided.import_id.ids), ("key", "in", undecided.mapped("key"))]
        self.search([*same, ("outcome", "=", "decide")]).choice = choice

    @api.autovacuum
    def _gc_rows(self):
        """Rows and files hold personal data: they go 30 days after the import; its counts and keys stay."""
        limit = fields.Datetime.subtract(self.env["clientele.branch"]._now(), days=30)
        old = self.env["clientele.import"].search(
            [("state", "=", "done"), ("finished_at", "<", limit), ("checksum", "!=", False)]
        )
        old.filtered("file").write({"file": False})
        self.search([("import_id", "in", old.ids)], limit=10000).unlink()
