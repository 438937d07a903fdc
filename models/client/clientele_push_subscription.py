from odoo import fields, models


class ClientelePushSubscription(models.Model):
    """A browser or app of a client that accepts push messages; a live one means *has the app* (FF13, TR15)."""

    _name = "clientele.push.subscription"
    _description = "Push Subscription"
    _order = "id desc"
    _rec_name = "endpoint"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", string="Client", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company._clientele_root(),
    )
    active = fields.Boolean(default=True, help="Off once the push service says that the device is gone.")
    endpoint = fields.Char(required=True)
    key_p256dh = fields.Char(required=True, groups="base.group_system")
    key_auth = fields.Char(required=True, groups="base.group_system")
    last_seen = fields.Datetime(default=fields.Datetime.now)

    _endpoint = models.UniqueIndex("(endpoint)", "This device is subscribed already.")
