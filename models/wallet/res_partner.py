from odoo import fields, models

DESK = "clientele.clientele_group_receptionist"


class ResPartner(models.Model):
    """What a client has bought ahead."""

    _inherit = "res.partner"

    clientele_subscription_ids = fields.One2many(
        "clientele.subscription", "partner_id", string="Subscriptions", groups=DESK
    )
