from contextlib import nullcontext

from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    clientele_segment_ids = fields.Many2many(
        "clientele.segment",
        string="Segments",
        compute="_compute_clientele_segment_ids",
        search="_search_clientele_segment_ids",
        groups="clientele.clientele_group_manager,clientele.clientele_group_marketer",
    )

    def _compute_clientele_segment_ids(self):
        """Which segments hold the client; asked of one card at a time."""
        for partner in self:
            partner.clientele_segment_ids = self.env["clientele.segment"]._holding(partner._origin)

    def _search_clientele_segment_ids(self, operator, value):
        """Both ways, because the opposite of the one would be slow; by name, too, and as of a day in the context."""
        if operator not in ("in", "not in", "any", "not any"):
            return NotImplemented
        named = value if operator.endswith("any") else [("id", "in", [key for key in value if key])]
        segments = self.env["clientele.segment"].with_context(active_test=False)
        segments = segments.search_fetch(named, ["company_id", "definition", "last_count"])
        as_of = fields.Date.to_date(self.env.context.get("clientele_as_of"))
        if operator.startswith("not"):
            return Domain.AND(segments._none_domain(segment._seen_sql(as_of)) for segment in segments)
        return Domain.OR(segment._get_clients_domain(as_of) for segment in segments)

    # ---------------------------------------------------------------- a search that asks a segment may be slow

    def search_fetch(self, domain, *args, **kwargs):
        with self._clientele_limited(domain):
            return super().search_fetch(domain, *args, **kwargs)

    def search_count(self, domain, *args, **kwargs):
        with self._clientele_limited(domain):
            return super().search_count(domain, *args, **kwargs)

    def _read_group(self, domain, *args, **kwargs):
        with self._clientele_limited(domain):
            return super()._read_group(domain, *args, **kwargs)

    def _read_grouping_sets(self, domain, *args, **kwargs):
        with self._clientele_limited(domain):
            return super()._read_grouping_sets(domain, *args, **kwargs)

    def _clientele_limited(self, domain):
        """:return: context in which what takes too long ends in a UserError, where the domain asks a segment"""
        asked = (term.field_expr.partition(".")[0] for term in Domain(domain).iter_conditions())
        if "clientele_segment_ids" not in asked:
            return nullcontext()
        # sudo: else rules, and we, ask each for one of these, and all columns of a company are read
        self.env.companies.sudo().fetch(["parent_path", "clientele_base_per_branch"])
        return self.env["clientele.segment"]._limited()
