from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .clientele_lot import UNITS

STATES = [
    ("active", "Active"),
    ("frozen", "Frozen"),
    ("used", "Used up"),
    ("expired", "Expired"),
    ("quit", "Quit"),
    ("cancelled", "Cancelled"),
]
# Used up, it comes to life again when something is given back.
LIVING = ("active", "frozen", "used")
ENDED = ("quit", "cancelled")


class ClienteleSubscription(models.Model):
    """A plan that a client has bought: its instalments, what they opened, and what is left."""

    _name = "clientele.subscription"
    _description = "Subscription"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "start_date desc, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    plan_id = fields.Many2one("clientele.plan", required=True, readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(related="plan_id.kind", store=True)
    company_id = fields.Many2one(
        "res.company", related="plan_id.company_id", store=True, index=True, ondelete="restrict"
    )
    branch_id = fields.Many2one("clientele.branch", index="btree_not_null", ondelete="restrict", string="Sold in")
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    price = fields.Monetary(required=True, readonly=True, tracking=True)
    start_date = fields.Date(string="From", required=True, readonly=True, tracking=True)
    end_date = fields.Date(string="Until", readonly=True, index=True, tracking=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="active", tracking=True, index=True)
    guest_ids = fields.Many2many(
        "res.partner",
        "clientele_subscription_guest_rel",
        "subscription_id",
        "partner_id",
        string="Also for",
        help="Clients who may be served from this subscription, where the plan can be shared.",
    )
    instalment_ids = fields.One2many("clientele.instalment", "subscription_id", string="Instalments", readonly=True)
    lot_ids = fields.One2many("clientele.lot", "subscription_id", string="Balances", readonly=True)
    seller_id = fields.Many2one(
        "res.users", index="btree_not_null", ondelete="set null", default=lambda self: self.env.user, readonly=True
    )
    units_total = fields.Float(string="Units", digits=UNITS, readonly=True)
    units_left = fields.Float(string="Left", digits=UNITS, compute="_compute_left")
    units_used = fields.Float(string="Used", digits=UNITS, compute="_compute_used")
    counted_units = fields.Float(digits=UNITS, readonly=True, default=0, help="Visits that count alike, used so far.")
    counted_base = fields.Monetary(readonly=True, default=0, help="What the visits that count alike have counted.")
    value_left = fields.Monetary(
        string="Worth", compute="_compute_left", help="The money that what is left stands for."
    )
    note = fields.Text()

    _dates_in_order = models.Constraint(
        "CHECK (end_date IS NULL OR end_date >= start_date)", "A subscription cannot end before it starts."
    )
    _price_not_negative = models.Constraint("CHECK (price >= 0)", "A subscription's price cannot be negative.")
    _of_client = models.Index("(partner_id, company_id, start_date, end_date)")

    # ---------------------------------------------------------------- compute

    @api.depends("plan_id", "partner_id")
    def _compute_display_name(self):
        for subscription in self:
            subscription.display_name = f"{subscription.plan_id.name}, {subscription.partner_id.name}"

    @api.depends("lot_ids.balance", "lot_ids.value")
    def _compute_left(self):
        sums = {
            subscription: (left, value)
            for subscription, left, value in self.env["clientele.lot"]._read_group(
                [("subscription_id", "in", self.ids)], ["subscription_id"], ["balance:sum", "value:sum"]
            )
        }
        for subscription in self:
            subscription.units_left, subscription.value_left = sums.get(subscription, (0, 0))

    @api.depends("lot_ids.balance")
    def _compute_used(self):
        moved = self.env["clientele.move"]._read_group(
            [("lot_id.subscription_id", "in", self.ids), ("kind", "in", ("use", "return"))],
            ["lot_id"],
            ["quantity:sum"],
        )
        used = dict.fromkeys(self, 0)
        for lot, quantity in moved:
            used[lot.subscription_id] -= quantity
        for subscription in self:
            subscription.units_used = used[subscription]

    # ---------------------------------------------------------------- constrains

    @api.constrains("guest_ids", "plan_id")
    def _check_guests(self):
        for subscription in self:
            if subscription.guest_ids and not subscription.plan_id.shareable:
                raise ValidationError(
                    self.env._(
                        "%(plan)s cannot be shared. Allow it on the plan, or hand the subscription over.",
                        plan=subscription.plan_id.name,
                    )
                )

    # ---------------------------------------------------------------- CRUD

    def write(self, vals):
        """What screens show readonly changes by what is done to a subscription, which runs as superuser."""
        if not self.env.su and any(self._fields[name].store and self._fields[name].readonly for name in vals):
            raise AccessError(self.env._("What was sold is not changed by hand; use the buttons of the subscription."))
        return super().write(vals)

    # ---------------------------------------------------------------- selling

    @api.model
    def _sell(self, plan, partner, start=None, price=None, **values):
        """Sell a plan to a client. Its instalments are due from the first day on; what costs nothing opens at once.

        Rights are checked by the caller.

        :param start: the first day, today by default
        :param price: what the client pays, tax included; the plan's price by default
        :return: the clientele.subscription
        :raises UserError: where the plan has ended by then, or the client belongs to another company
        """
        first, last = plan._period(start or self.env["clientele.branch"]._today())
        plan._check_sale(partner, first, last)
        price = plan.price if price is None else price
        subscription = self.sudo().create(  # sudo: nobody makes subscriptions but by selling
            {
                "partner_id": partner.id,
                "plan_id": plan.id,
                "price": price,
                "start_date": first,
                "end_date": last,
                "units_total": plan._units(),
                "seller_id": self.env.uid,
                **values,
            }
        )
        self.env["clientele.client"]._ensure(partner, plan.company_id)
        subscription._make_instalments()
        subscription.instalment_ids._sync()
        return subscription.with_env(self.env)

    def _make_instalments(self):
        self.env["clientele.instalment"].create(
            [
                {
                    "subscription_id": self.id,
                    "number": nr,
                    "amount": part.amount,
                    "units": part.units,
                    "due_date": span.due,
                    "opens_on": span.opens,
                    "expires_on": span.expires,
                }
                for nr, (part, span) in enumerate(self.plan_id._offer(self.start_date, self.price), 1)
            ]
        )
