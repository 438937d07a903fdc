from odoo import api, models
from odoo.exceptions import ValidationError

FEATURE = "product.group_product_pricelist"


class LoyaltyProgram(models.Model):
    """A discount by turnover for the clients of groups, by one pricelist per discount (SK9)."""

    _name = "loyalty.program"
    _inherit = ["loyalty.program", "clientele.sets.discount"]

    @api.constrains("clientele_benefit", "clientele_managed", "rule_ids")
    def _check_clientele_discount(self):
        for program in self.filtered(lambda program: program._clientele_gives_discount()):
            program._clientele_check_discount(program.rule_ids)

    def _clientele_check_discount(self, rules):
        if len(rules) != 1 or rules.clientele_scope != "all":
            raise ValidationError(
                self.env._(
                    "“%(program)s” gives a discount, on everything: it has one rule, for “Everything everywhere”.",
                    program=self.name,
                )
            )
        rules._clientele_check_percents()

    def _clientele_gives_discount(self):
        return self.clientele_managed and self.clientele_benefit == "discount"

    def _clientele_discount_rule(self, day):
        """:return: the rule by which clients get a discount on a day, empty where the program does not run"""
        begun = not self.date_from or self.date_from <= day
        runs = self.active and begun and (not self.date_to or self.date_to >= day)
        return self.rule_ids[:1] if runs and self._clientele_gives_discount() else self.rule_ids.browse()

    # ---------------------------------------------------------------- following changes

    @api.model
    def _clientele_discount_fields(self):
        period = {"clientele_period", "clientele_period_months", "clientele_requalify"}
        return period | {"active", "clientele_managed", "clientele_benefit", "date_from", "date_to", "rule_ids"}

    def _clientele_discount_groups(self):
        groups = self.env["clientele.group"].sudo().with_context(active_test=False)  # sudo: whoever sets programs up
        return groups.search([("program_id", "in", self.ids)])

    # ---------------------------------------------------------------- pricelists

    def _clientele_pricelists(self):
        """:return: its pricelists, archived ones too"""
        pricelists = self.env["product.pricelist"].sudo()  # sudo: they follow from the program
        keeps = pricelists.with_context(active_test=False, clientele_keeps_pricelists=True)
        return keeps.search([("clientele_program_id", "in", self.ids)])

    def _clientele_percents(self, day):
        """:return: set of the discounts above 0 that clients can have on a day"""
        rule = self._clientele_discount_rule(day)
        return {rate for rate in (rule.clientele_rate, *rule.tier_ids.mapped("rate")) if rate > 0}

    def _clientele_make_pricelists(self, day):
        """Each discount that clients can have has a pricelist, which orders, the shop and the tills can use."""
        for program in self:
            percents, known = program._clientele_percents(day), program._clientele_pricelists()
            if percents:
                program._clientele_switch_pricelists_on()
            for percent in sorted(percents - set(known.mapped("clientele_percent"))):
                known |= known._clientele_create_for(program, percent)
            used = known.filtered(lambda pricelist, percents=percents: pricelist.clientele_percent in percents)
            used.filtered(lambda pricelist: not pricelist.active).active = True
            program._clientele_offer_at_tills(used)

    def _clientele_archive_pricelists(self, day):
        """Discounts that nobody can have any more; called when no client has them."""
        for program in self:
            percents, known = program._clientele_percents(day), program._clientele_pricelists()
            known.filtered(
                lambda pricelist, percents=percents: pricelist.active and pricelist.clientele_percent not in percents
            ).active = False

    def _clientele_switch_pricelists_on(self):
        """As the setting *Pricelists* does; who has no pricelist of their own gets the company's default one."""
        if not self.env["res.groups"]._is_feature_enabled(FEATURE):
            users = self.env.ref("base.group_user").sudo()  # sudo: the setting follows from the program
            users._apply_group(self.env.ref(FEATURE))
            self.env["res.company"].sudo()._activate_or_create_pricelists()  # sudo: as above
        websites = self.env["website"].sudo().search([("company_id", "=", self.company_id.id)])  # sudo: as above
        websites._clientele_keep_open()

    def _clientele_offer_at_tills(self, pricelists):
        """Tills with several pricelists can use them; the others give the same discount on each line."""
        tills = self.env["pos.config"].sudo()  # sudo: they follow from the program
        domain = [("company_id", "=", self.company_id.id), ("use_pricelist", "=", True)]
        for till in tills.search(domain):
            missing = pricelists.filtered(lambda one, till=till: one.currency_id == till.currency_id)
            missing -= till.available_pricelist_ids
            if till.available_pricelist_ids and missing:
                till.available_pricelist_ids |= missing
