from odoo import fields, models


class ClienteleAbsenceProposal(models.TransientModel):
    """One way to move a visit: to somebody else, or to a later time."""

    _name = "clientele.absence.proposal"
    _description = "Proposal for a Booking during an Absence"

    line_id = fields.Many2one("clientele.absence.line", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True)
    action = fields.Selection([("substitute", "Somebody else"), ("later", "Later")], required=True)
    plan = fields.Json(required=True, help="See absence_board.AbsenceBoard.")
