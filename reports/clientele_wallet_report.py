from odoo import fields, models
from odoo.tools import SQL

from ..models.insight.clientele_client import TURNOVER
from ..models.wallet.clientele_lot import KINDS as UNIT_KINDS
from ..models.wallet.clientele_lot import UNITS
from ..models.wallet.clientele_move import KINDS

# What a movement means for the liability: kinds that undo another are counted against it.
FLOWS = {
    "sold": ("issue", "unpaid", "take_back"),
    "used": ("use", "return"),
    "expired": ("expire",),
    "refunded": ("refund",),
    "corrected": ("adjust", "transfer_out", "transfer_in"),
}


class ClienteleWalletReport(models.Model):
    """The movements of what clients have prepaid: sold, used, expired, refunded (CR10).

    Sold less used, expired and refunded, and what was corrected, is how the liability changed (``amount``).
    """

    _name = "clientele.wallet.report"
    _description = "Wallet Statistics"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "clientele.move": ["lot_id", "kind", "day", "quantity", "amount", "base_amount", "visit_line_id"],
        "clientele.lot": ["partner_id", "subscription_id", "plan_id", "card_id", "kind"],
        "loyalty.card": ["program_id"],
        "clientele.subscription": ["branch_id"],
        "clientele.visit.line": ["visit_id", "resource_id", "product_id"],
        "clientele.visit": ["branch_id"],
    }

    day = fields.Date(readonly=True)
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    subscription_id = fields.Many2one("clientele.subscription", readonly=True)
    plan_id = fields.Many2one("clientele.plan", readonly=True)
    program_id = fields.Many2one("loyalty.program", readonly=True)
    branch_id = fields.Many2one("clientele.branch", readonly=True, help="Where it was used, else where it was sold.")
    resource_id = fields.Many2one("resource.resource", string="Practitioner", readonly=True)
    product_id = fields.Many2one("product.product", string="Service", readonly=True)
    unit_kind = fields.Selection(UNIT_KINDS, string="Of what", readonly=True)
    kind = fields.Selection(KINDS, string="Movement", readonly=True)
    flow = fields.Selection(
        [
            ("sold", "Sold"),
            ("used", "Used"),
            ("expired", "Expired"),
            ("refunded", "Refunded"),
            ("corrected", "Corrected or handed over"),
        ],
        string="What happened",
        readonly=True,
    )
    units = fields.Float(digits=UNITS, readonly=True, help="Visits, credits or points: in (+) or out (−).")
    sold = fields.Monetary(readonly=True, groups=TURNOVER, help="Less payments that were taken back.")
    used = fields.Monetary(readonly=True, groups=TURNOVER, help="The money that used units stood for.")
    expired = fields.Monetary(readonly=True, groups=TURNOVER)
    refunded = fields.Monetary(readonly=True, groups=TURNOVER)
    corrected = fields.Monetary(readonly=True, groups=TURNOVER, help="By hand, or handed over to another client.")
    amount = fields.Monetary(
        string="Change of liability", readonly=True, groups=TURNOVER, help="What is owed to clients in services."
    )
    base_amount = fields.Monetary(string="Commission base", readonly=True, groups=TURNOVER)

    @property
    def _table_query(self):
        branch = SQL("COALESCE(v.branch_id, s.branch_id)")
        return SQL(
            """
            SELECT m.id, m.day, m.company_id, l.partner_id, l.subscription_id, l.plan_id, c.program_id,
                   l.kind AS unit_kind, m.kind, %(branch)s AS branch_id, n.resource_id, n.product_id,
                   m.quantity AS units, m.amount, COALESCE(m.base_amount, 0) AS base_amount, %(flow)s AS flow, %(sums)s
              FROM clientele_move m
              JOIN clientele_lot l ON l.id = m.lot_id
              LEFT JOIN clientele_subscription s ON s.id = l.subscription_id
              LEFT JOIN loyalty_card c ON c.id = l.card_id
              LEFT JOIN clientele_visit_line n ON n.id = m.visit_line_id
              LEFT JOIN clientele_visit v ON v.id = n.visit_id
             WHERE %(mine)s
            """,
            flow=self._flow_sql(),
            sums=SQL(", ").join(self._sum_sql(flow) for flow in FLOWS),
            branch=branch,
            mine=self.env["res.users"]._clientele_own_branches_sql(branch),
        )

    def _flow_sql(self):
        cases = (SQL("WHEN m.kind = ANY(%s) THEN %s", list(kinds), flow) for flow, kinds in FLOWS.items())
        return SQL("CASE %s END", SQL(" ").join(cases))

    def _sum_sql(self, flow):
        """:return: SQL of the money that a movement counts for a flow: what goes out is counted positive"""
        signed = SQL("m.amount") if flow in ("sold", "corrected") else SQL("-m.amount")
        name = SQL.identifier(flow)
        return SQL("CASE WHEN m.kind = ANY(%s) THEN %s ELSE 0 END AS %s", list(FLOWS[flow]), signed, name)
