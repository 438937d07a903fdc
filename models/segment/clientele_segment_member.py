from odoo import fields, models


class ClienteleSegmentMember(models.Model):
    """A client in a snapshot: a narrow row without log columns, because there may be millions."""

    _name = "clientele.segment.member"
    _description = "Client in a Snapshot"
    _log_access = False
    _rec_name = "partner_id"

    snapshot_id = fields.Many2one("clientele.segment.snapshot", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, readonly=True, index=True, ondelete="cascade"
    )

    _once = models.UniqueIndex("(snapshot_id, partner_id)")
