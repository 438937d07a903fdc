from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ...tools import allocation
from ..wallet.clientele_lot import units

SCOPES = [
    ("client", "Certain clients"),
    ("group", "Client groups"),
    ("product", "Products or services"),
    ("category", "A category or chosen set"),
    ("branch", "Branches"),
    ("all", "Everything everywhere"),
]
MODES = [("money", "Percent"), ("unit", "Per unit"), ("order", "Per order")]
TARGETS = {"client": "clientele_partner_ids", "group": "clientele_group_ids", "branch": "clientele_branch_ids"}


class LoyaltyRule(models.Model):
    """A rule of a managed program: for whom or what it is, how heavy, and how much it gives (LO4–LO7)."""

    _inherit = "loyalty.rule"

    clientele_managed = fields.Boolean(related="program_id.clientele_managed", string="Managed by Clientele")
    clientele_scope = fields.Selection(SCOPES, string="Scope", required=True, default="all")
    clientele_weight = fields.Integer(
        string="Weight",
        compute="_compute_clientele_weight",
        store=True,
        readonly=False,
        help="Of the rules that apply to a line the heaviest one wins.",
    )
    clientele_rate = fields.Float(
        string="Rate",
        digits=(16, 2),
        default=1,
        help="Percent of the money, points per unit, or points per order; below the first tier.",
    )
    clientele_partner_ids = fields.Many2many(
        "res.partner", "clientele_rule_partner_rel", "rule_id", "partner_id", string="Clients"
    )
    clientele_group_ids = fields.Many2many(
        "clientele.group", "clientele_rule_group_rel", "rule_id", "group_id", string="Client Groups"
    )
    clientele_branch_ids = fields.Many2many(
        "clientele.branch", "clientele_rule_branch_rel", "rule_id", "branch_id", string="Branches"
    )
    tier_ids = fields.One2many("clientele.tier", "rule_id", string="Tiers", copy=True)
    clientele_rate_text = fields.Char(
        string="Gives", compute="_compute_clientele_rate_text", help="Tiers begin above the turnover."
    )

    _clientele_rate_not_negative = models.Constraint("CHECK (clientele_rate >= 0)", "A rate is 0 or more.")

    # ---------------------------------------------------------------- compute

    @api.depends("clientele_scope")
    def _compute_clientele_weight(self):
        for rule in self:
            rule.clientele_weight = allocation.WEIGHTS.get(rule.clientele_scope, 0)

    @api.depends("clientele_rate", "reward_point_mode", "tier_ids.rate", "tier_ids.threshold")
    def _compute_clientele_rate_text(self):
        for rule in self:
            rule.clientele_rate_text = rule._clientele_say_rates(rule.clientele_rate, rule.tier_ids)

    def _clientele_say_rates(self, rate, tiers, mode=None):
        """:return: "2 %, 3 % above 1000" """
        steps = [self._clientele_say_rate(rate, mode)]
        for tier in tiers:
            words = {"rate": self._clientele_say_rate(tier.rate, mode), "threshold": f"{tier.threshold:g}"}
            steps.append(self.env._("%(rate)s above %(threshold)s", **words))
        return ", ".join(steps)

    def _clientele_say_rate(self, rate, mode=None):
        """:return: "3 %", "3 per unit", "3 per order" """
        mode = mode or self.reward_point_mode
        words = {"rate": f"{rate:g}"}
        if mode == "money" or self.program_id.clientele_benefit == "discount":
            return self.env._("%(rate)s %%", **words)
        if mode == "unit":
            return self.env._("%(rate)s per unit", **words)
        return self.env._("%(rate)s per order", **words)

    # ---------------------------------------------------------------- constrains

    @api.constrains(
        "clientele_scope",
        "clientele_partner_ids",
        "clientele_group_ids",
        "clientele_branch_ids",
        "product_ids",
        "product_category_id",
        "product_tag_id",
        "product_domain",
    )
    def _check_clientele_targets(self):
        """A rule says for whom or what it is; a rule without would be for everyone, or for nobody."""
        for rule in self.filtered("clientele_managed"):
            if not rule._clientele_has_target():
                scope = dict(self._fields["clientele_scope"]._description_selection(self.env))[rule.clientele_scope]
                raise ValidationError(
                    self.env._(
                        "A rule of “%(program)s” is for “%(scope)s” and names none. Add some or change the scope.",
                        program=rule.program_id.name,
                        scope=scope,
                    )
                )

    def _clientele_has_target(self):
        if self.clientele_scope in TARGETS:
            return bool(self[TARGETS[self.clientele_scope]])
        return self.clientele_scope == "all" or self._clientele_names_products()

    def _clientele_names_products(self):
        return bool(self.product_ids) or self._clientele_describes_products()

    def _clientele_describes_products(self):
        described = self.product_category_id or self.product_tag_id
        return bool(described) or self.product_domain not in (False, "", "[]")

    @api.constrains("clientele_group_ids", "clientele_branch_ids", "program_id")
    def _check_clientele_company(self):
        for rule in self.filtered(lambda rule: rule.program_id.company_id):
            root = rule.program_id.company_id._clientele_root()
            for target in (*rule.clientele_group_ids, *rule.clientele_branch_ids):
                if target.company_id._clientele_root() != root:
                    raise ValidationError(
                        self.env._(
                            "“%(target)s” is another company's than “%(program)s”. Choose one of its company.",
                            target=target.display_name,
                            program=rule.program_id.name,
                        )
                    )

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()  # what is kept of the rules
        return rules

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - {"clientele_tiers_changed"}:
            self.env.registry.clear_cache()  # as above
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()  # as above
        return result

    # ---------------------------------------------------------------- what the allocator reads

    def _clientele_tiered_ones(self):
        """:return: the rules that have tiers"""
        return self.filtered(lambda rule: rule._clientele_kept().tiers)

    def _clientele_kept_programs(self):
        return self.env["loyalty.program"].browse({rule._clientele_kept().program for rule in self})

    def _clientele_may_be_for(self, partner):
        clients = self._clientele_kept().clients
        return clients is None or partner.id in clients

    def _clientele_as_allocated(self, products, floor=None):
        """:param floor: ``tiers.Tier`` below which the client does not fall yet
        :return: ``allocation.Rule``
        """
        return replace(self._clientele_kept(), products=self._clientele_products(products), floor=floor)

    @ormcache("self.id")
    def _clientele_kept(self):
        """Kept by the process until somebody changes rules: an order asks all of them.

        :return: ``allocation.Rule`` as for anything bought
        """
        return self.sudo()._clientele_read()  # sudo: the same whoever asks first

    def _clientele_read(self):
        return allocation.Rule(
            id=self.id,
            program=self.program_id.id,
            weight=self.clientele_weight,
            mode=self.reward_point_mode,
            rate=Decimal(str(self.clientele_rate)),
            tiers=tuple(tier._as_tier() for tier in self.tier_ids),
            clients=self._clientele_targets("client"),
            groups=self._clientele_targets("group"),
            branches=self._clientele_targets("branch"),
            minimum_quantity=units(self.minimum_qty),
            minimum_amount=units(self.minimum_amount),
            minimum_untaxed=self.minimum_amount_tax_mode == "excl",
            including=self.program_id.clientele_tier_basis == "including",
            by_hand=self.program_id.clientele_by_hand,
        )

    def _clientele_targets(self, scope):
        """:return: frozenset of ids that the rule is for, None where it is for all; clients beyond its scope count"""
        named = self[TARGETS[scope]]
        return frozenset(named.ids) if named or self.clientele_scope == scope else None

    def _clientele_products(self, products):
        """:return: frozenset of ids of those that the rule covers, None for any"""
        return self._clientele_products_among(products, *self._clientele_kept_products())

    @api.model
    def _clientele_products_among(self, products, named, domain):
        if domain is None:
            return None if named is None else named.intersection(products.ids)
        return frozenset(products.filtered_domain(domain).ids)

    @ormcache("self.id")
    def _clientele_kept_products(self):
        """Kept as the rest of the rule."""
        return self.sudo()._clientele_read_products()  # sudo: as above

    def _clientele_read_products(self):
        """:return: (frozenset of ids, None) of named products, (None, domain) if more is said, (None, None) for all"""
        if not self._clientele_names_products():
            return None, None
        if not self._clientele_describes_products():
            return frozenset(self.product_ids.ids), None
        return None, list(self._get_valid_product_domain())
