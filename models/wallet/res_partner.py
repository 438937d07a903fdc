from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .clientele_lot import UNITS

DESK = "clientele.clientele_group_receptionist"
TURNOVER = "clientele.clientele_group_turnover"
RECENT = 10


class ResPartner(models.Model):
    """What the client card tells of the wallet in the current company, with the rights of who opens it (CR9, FO8)."""

    _inherit = "res.partner"

    clientele_subscription_ids = fields.One2many(
        "clientele.subscription", "partner_id", string="Subscriptions", groups=DESK
    )
    clientele_wallet_currency_id = fields.Many2one(
        "res.currency", string="Currency of the wallet", compute="_compute_clientele_wallet", groups=DESK
    )
    clientele_credits_left = fields.Float(
        string="Credits left", digits=UNITS, compute="_compute_clientele_wallet", groups=DESK
    )
    clientele_visits_left = fields.Float(
        string="Visits left", digits=(16, 0), compute="_compute_clientele_wallet", groups=DESK
    )
    clientele_points_left = fields.Float(
        string="Points left", digits=UNITS, compute="_compute_clientele_wallet", groups=DESK
    )
    clientele_wallet_value = fields.Monetary(
        string="Prepaid",
        currency_field="clientele_wallet_currency_id",
        compute="_compute_clientele_wallet",
        groups=TURNOVER,
        help="The money that what is left stands for.",
    )
    clientele_next_instalment_id = fields.Many2one(
        "clientele.instalment", string="Next instalment", compute="_compute_clientele_instalments", groups=DESK
    )
    clientele_instalment_amount = fields.Monetary(
        string="To pay then",
        currency_field="clientele_wallet_currency_id",
        compute="_compute_clientele_instalments",
        groups=DESK,
    )
    clientele_overdue = fields.Monetary(
        string="Overdue instalments",
        currency_field="clientele_wallet_currency_id",
        compute="_compute_clientele_instalments",
        groups=DESK,
    )
    clientele_living_subscription_ids = fields.Many2many(
        "clientele.subscription",
        string="Current subscriptions",
        compute="_compute_clientele_living_subscriptions",
        groups=DESK,
    )
    clientele_subscription_count = fields.Integer(
        string="Number of subscriptions", compute="_compute_clientele_living_subscriptions", groups=DESK
    )
    clientele_recent_move_ids = fields.Many2many(
        "clientele.move", string="Last movements", compute="_compute_clientele_recent_moves", groups=DESK
    )

    # ---------------------------------------------------------------- compute

    @api.depends_context("company", "uid", "clientele_today")
    def _compute_clientele_wallet(self):
        """What can still be used: lots whose last day is over count no more, even before the night takes them out."""
        usable = Domain("expires_on", "=", False) | Domain("expires_on", ">=", self.env["clientele.branch"]._today())
        groups = self.env["clientele.lot"]._read_group(
            self._clientele_wallet_domain() & usable, ["partner_id", "kind"], ["balance:sum", "value:sum"]
        )
        left = {(partner.id, kind): (balance, value) for partner, kind, balance, value in groups}
        for partner in self:
            credits, visits = (left.get((partner._origin.id, kind), (0, 0)) for kind in ("credits", "visits"))
            partner.clientele_wallet_currency_id = self.env.company._clientele_root().currency_id
            partner.clientele_credits_left = credits[0]
            partner.clientele_points_left = left.get((partner._origin.id, "points"), (0, 0))[0]
            partner.clientele_visits_left = visits[0]
            partner.clientele_wallet_value = credits[1] + visits[1]

    @api.depends_context("company", "uid", "clientele_today")
    def _compute_clientele_instalments(self):
        parts = self.env["clientele.instalment"].search(
            self._clientele_wallet_domain() & Domain("state", "=", "due"), order="due_date, id"
        )
        parts_of = parts.grouped("partner_id")
        for partner in self:
            due = parts_of.get(partner._origin, parts.browse())
            partner.clientele_next_instalment_id = due[:1]
            partner.clientele_instalment_amount = due[:1].amount_due
            partner.clientele_overdue = sum(due.filtered("overdue").mapped("amount_due"))

    @api.depends_context("company", "uid")
    def _compute_clientele_living_subscriptions(self):
        subscriptions = self.env["clientele.subscription"].search(self._clientele_wallet_domain())
        of_client = subscriptions.grouped("partner_id")
        for partner in self:
            bought = of_client.get(partner._origin, subscriptions.browse())
            partner.clientele_living_subscription_ids = bought.filtered(lambda row: row.state in ("active", "frozen"))
            partner.clientele_subscription_count = len(bought)

    @api.depends_context("company", "uid")
    def _compute_clientele_recent_moves(self):
        ids_of = dict(self.env.execute_query(self._clientele_recent_moves_sql()))
        for partner in self:
            partner.clientele_recent_move_ids = ids_of.get(partner._origin.id, [])

    def _clientele_recent_moves_sql(self):
        """:return: SQL of (partner id, ids of the last movements); of each lot no more are looked at than are shown"""
        return SQL(
            """
            SELECT partner_id, array_agg(id ORDER BY id DESC)
              FROM (SELECT l.partner_id, m.id, row_number() OVER (PARTITION BY l.partner_id ORDER BY m.id DESC) AS nr
                      FROM clientele_lot l, LATERAL (
                           SELECT id FROM clientele_move WHERE lot_id = l.id ORDER BY id DESC LIMIT %(few)s) AS m
                     WHERE l.id IN %(lots)s) AS moves
             WHERE nr <= %(few)s
             GROUP BY partner_id
            """,
            few=RECENT,
            lots=self.env["clientele.lot"]._search(self._clientele_wallet_domain()).subselect(),
        )

    def _clientele_wallet_domain(self):
        """:return: Domain of what these clients have of the wallet in the current company"""
        root = self.env.company._clientele_root()
        return Domain("partner_id", "in", self._origin.ids) & Domain("company_id", "=", root.id)

    # ---------------------------------------------------------------- actions

    def action_clientele_subscriptions(self):
        """Open what the client has bought."""
        return self._clientele_wallet_action("clientele_subscription_action", [("partner_id", "=", self.id)])

    def action_clientele_moves(self):
        """Open the movements of what the client has prepaid."""
        return self._clientele_wallet_action("clientele_move_action", [("lot_id.partner_id", "=", self.id)])

    def action_clientele_statement(self):
        """Open the statement."""
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_statement_action")

    def _clientele_wallet_action(self, name, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"clientele.{name}")
        action["domain"] = domain
        action["context"] = {"default_partner_id": self.id}
        return action
