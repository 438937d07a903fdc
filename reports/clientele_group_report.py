from odoo import fields, models
from odoo.tools import SQL

from ..models.insight import facts_sql
from ..models.insight.clientele_client import TURNOVER


class ClienteleGroupReport(models.Model):
    """Clients per group and the average check per group, Σ spent ÷ Σ deals (SK12, DF2).

    One row per group, and one for the clients without a group. Deals, money and the settings in the context are those
    of ``clientele.client.report``: by default the last 12 months. Anonymous deals belong to no client, so to no group.
    """

    _name = "clientele.group.report"
    _description = "Client Groups Statistics"
    _auto = False
    _order = "client_count desc, id"
    _rec_name = "group_id"
    _depends = {"clientele.group": ["active"], "clientele.client": ["group_id"]}

    group_id = fields.Many2one("clientele.group", readonly=True)
    name = fields.Char(string="Group name", compute="_compute_name")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    client_count = fields.Integer(string="Clients", readonly=True, help="Everyone in the group, archived clients not.")
    client_share = fields.Float(string="% of clients", readonly=True)
    buyer_count = fields.Integer(string="With deals", readonly=True, help="Clients with a deal in the period.")
    deal_count = fields.Integer(string="Deals", readonly=True)
    deal_share = fields.Float(string="% of deals", readonly=True)
    spent = fields.Monetary(string="Turnover", readonly=True, groups=TURNOVER)
    spent_share = fields.Float(string="% of turnover", readonly=True, groups=TURNOVER)
    average_check = fields.Monetary(
        string="Average check",
        readonly=True,
        aggregator="avg",
        groups=TURNOVER,
        help="Turnover divided by deals; empty without a deal.",
    )

    def _compute_name(self):
        for row in self:
            row.name = row.group_id.name or self.env._("No group")

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec == "average_check:avg":
            return facts_sql.average_of_group(lambda name: self._field_to_sql(self._table, name, query))
        return super()._read_group_select(aggregate_spec, query)

    @property
    def _table_query(self):
        root = self.env.company._clientele_root()
        clients = self.env["clientele.client.report"].with_context(clientele_count_anonymous=False)
        return SQL(
            """
            SELECT COALESCE(g.id, s.group_id, -%(root)s) AS id, COALESCE(g.id, s.group_id) AS group_id,
                   %(root)s AS company_id, COALESCE(s.client_count, 0)::int AS client_count,
                   COALESCE(s.buyer_count, 0)::int AS buyer_count, COALESCE(s.deal_count, 0)::int AS deal_count,
                   COALESCE(s.spent, 0) AS spent, round(s.spent / NULLIF(s.deal_count, 0), 2) AS average_check,
                   COALESCE(s.client_count / NULLIF(sum(s.client_count) OVER (), 0), 0)::float AS client_share,
                   COALESCE(s.deal_count / NULLIF(sum(s.deal_count) OVER (), 0), 0)::float AS deal_share,
                   COALESCE(s.spent / NULLIF(sum(s.spent) OVER (), 0), 0)::float AS spent_share
              FROM (SELECT r.group_id, count(*) AS client_count, sum(r.deal_count) AS deal_count, sum(r.spent) AS spent,
                           count(*) FILTER (WHERE r.deal_count > 0) AS buyer_count
                      FROM (%(clients)s) AS r GROUP BY r.group_id) AS s
              FULL JOIN (SELECT id FROM clientele_group WHERE company_id = %(root)s AND active) AS g
                ON g.id = s.group_id
            """,
            root=root.id,
            clients=clients._table_query,
        )

    def action_open_clients(self):
        """The clients of the group, in their list."""
        self.ensure_one()
        if self.group_id:
            return self.group_id.action_open_clients()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_client_action")
        action["domain"] = [("clientele_listed", "=", True), ("clientele_group_id", "=", False)]
        return {**action, "name": self.name, "display_name": self.name}
