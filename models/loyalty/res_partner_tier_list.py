from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from . import tier_sql

STAFF = "clientele.clientele_group_practitioner"
NAME = "clientele_tier_ids"


class ResPartner(models.Model):
    """The tiers of clients for lists, searched and grouped by their history: nothing is stored besides it (LO7).

    A client has a tier in each rule with tiers, so grouped by them it stands in several groups, as with labels.
    """

    _inherit = "res.partner"

    clientele_tier_ids = fields.Many2many(
        "clientele.tier",
        string="Loyalty tiers",
        compute="_compute_clientele_tier_ids",
        search="_search_clientele_tier_ids",
        groups=STAFF,
    )

    @api.depends("clientele_tier_change_ids.tier_id", "clientele_tier_change_ids.day")
    @api.depends_context("company", "clientele_today")
    def _compute_clientele_tier_ids(self):
        held, tiers = {}, self.env["clientele.tier"]
        where = SQL("h.partner_id = ANY(%s)", self._origin.ids)
        for partner_id, tier_id in self.env.execute_query(self._clientele_held_sql(where)):
            held.setdefault(partner_id, []).append(tier_id)
        for partner in self:
            partner.clientele_tier_ids = tiers.browse(held.get(partner._origin.id, ()))

    @api.model
    def _search_clientele_tier_ids(self, operator, value):
        if operator == "in":
            found = Domain(
                "id", "in", self._clientele_in_tiers_sql(SQL("h.tier_id = ANY(%s)", list(filter(None, value))))
            )
            if False in value:
                found |= Domain("id", "not in", self._clientele_in_tiers_sql(SQL("TRUE")))
            return found
        if operator == "any":
            tiers = self.env["clientele.tier"]._search(value)
            return Domain("id", "in", self._clientele_in_tiers_sql(SQL("h.tier_id IN %s", tiers.subselect())))
        return NotImplemented

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec != NAME:
            return super()._read_group_groupby(alias, groupby_spec, query)
        self._check_field_access(self._fields[NAME], "read")
        held = query.make_alias(alias, "held")
        mine = SQL("%s = %s", SQL.identifier(held, "partner_id"), SQL.identifier(alias, "id"))
        query.add_join("LEFT JOIN", held, SQL("(%s)", self._clientele_held_sql(SQL("TRUE"))), mine)
        return SQL.identifier(held, "tier_id")

    @api.model
    def _clientele_in_tiers_sql(self, where):
        """:return: SQL selecting the ids of clients by a term on ``h``, the last change in a rule"""
        return SQL("(SELECT partner_id FROM (%s) AS held)", self._clientele_held_sql(where))

    @api.model
    def _clientele_held_sql(self, where):
        root = self.env.company._clientele_root()
        self.env["clientele.tier.change"].flush_model()
        return tier_sql.held(root.id, root._clientele_today(), where)
