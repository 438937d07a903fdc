from odoo import api, fields, models


class ClienteleSegmentCompare(models.TransientModel):
    """Compares a snapshot with a later one, or with now: who entered, who left, who stayed."""

    _name = "clientele.segment.compare"
    _description = "Compare Snapshots"

    snapshot_id = fields.Many2one("clientele.segment.snapshot", string="Before", required=True)
    other_id = fields.Many2one(
        "clientele.segment.snapshot",
        string="After",
        domain="[('id', '!=', snapshot_id)]",
        help="Empty: now, by the conditions of the first.",
    )
    entered_count = fields.Integer(string="Entered", compute="_compute_counts")
    left_count = fields.Integer(string="Left", compute="_compute_counts")
    stayed_count = fields.Integer(string="Stayed", compute="_compute_counts")

    @api.depends("snapshot_id", "other_id")
    @api.depends_context("uid", "clientele_today")
    def _compute_counts(self):
        for pair in self:
            counts = pair.snapshot_id._compare(pair.other_id) if pair.snapshot_id else (0, 0, 0)
            pair.entered_count, pair.left_count, pair.stayed_count = counts

    def action_open_entered(self):
        """List who is in the later one only."""
        return self._open(self.env._("Entered"), [*self._later(), "!", *self._earlier()])

    def action_open_left(self):
        """List who is in the earlier one only."""
        return self._open(self.env._("Left"), [*self._earlier(), "!", *self._later()])

    def action_open_stayed(self):
        """List who is in both."""
        return self._open(self.env._("Stayed"), [*self._earlier(), *self._later()])

    def _earlier(self):
        return [("clientele_snapshot_ids", "in", self.snapshot_id.ids)]

    def _later(self):
        if self.other_id:
            return [("clientele_snapshot_ids", "in", self.other_id.ids)]
        return [("clientele_meets_snapshot_ids", "in", self.snapshot_id.ids)]

    def _open(self, name, domain):
        self.ensure_one()
        return self.env["clientele.segment.snapshot"]._open_clients(f"{name}: {self.snapshot_id.name}", domain)
