from odoo import fields, models
from odoo.exceptions import UserError


class ClienteleSegmentFreeze(models.TransientModel):
    """Asks for the day of a snapshot."""

    _name = "clientele.segment.freeze"
    _description = "Take a Snapshot of a Segment"

    segment_id = fields.Many2one("clientele.segment", required=True)
    as_of = fields.Date(
        string="As of the end of",
        help="Empty: now. On a past day visits, sales and other dated things are taken as they were; attributes such "
        "as group, labels and gender are those of today.",
    )

    def action_take(self):
        """Take the snapshot and show it."""
        self.ensure_one()
        self.segment_id.check_access("read")
        today = self.segment_id.company_id._clientele_today()
        if self.as_of and self.as_of > today:
            raise UserError(self.env._("Choose today or a past day: nobody knows yet who will be in the segment."))
        past = self.as_of if self.as_of and self.as_of < today else None
        snapshot = self.segment_id._take_snapshot(past)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Snapshot"),
            "res_model": snapshot._name,
            "res_id": snapshot.id,
            "views": [(False, "form")],
        }
