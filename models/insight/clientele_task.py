from odoo import fields, models

STAFF = "clientele.clientele_group_practitioner"


class ClienteleTask(models.Model):
    """What who calls a client should know of the client."""

    _inherit = "clientele.task"

    clientele_flag = fields.Selection(related="partner_id.clientele_flag", string="Client's flag", groups=STAFF)
    clientele_last_visit = fields.Date(
        related="partner_id.clientele_last_visit", string="Client's last visit", groups=STAFF
    )
    clientele_main_categ_id = fields.Many2one(
        related="partner_id.clientele_main_categ_id", string="Client's main category", groups=STAFF
    )
    clientele_expected_visit = fields.Date(
        related="partner_id.clientele_expected_visit", string="Client's expected visit", groups=STAFF
    )
    clientele_note = fields.Text(related="partner_id.clientele_note", string="Remarks on the client", groups=STAFF)
