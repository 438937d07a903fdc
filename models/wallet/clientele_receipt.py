from odoo import api, fields, models
from odoo.exceptions import AccessError


class ClienteleReceipt(models.Model):
    """Money for an instalment that was received or paid back beside orders and invoices."""

    _name = "clientele.receipt"
    _description = "Payment of an Instalment"
    _order = "day desc, id desc"
    _check_company_auto = True
    _rec_name = "key"

    instalment_id = fields.Many2one(
        "clientele.instalment", required=True, readonly=True, index=True, ondelete="restrict"
    )
    subscription_id = fields.Many2one("clientele.subscription", related="instalment_id.subscription_id")
    partner_id = fields.Many2one("res.partner", related="instalment_id.partner_id")
    company_id = fields.Many2one(
        "res.company", related="instalment_id.company_id", store=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    day = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True, help="Negative where money was paid back.")
    key = fields.Char(required=True, readonly=True, help="The same payment is never booked twice.")
    note = fields.Char(readonly=True)

    _key = models.UniqueIndex("(key)")
    _amount_not_zero = models.Constraint("CHECK (amount <> 0)", "A payment is of more than nothing.")

    def write(self, vals):
        if set(vals) - {"note"}:
            raise AccessError(self.env._("A payment is not changed; pay it back and book it anew."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A payment is not deleted; pay it back instead."))
