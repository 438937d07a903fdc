from itertools import chain

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

MARKETER = "clientele.clientele_group_manager,clientele.clientele_group_marketer"


class ResPartner(models.Model):
    """Searching clients by the snapshots they are in."""

    _inherit = "res.partner"

    clientele_snapshot_ids = fields.Many2many(
        "clientele.segment.snapshot",
        string="In a snapshot",
        compute="_compute_clientele_snapshot_ids",
        search="_search_clientele_snapshot_ids",
        groups=MARKETER,
    )
    clientele_meets_snapshot_ids = fields.Many2many(
        "clientele.segment.snapshot",
        string="Meets the conditions of a snapshot",
        compute="_compute_clientele_meets_snapshot_ids",
        search="_search_clientele_meets_snapshot_ids",
        groups=MARKETER,
        help="Who would be in the snapshot if it were taken now.",
    )

    def _compute_clientele_snapshot_ids(self):
        query = SQL(
            """SELECT p.id, array_agg(m.snapshot_id)
                 FROM unnest(%s::int[]) AS p(id) JOIN clientele_segment_member m ON %s GROUP BY p.id""",
            self._origin.ids,
            self.env["clientele.segment.member"]._holds(SQL("p.id")),
        )
        found = dict(self.env.execute_query(query))
        seen = self.env["clientele.segment.snapshot"].search([("id", "in", [*chain.from_iterable(found.values())])])
        for partner in self:
            partner.clientele_snapshot_ids = seen & seen.browse(found.get(partner._origin.id, ()))

    def _search_clientele_snapshot_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        snapshots = self.env["clientele.segment.snapshot"].search([("id", "in", [key for key in value if key])])

        def to_sql(model, alias, query):
            return snapshots._holds_sql(SQL.identifier(alias, "id"))

        return Domain.custom(to_sql=to_sql)

    def _compute_clientele_meets_snapshot_ids(self):
        self.clientele_meets_snapshot_ids = False  # to search by only

    def _search_clientele_meets_snapshot_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        snapshots = self.env["clientele.segment.snapshot"].search([("id", "in", [key for key in value if key])])

        def to_sql(model, alias, query):
            met = SQL(" UNION ").join(snapshot._now_sql() for snapshot in snapshots)
            column = SQL.identifier(alias, "id")
            return SQL("EXISTS (SELECT FROM (%s) AS met(id) WHERE met.id = %s)", met, column)

        return Domain.custom(to_sql=to_sql) if snapshots else Domain.FALSE
