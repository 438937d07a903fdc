from dataclasses import replace

from odoo import api, fields, models
from odoo.fields import Command

from ...tools import allocation
from .loyalty_rule import MODES, SCOPES
from .loyalty_rule_simulate import COPIED, plain

CHANGES = [("same", "As it is"), ("changed", "Changed"), ("new", "New"), ("off", "Removed")]
NEWEST = 2**31  # rules that are not there yet are younger than all that are
TARGETS = ("partner_ids", "group_ids", "branch_ids", "product_ids", "product_category_id", "product_tag_id")
NAMED = 3  # targets


class ClienteleLoyaltySimulationRule(models.Model):
    """A rule of the program as it would be. Off or deleted, it would not be there; without ``rule_id`` it is new."""

    _name = "clientele.loyalty.simulation.rule"
    _description = "Simulated Loyalty Rule"
    _order = "simulation_id, id"
    _check_company_auto = True

    simulation_id = fields.Many2one("clientele.loyalty.simulation", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", related="simulation_id.company_id", store=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    benefit = fields.Selection(related="simulation_id.program_id.clientele_benefit")
    rule_id = fields.Many2one("loyalty.rule", readonly=True, index=True, ondelete="set null")
    active_rule = fields.Boolean(string="On", default=True, help="Off: as if the rule were not there.")
    scope = fields.Selection(SCOPES, string="For", required=True, default="all")
    weight = fields.Integer(
        compute="_compute_weight",
        store=True,
        readonly=False,
        help="Of the rules that apply to a line the heaviest one wins.",
    )
    mode = fields.Selection(MODES, string="Accrual", required=True, default="money")
    rate = fields.Float(
        digits=(16, 2), default=1, help="Percent of the money, points per unit, or points per order; below all tiers."
    )
    partner_ids = fields.Many2many("res.partner", "clientele_simulated_partner_rel", string="Clients")
    group_ids = fields.Many2many("clientele.group", "clientele_simulated_group_rel", string="Client Groups")
    branch_ids = fields.Many2many("clientele.branch", "clientele_simulated_branch_rel", string="Branches")
    product_ids = fields.Many2many("product.product", "clientele_simulated_product_rel", string="Products")
    product_category_id = fields.Many2one("product.category", string="Category", index=True, ondelete="set null")
    product_tag_id = fields.Many2one("product.tag", index=True, ondelete="set null")
    product_domain = fields.Char(default="[]")
    minimum_qty = fields.Integer(string="Minimum quantity", default=1)
    minimum_amount = fields.Monetary(string="Minimum purchase")
    minimum_amount_tax_mode = fields.Selection(
        [("incl", "tax included"), ("excl", "tax excluded")], string="Minimum is", required=True, default="incl"
    )
    tier_ids = fields.One2many("clientele.loyalty.simulation.tier", "simulated_id", string="Tiers")
    target = fields.Char(string="For whom or what", compute="_compute_target")
    gives = fields.Char(string="Would give", compute="_compute_gives")
    gives_now = fields.Char(related="rule_id.clientele_rate_text", string="Gives now")
    change = fields.Selection(CHANGES, compute="_compute_change")

    _rate_not_negative = models.Constraint("CHECK (rate >= 0)", "A rate is 0 or more.")

    # ---------------------------------------------------------------- compute

    @api.depends("scope")
    def _compute_weight(self):
        for line in self:
            line.weight = allocation.WEIGHTS.get(line.scope, 0)

    @api.depends("scope", *TARGETS)
    def _compute_target(self):
        scopes = dict(self._fields["scope"]._description_selection(self.env))
        for line in self:
            named = [record for name in TARGETS for record in line[name]]
            names = [record.display_name for record in named[:NAMED]] + ["…"] * (len(named) > NAMED)
            line.target = ": ".join(filter(None, (scopes.get(line.scope), ", ".join(names))))

    @api.depends("mode", "rate", "tier_ids.rate", "tier_ids.threshold", "simulation_id.program_id")
    def _compute_gives(self):
        for line in self:
            line.gives = line._as_rule().clientele_rate_text

    @api.depends("active_rule", "rule_id", "tier_ids.rate", "tier_ids.threshold", "tier_ids.name", *COPIED)
    def _compute_change(self):
        for line in self:
            if not line.active_rule:
                line.change = "off"
            elif not line.rule_id:
                line.change = "new"
            else:
                line.change = "changed" if line._origin_changes() else "same"

    @api.onchange("scope")
    def _onchange_scope(self):
        """Targets that the scope does not ask for are not left behind where nobody sees them."""
        if self.scope != "client":
            self.partner_ids = False
        else:
            self.group_ids = False

    # ---------------------------------------------------------------- as a rule

    def _rule_values(self):
        """:return: values of a ``loyalty.rule`` besides its tiers"""
        values = {}
        for name, field in COPIED.items():
            value = plain(self, name)
            values[field] = [Command.set(value)] if self._fields[name].type == "many2many" else value
        return values

    def _as_rule(self, program=None):
        """:return: the ``loyalty.rule`` that this would be, in memory only, with its tiers"""
        program = program or self.simulation_id.program_id
        tiers = [Command.create(tier._tier_values()) for tier in self.tier_ids.sorted("threshold")]
        virtual = self.env["loyalty.program"].new(origin=program._origin)
        return self.env["loyalty.rule"].new({**self._rule_values(), "program_id": virtual.id, "tier_ids": tiers})

    def _as_rules(self):
        return self.env["loyalty.rule"].concat(*(line._as_rule() for line in self))

    def _as_allocated(self, products):
        """:return: ``allocation.Rule``"""
        rule = self._as_rule()
        return replace(
            rule._clientele_read(),
            id=self._number(),
            program=self.simulation_id.program_id.id,
            tiers=self._tiers(),
            products=rule._clientele_products_among(products, *rule._clientele_read_products()),
            including=self.simulation_id.tier_basis == "including",
        )

    def _number(self):
        """:return: id of the rule as the allocator compares them: of equal ones the older wins"""
        return self.rule_id.id or NEWEST + self.id

    def _tiers(self):
        """:return: tuple of ``tiers.Tier``, the lowest first"""
        return tuple(tier._as_tier() for tier in self.tier_ids.sorted("threshold"))

    def _keeps_tiers(self):
        """:return: whether clients have the tiers of this rule as the history of its rule says"""
        same = {"partner_ids", "group_ids"}.isdisjoint(self._changed_names())
        steps = {(tier.tier_id.id, tier.threshold) for tier in self.tier_ids}
        return same and steps == {(tier.id, tier.threshold) for tier in self.rule_id.tier_ids}

    def _changed_names(self):
        """:return: set of names of own fields that say something else than the rule does"""
        return {name for name, field in COPIED.items() if plain(self, name) != plain(self.rule_id, field)}

    # ---------------------------------------------------------------- applying

    def _origin_changes(self):
        """:return: values of the ``loyalty.rule`` that are to be written, its tiers among them"""
        values, changed = self._rule_values(), self._changed_names()
        changes = {COPIED[name]: values[COPIED[name]] for name in COPIED if name in changed}
        tiers = self._tier_commands()
        return {**changes, "tier_ids": tiers} if tiers else changes

    def _tier_commands(self):
        kept = self.tier_ids.tier_id
        removed = [Command.delete(tier.id) for tier in self.rule_id.tier_ids - kept]
        commands = [tier._command() for tier in self.tier_ids.sorted("threshold")]
        return removed + [command for command in commands if command]

    def _command(self):
        """:return: the command that makes the program's rule this one, None where it is already"""
        if not self.rule_id:
            return Command.create({**self._rule_values(), "tier_ids": self._tier_commands()})
        changes = self._origin_changes()
        return Command.update(self.rule_id.id, changes) if changes else None
