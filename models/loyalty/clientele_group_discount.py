from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import split_every

from ..client.batches import commit_batch
from . import discount_sql, tier_sql
from .clientele_client_discount import MOST_AT_ONCE

BATCH = 5000
CRON = "clientele.clientele_cron_discounts"


class ClienteleGroup(models.Model):
    """Keeps the discounts of clients, and their pricelists, in step with their turnover (SK9).

    Two statements find who differs: of whose discount another one is due, and who holds another pricelist than the
    discount asks for. What a person chose for a client stays: a pricelist, and a personal discount that is higher.
    """

    _name = "clientele.group"
    _inherit = ["clientele.group", "clientele.sets.discount"]

    # ---------------------------------------------------------------- what discounts follow from

    @api.model
    def _clientele_discount_fields(self):
        return {"loyalty_type", "program_id", "active"}

    def _clientele_discount_groups(self):
        return self.sudo()  # sudo: whoever sets groups up

    @api.model
    @tools.ormcache()
    def _any_discount(self):
        """:return: whether a group has a discount program, so that a database without pays nothing"""
        return bool(self._with_discount())

    @api.model
    def _with_discount(self, root=None):
        """:return: groups (sudo) of one client base or all whose clients get the discount of a program"""
        domain = Domain([("loyalty_type", "=", "discount"), ("program_id", "!=", False)])
        if root:
            domain &= Domain("company_id", "=", root.id)
        return self.sudo().search(domain)  # sudo: discounts hold for everyone's clients

    def _discounts_changed(self):
        """Clients of these groups are looked at: with this change where they are few, soon otherwise."""
        if not self:
            return
        self.env.registry.clear_cache()
        for root, groups in self.grouped("company_id").items():
            groups.program_id._clientele_make_pricelists(root._clientele_today())
        clients = self.env["clientele.client"].sudo()  # sudo: as above
        members = clients.search([("group_id", "in", self.ids)], limit=MOST_AT_ONCE + 1)
        if len(members) <= MOST_AT_ONCE:
            clients._look_at_discounts(members.partner_id.ids)
        self._keep_discounts_soon()

    @api.model
    def _keep_discounts_soon(self):
        self.env.ref(CRON).sudo()._trigger()  # sudo: the job's own

    # ---------------------------------------------------------------- keeping them

    @api.model
    def _cron_keep_discounts(self):
        """Every night, and soon after groups or programs changed: everyone."""
        clients = self.env["clientele.client"]
        for root in clients._roots():
            clients._refresh_touched()
            self._keep_everyone(root)

    @api.model
    def _keep_everyone(self, root):
        """Batch by batch, each in a transaction of its own; the next run goes on where one stops."""
        day, programs = root._clientele_today(), self._discount_programs(root)
        commit_batch(self.env, lambda: programs._clientele_make_pricelists(day) or {})
        # sudo: discounts hold for everyone's clients
        tiers, rules = self.env["clientele.tier.change"].sudo(), programs.rule_ids._clientele_tiered(root)
        rules &= programs.rule_ids  # the others are looked at with the facts
        commit_batch(self.env, lambda: {"processed": tiers._run(root, rules=rules)})
        self._flush_discounts()
        self._in_batches(self._differing_rates(root), lambda rates: self._write_rates(root, rates))
        for company in root._clientele_tree():
            differing = self._differing_pricelists(root, company)
            self._in_batches(differing, lambda some, company=company: self._write_pricelists(root, company, some))
        commit_batch(self.env, lambda: programs._clientele_archive_pricelists(day) or {})

    def _in_batches(self, found, write):
        """:param found: {partner id: what is written}"""
        for part in split_every(BATCH, found.items()):
            commit_batch(self.env, lambda part=part: write(dict(part)) or {"processed": len(part)})

    @api.model
    def _keep_some(self, root, partner_ids):
        """A few clients, in the transaction that changed them."""
        self.env["clientele.client"]._refresh_touched()
        self.env["clientele.tier.change"].sudo()._run(root, partner_ids)  # sudo: discounts hold for everyone's clients
        self._flush_discounts()
        self._write_rates(root, self._differing_rates(root, partner_ids))
        for company in root._clientele_tree():
            self._write_pricelists(root, company, self._differing_pricelists(root, company, partner_ids))

    @api.model
    def _discount_programs(self, root):
        """:return: programs of groups with a discount, and those whose pricelists were made for one"""
        # sudo: discounts hold for everyone's clients
        pricelists = self.env["product.pricelist"].sudo().with_context(active_test=False)
        kept = pricelists.search([("clientele_program_id.company_id", "=", root.id)])
        return self._with_discount(root).program_id | kept.clientele_program_id

    # ---------------------------------------------------------------- who differs

    @api.model
    def _differing_rates(self, root, partner_ids=None):
        """:param partner_ids: None for everyone
        :return: {partner id: rate} of clients whose discount by turnover is another one than noted
        """
        day, groups, rates = root._clientele_today(), self.browse(), {}
        for group in self._with_discount(root):
            if rule := group.program_id._clientele_discount_rule(day):
                groups |= group
                rates.update(group._differing_from(rule, root, partner_ids))
        others = self.env.execute_query(discount_sql.outsiders(root.id, groups.ids, partner_ids))
        return {**rates, **dict(others)}

    def _differing_from(self, rule, root, partner_ids):
        """:return: {partner id: rate} of clients of this group who do not have the rate of their tier"""
        latest = tier_sql.latest(rule._clientele_asked(root, partner_ids), in_force=True)
        return dict(self.env.execute_query(discount_sql.differing_rates(self.id, rule, latest, partner_ids)))

    @api.model
    def _differing_pricelists(self, root, company, partner_ids=None):
        """:return: {partner id: id of the pricelist to hold, or None}"""
        return dict(self.env.execute_query(discount_sql.differing_pricelists(root.id, company.id, partner_ids)))

    # ---------------------------------------------------------------- writing

    @api.model
    def _flush_discounts(self):
        for name in ("clientele.visit", "clientele.client", "clientele.group", "product.pricelist", "res.partner"):
            self.env[name].flush_model()

    @api.model
    def _write_rates(self, root, rates):
        if rates:
            self.env.cr.execute(discount_sql.write_rates(root.id, rates))
            self.env["clientele.client"].invalidate_model(["program_discount", "discount"], flush=False)
            self.env["res.partner"].invalidate_model(["clientele_discount"], flush=False)

    @api.model
    def _write_pricelists(self, root, company, pricelists):
        if pricelists:
            written = self.env.uid, fields.Datetime.now()
            self.env.cr.execute(discount_sql.write_pricelists(root.id, company.id, pricelists, *written))
            names = ["specific_property_product_pricelist", "property_product_pricelist"]
            self.env["res.partner"].invalidate_model(names, flush=False)
