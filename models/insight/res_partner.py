from odoo import api, fields, models

from ..client.res_partner import client_field
from .clientele_client import TURNOVER
from .clientele_client_rfm import RFM_SEGMENTS

FLAGS = [("ok", "OK"), ("losing", "Losing"), ("lost", "Lost")]
COLOURS = [("green", "Green"), ("orange", "Orange"), ("red", "Red"), ("grey", "Grey")]
CLASSES = [("a", "A"), ("b", "B"), ("c", "C")]
PROFILES = [("none", "None"), ("invited", "Invited"), ("profile", "Has profile"), ("app", "Has the app")]
TALKS = [
    ("1", "Within a month"),
    ("2", "1 to 2 months ago"),
    ("3", "Over 2 months ago"),
    ("4", "Never talked"),
]


def money_field(fact, **attributes):
    """A fact that shows turnover; only those with the right see it."""
    return client_field(fields.Monetary, fact, currency_field="clientele_currency_id", groups=TURNOVER, **attributes)


class ResPartner(models.Model):
    """The facts of the current company's row, readable, sortable and groupable on the partner."""

    _inherit = "res.partner"

    clientele_currency_id = client_field(fields.Many2one, "currency_id", comodel_name="res.currency")
    clientele_visit_count = client_field(fields.Integer, "visit_count", string="Visits", aggregator="sum")
    clientele_deal_count = client_field(fields.Integer, "deal_count", string="Deals", aggregator="sum")
    clientele_spent = money_field("spent", string="Spent", aggregator="sum")
    clientele_average_check = money_field("average_check", string="Average check", aggregator="avg")
    clientele_turnover = money_field("turnover", string="Turnover of 12 months", aggregator="sum")
    clientele_debt = money_field("debt", string="Debt", aggregator="sum")
    clientele_first_visit = client_field(fields.Date, "first_visit", string="First deal")
    clientele_last_visit = client_field(fields.Date, "last_visit", string="Last visit")
    clientele_last_branch_id = client_field(
        fields.Many2one, "last_branch_id", comodel_name="clientele.branch", string="Last served at"
    )
    clientele_last_open_booking = client_field(fields.Date, "last_open_booking", string="Booked until")
    clientele_median_gap = client_field(
        fields.Float, "median_gap", digits=(8, 1), string="Usual gap (days)", aggregator="avg"
    )
    clientele_visits_per_year = client_field(
        fields.Float, "visits_per_year", digits=(8, 1), string="Visits per year", aggregator="avg"
    )
    clientele_own_rhythm = client_field(fields.Boolean, "own_rhythm", string="Own rhythm")
    clientele_expected_visit = client_field(fields.Date, "expected_visit", string="Expected visit")
    clientele_losing_on = client_field(fields.Date, "losing_on", string="Slipping away from")
    clientele_main_categ_id = client_field(
        fields.Many2one, "main_categ_id", comodel_name="product.category", string="Main category"
    )
    clientele_last_contact = client_field(fields.Date, "last_contact", string="Last talk")
    clientele_online_profile = client_field(
        fields.Selection,
        "online_profile",
        selection=[
            ("none", "None"),
            ("invited", "Invited"),
            ("profile", "Has profile"),
            ("app", "Has the app"),
        ],
        string="Online profile",
    )
    clientele_has_card = client_field(fields.Boolean, "has_card", string="Has a loyalty card")
    clientele_subscription_end = client_field(fields.Date, "subscription_end", string="Subscribed until")
    clientele_subscription_open = client_field(fields.Boolean, "subscription_open", string="Subscribed without end")
    clientele_next_due = client_field(fields.Date, "next_due", string="Next instalment due")
    clientele_flag = client_field(fields.Selection, "flag", selection=FLAGS, string="Flag")
    clientele_colour = client_field(fields.Selection, "colour", selection=COLOURS, string="Colour")
    clientele_importance = client_field(fields.Selection, "importance", selection=CLASSES, string="Importance")
    clientele_recency_score = client_field(fields.Integer, "recency_score", string="Recency", aggregator="avg")
    clientele_frequency_score = client_field(fields.Integer, "frequency_score", string="Frequency", aggregator="avg")
    clientele_money_score = client_field(
        fields.Integer, "money_score", string="Money", aggregator="avg", groups=TURNOVER
    )
    clientele_rfm_segment = client_field(fields.Selection, "rfm_segment", selection=RFM_SEGMENTS, string="RFM segment")
    clientele_contact_band = client_field(
        fields.Selection,
        "contact_band",
        selection=TALKS,
        string="Talked",
    )
    clientele_age_band = client_field(
        fields.Selection,
        "age_band",
        selection=lambda self: self.env["clientele.client"]._selection_age_band(),
        string="Age band",
    )
    clientele_check_band = client_field(
        fields.Selection,
        "check_band",
        selection=lambda self: self.env["clientele.client"]._selection_check_band(),
        groups=TURNOVER,
        string="Average check band",
    )

    @api.model
    def _clientele_usually_exported(self):
        facts = {"clientele_visit_count", "clientele_last_visit", "clientele_flag", "clientele_spent"}
        return super()._clientele_usually_exported() | facts

    def _clientele_rows(self, company=None):
        self.env["clientele.client"]._refresh_touched()
        return super()._clientele_rows(company)

    def _read_group_select(self, aggregate_spec, query):
        """The average check of a group is its money divided by its deals (DF2)."""
        if aggregate_spec == "clientele_average_check:avg":
            row = self._clientele_join(self._table, query)
            return self.env["clientele.client"]._average_check_sql(row, query)
        return super()._read_group_select(aggregate_spec, query)
