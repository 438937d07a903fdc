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
        Snapshot = self.env["clientele.segment.snapshot"]
        for partner in self:
            members = self.env["clientele.segment.member"].search([("partner_id", "in", partner._origin.ids)])
            partner.clientele_snapshot_ids = Snapshot.search([("id", "in", members.snapshot_id.ids)])

    def _search_clientele_snapshot_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        snapshots = self.env["clientele.segment.snapshot"].search([("id", "in", [key for key in value if key])])

        def to_sql(model, alias, query):
            return SQL(
                "EXISTS (SELECT FROM clientele_segment_member m WHERE m.snapshot_id = ANY(%s) AND m.partner_id = %s)",
                snapshots.ids,
                SQL.identifier(alias, "id"),
            )

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
