from odoo import api, fields, models
from odoo.exceptions import AccessError

from . import facts_sql

TURNOVER = "clientele.clientele_group_turnover"
# Facts: written by the refresh alone, the same for one client and for all of them.
FACTS = (
    "visit_count",
    "deal_count",
    "spent",
    "average_check",
    "first_visit",
    "last_visit",
    "first_came",
    "last_came",
    "last_branch_id",
    "last_open_booking",
    "median_gap",
    "rhythm_seal",
    "own_rhythm",
    "expected_visit",
    "losing_on",
    "turnover",
    "debt",
    "category_seal",
    "main_categ_id",
    "last_contact",
    "online_profile",
    "has_card",
    "subscription_end",
    "subscription_open",
    "next_due",
)


class ClienteleClient(models.Model):
    """The facts of a client: what the deals, bookings and talks say, kept equal to them by the refresh."""

    _inherit = "clientele.client"

    visit_count = fields.Integer(string="Visits", default=0, readonly=True)
    deal_count = fields.Integer(string="Deals", default=0, readonly=True, help="Done visits and sales.")
    spent = fields.Monetary(default=0, readonly=True, groups=TURNOVER, help="Net of discounts and refunds.")
    average_check = fields.Monetary(
        readonly=True, groups=TURNOVER, aggregator="avg", help="Spent divided by deals; empty without a deal."
    )
    first_visit = fields.Date(string="First deal", readonly=True)
    last_visit = fields.Date(readonly=True, help="Day of the last deal.")
    first_came = fields.Date(readonly=True, help="Day of the first visit, sales left out.")
    last_came = fields.Date(readonly=True, help="Day of the last visit, sales left out.")
    last_branch_id = fields.Many2one(
        "clientele.branch",
        string="Last served at",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    last_open_booking = fields.Date(readonly=True, help="The latest day with an open booking.")
    median_gap = fields.Float(string="Usual gap (days)", readonly=True, aggregator="avg", help="In half days.")
    rhythm_seal = fields.Integer(
        readonly=True, aggregator=None, help="Hash of the days of deals and of the usual gap that follows from them."
    )
    own_rhythm = fields.Boolean(string="Own rhythm", default=False, readonly=True)
    expected_visit = fields.Date(readonly=True)
    losing_on = fields.Date(string="Slipping away from", readonly=True)
    turnover = fields.Monetary(string="Turnover of 12 months", default=0, readonly=True, groups=TURNOVER)
    debt = fields.Monetary(default=0, readonly=True, groups=TURNOVER)
    category_seal = fields.Integer(
        readonly=True, aggregator=None, help="Hash of the services had and of the main category that follows from them."
    )
    main_categ_id = fields.Many2one("product.category", string="Main category", readonly=True, ondelete="set null")
    last_contact = fields.Date(string="Last talk", readonly=True)
    online_profile = fields.Selection(
        [("none", "None"), ("invited", "Invited"), ("profile", "Has profile"), ("app", "Has the app")],
        default="none",
        readonly=True,
    )
    has_card = fields.Boolean(string="Has a loyalty card", default=False, readonly=True)
    subscription_end = fields.Date(
        string="Subscribed until",
        readonly=True,
        help="The last day of the subscriptions that nobody quit or cancelled; empty where one has no end.",
    )
    subscription_open = fields.Boolean(string="Subscribed without end", default=False, readonly=True)
    next_due = fields.Date(
        string="Next instalment due", readonly=True, help="The earliest day of an instalment that is still to pay."
    )
    importance_class = fields.Selection(
        [("a", "A"), ("b", "B"), ("c", "C")], string="Importance by turnover", readonly=True
    )

    # A falling list drives from these; a rising one reads them backwards (see _order_field_to_sql).
    _by_spent = models.Index("(company_id, spent DESC NULLS LAST, added_on DESC, partner_id DESC)")
    _by_visits = models.Index("(company_id, visit_count DESC NULLS LAST, added_on DESC, partner_id DESC)")
    _by_deals = models.Index("(company_id, deal_count DESC NULLS LAST, added_on DESC, partner_id DESC)")
    _by_last_visit = models.Index("(company_id, last_visit DESC NULLS LAST, added_on DESC, partner_id DESC)")
    _by_expected_visit = models.Index("(company_id, expected_visit DESC NULLS LAST, added_on DESC, partner_id DESC)")
    _by_importance = models.Index(
        "(company_id, COALESCE(importance_manual, importance_class) DESC NULLS LAST, added_on DESC, partner_id DESC)"
    )
    # the classes of importance are cut from this index alone
    _by_turnover = models.Index("(company_id, turnover DESC NULLS LAST, partner_id) INCLUDE (id, importance_class)")
    # and the usual gap of each category from this one
    _by_category = models.Index("(main_categ_id, company_id, median_gap) WHERE main_categ_id IS NOT NULL")

    def _check_facts(self, vals):
        """:raises AccessError: facts follow from deals; nobody writes them"""
        guarded = set(vals).intersection((*FACTS, "importance_class"))
        if guarded and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s follow from the client's deals and cannot be written.",
                    fields=", ".join(guarded),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_facts(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_facts(vals)
        result = super().write(vals)
        if "card_number" in vals:
            self._touch(self.partner_id.ids)
        return result

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec == "average_check:avg":
            return self._average_check_sql(self._table, query)
        return super()._read_group_select(aggregate_spec, query)

    def _average_check_sql(self, alias, query):
        """:return: SQL of the average check of a group of rows"""
        return facts_sql.average_of_group(lambda name: self._field_to_sql(alias, name, query))
