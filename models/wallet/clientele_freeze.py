from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.freezes import days_in


class ClienteleFreeze(models.Model):
    """Days on which a subscription is not used and does not run (IN8)."""

    _name = "clientele.freeze"
    _description = "Freeze of a Subscription"
    _order = "first_day desc, id desc"
    _rec_name = "first_day"
    _check_company_auto = True

    subscription_id = fields.Many2one(
        "clientele.subscription", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one("res.partner", related="subscription_id.partner_id")
    company_id = fields.Many2one(
        "res.company", related="subscription_id.company_id", store=True, index=True, ondelete="restrict"
    )
    first_day = fields.Date(required=True, readonly=True)
    last_day = fields.Date(required=True, readonly=True)
    days = fields.Integer(compute="_compute_days", store=True)
    reason = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Frozen by",
        index="btree_not_null",
        ondelete="set null",
        default=lambda self: self.env.user,
        readonly=True,
    )

    # A freeze that was given up before its first day has no days.
    _days_in_order = models.Constraint("CHECK (last_day >= first_day - 1)", "A freeze cannot end before it starts.")
    _no_overlap = models.Constraint(
        """EXCLUDE USING gist (
            int4range(subscription_id, subscription_id, '[]') WITH =, daterange(first_day, last_day, '[]') WITH &&
        ) WHERE (last_day >= first_day)""",
        "The subscription is frozen on these days already.",
    )

    @api.depends("first_day", "last_day")
    def _compute_days(self):
        for freeze in self:
            freeze.days = days_in(freeze._window()) if freeze.first_day and freeze.last_day else 0

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A freeze stays in the history. Unfreeze the subscription instead."))

    def _window(self):
        """:return: (first, last) frozen day"""
        return self.first_day, self.last_day

    def _covers(self, day):
        """:return: whether the day is frozen"""
        return self.first_day <= day <= self.last_day
