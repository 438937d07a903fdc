from odoo import api, fields, models
from odoo.tools import ormcache

from ...tools import tiers
from ...tools.periods import turnover_days

PERIODS = [("months", "The last months"), ("year", "This calendar year"), ("all", "All time")]
BASES = [("before", "Before the order"), ("including", "Including the order")]
POLICIES = [
    (tiers.BALANCE, "Follows the turnover"),
    (tiers.ONE, "Falls by one tier a year"),
    (tiers.NEVER, "Never falls"),
]

TIERS_FOLLOW = {
    "clientele_managed",
    "clientele_period",
    "clientele_period_months",
    "clientele_requalify",
    "clientele_by_hand",
    "active",
}
# What the process keeps of programs and rules follows these.
KEPT = {"clientele_managed", "program_type", "clientele_tier_basis", "clientele_by_hand"}


class LoyaltyProgram(models.Model):
    """What a managed program has besides core's (SK7, SK11)."""

    _inherit = "loyalty.program"

    clientele_benefit = fields.Selection(
        [("points", "Points"), ("discount", "Discount")],
        string="Clients get",
        required=True,
        default="points",
        help="Points for what they buy; or a discount at once, for the clients of the groups with this program.",
    )
    clientele_description = fields.Text(string="Description", translate=True)
    clientele_period = fields.Selection(
        PERIODS, string="Turnover of", required=True, default="months", help="Deals that count for the tiers."
    )
    clientele_period_months = fields.Integer(string="Months of turnover", default=12)
    clientele_tier_basis = fields.Selection(BASES, string="Tier by the turnover", required=True, default="before")
    clientele_requalify = fields.Selection(
        POLICIES, string="When turnover falls, the tier", required=True, default=tiers.BALANCE
    )

    clientele_rates = fields.Char(string="Gives", compute="_compute_clientele_rates")

    _clientele_period_months = models.Constraint(
        "CHECK (clientele_period_months > 0)", "The turnover of a month or more counts."
    )

    @api.depends("rule_ids.clientele_rate_text")
    def _compute_clientele_rates(self):
        for program in self:
            program.clientele_rates = "; ".join(program.rule_ids.mapped("clientele_rate_text"))

    @api.model
    @ormcache()
    def _clientele_any_earning(self):
        """:return: whether something was ever earned by the allocator, so that a database without pays nothing"""
        every = self.sudo().with_context(active_test=False)  # sudo: the same whoever sells
        return bool(every.search_count([("clientele_managed", "=", True), ("program_type", "=", "loyalty")], limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        if any(programs.mapped("clientele_managed")):
            self.env.registry.clear_cache()
        return programs

    def write(self, vals):
        result = super().write(vals)
        if not KEPT.isdisjoint(vals):
            self.env.registry.clear_cache()
        if not TIERS_FOLLOW.isdisjoint(vals):
            self.rule_ids.filtered("tier_ids")._clientele_note_tiers()
        return result

    def _clientele_earns_points(self):
        """:return: whether the allocator decides what is earned in this program"""
        return self.clientele_managed and self.program_type == "loyalty"

    def _clientele_turnover_days(self, day):
        """:return: first (None for ever) and last day of the turnover that counts on a day"""
        return turnover_days(*self._clientele_turnover_period(), day)

    def _clientele_turnover_period(self):
        """:return: the period of the turnover and its months, as ``tools.periods.turnover_days`` takes them"""
        return self.clientele_period, self.clientele_period_months
