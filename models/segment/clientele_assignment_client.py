from odoo import fields, models


class ClienteleAssignmentClient(models.Model):
    """A client in the segment of a rule, at the last look: a narrow row without log columns."""

    _name = "clientele.assignment.client"
    _description = "Client of an Assignment Rule"
    _log_access = False
    _rec_name = "partner_id"

    assignment_id = fields.Many2one("clientele.assignment", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, readonly=True, index=True, ondelete="cascade"
    )

    _once = models.UniqueIndex("(assignment_id, partner_id)")
