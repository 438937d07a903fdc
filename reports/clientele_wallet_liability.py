from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..models.insight.clientele_client import TURNOVER
from ..models.wallet.clientele_lot import KINDS, UNITS

# Days from the report's day until a balance expires, up to which it belongs to a term.
TERMS = {"1_week": 7, "2_month": 30, "3_quarter": 90}


class ClienteleWalletLiability(models.Model):
    """What was owed to clients in services at the end of a day, lot by lot, added up from the movements (CR10).

    The context gives the day: ``clientele_as_of``, today without it. Days on which balances expire are as they are set
    now.
    """

    _name = "clientele.wallet.liability"
    _description = "Outstanding Balances on a Day"
    _auto = False
    _order = "expires_on, id"
    _rec_name = "lot_id"
    _depends = {
        "clientele.move": ["lot_id", "day", "quantity", "amount"],
        "clientele.lot": ["partner_id", "subscription_id", "plan_id", "card_id", "kind", "opens_on", "expires_on"],
        "clientele.subscription": ["branch_id"],
        "loyalty.card": ["program_id"],
    }

    lot_id = fields.Many2one("clientele.lot", string="Balance", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    subscription_id = fields.Many2one("clientele.subscription", readonly=True)
    plan_id = fields.Many2one("clientele.plan", readonly=True)
    program_id = fields.Many2one("loyalty.program", readonly=True)
    branch_id = fields.Many2one("clientele.branch", string="Sold in", readonly=True)
    kind = fields.Selection(KINDS, string="Of what", readonly=True)
    issued_on = fields.Date(readonly=True)
    opens_on = fields.Date(string="Usable from", readonly=True)
    expires_on = fields.Date(string="Usable until", readonly=True)
    term = fields.Selection(
        [
            ("0_over", "Over, not yet taken out"),
            ("1_week", "Within 7 days"),
            ("2_month", "Within 30 days"),
            ("3_quarter", "Within 90 days"),
            ("4_later", "Later"),
            ("5_never", "Never"),
        ],
        string="Expires",
        readonly=True,
    )
    units = fields.Float(digits=UNITS, readonly=True)
    value = fields.Monetary(string="Liability", readonly=True, groups=TURNOVER)

    def _as_of(self):
        """:return: the day at whose end balances are shown"""
        day = fields.Date.to_date(self.env.context.get("clientele_as_of"))
        return day or self.env["clientele.branch"]._today()

    @property
    def _table_query(self):
        day = self._as_of()
        return SQL(
            """
            SELECT l.id, l.id AS lot_id, l.partner_id, l.company_id, l.subscription_id, l.plan_id, c.program_id,
                   s.branch_id, l.kind, m.issued_on, l.opens_on, l.expires_on, %(term)s AS term, m.units, m.value
              FROM (SELECT lot_id, min(day) AS issued_on, sum(quantity) AS units, sum(amount) AS value
                      FROM clientele_move WHERE day <= %(day)s GROUP BY lot_id
                    HAVING sum(quantity) <> 0 OR sum(amount) <> 0) AS m
              JOIN clientele_lot l ON l.id = m.lot_id
              LEFT JOIN clientele_subscription s ON s.id = l.subscription_id
              LEFT JOIN loyalty_card c ON c.id = l.card_id
             WHERE %(mine)s
            """,
            day=day,
            term=self._term_sql(day),
            mine=self.env["res.users"]._clientele_own_branches_sql(SQL("s.branch_id")),
        )

    def _term_sql(self, day):
        near = (SQL("WHEN l.expires_on <= %s THEN %s", day + timedelta(days), term) for term, days in TERMS.items())
        return SQL(
            "CASE WHEN l.expires_on IS NULL THEN '5_never' WHEN l.expires_on < %s THEN '0_over' %s ELSE '4_later' END",
            day,
            SQL(" ").join(near),
        )
