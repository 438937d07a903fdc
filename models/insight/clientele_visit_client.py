from odoo import fields, models

from .clientele_client import TURNOVER

STAFF = "clientele.clientele_group_practitioner"


class ClienteleVisit(models.Model):
    """What who records a visit should see of its client."""

    _inherit = "clientele.visit"

    clientele_flag = fields.Selection(related="partner_id.clientele_flag", string="Client's flag", groups=STAFF)
    clientele_colour = fields.Selection(related="partner_id.clientele_colour", string="Client's colour", groups=STAFF)
    clientele_last_visit = fields.Date(
        related="partner_id.clientele_last_visit", string="Client's last visit", groups=STAFF
    )
    clientele_label_ids = fields.Many2many(
        related="partner_id.clientele_label_ids", string="Client's labels", groups=STAFF
    )
    clientele_vip = fields.Boolean(related="partner_id.clientele_vip", string="Client is VIP", groups=STAFF)
    clientele_blocked = fields.Boolean(
        related="partner_id.clientele_blocked", string="Client is on the block-list", groups=STAFF
    )
    clientele_note = fields.Text(related="partner_id.clientele_note", string="Remarks on the client", groups=STAFF)
    clientele_currency_id = fields.Many2one(
        related="partner_id.clientele_currency_id", string="Currency of the client base", groups=STAFF
    )
    clientele_debt = fields.Monetary(
        related="partner_id.clientele_debt",
        string="Client's debt",
        currency_field="clientele_currency_id",
        groups=TURNOVER,
    )
