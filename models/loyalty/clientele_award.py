from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ...tools import allocation
from ..wallet.clientele_lot import UNITS
from .loyalty_rule import MODES

REASONS = [
    (allocation.ONLY, "The only rule that applies"),
    (allocation.BY_HAND, "Applied by hand"),
    (allocation.OF_GROUP, "The program of the client's group goes first"),
    (allocation.HEAVIEST, "The heaviest rule"),
    (allocation.MOST, "Brings the client most"),
    (allocation.OLDEST, "The older of equal rules"),
    (allocation.NO_RULE, "No rule applies"),
    (allocation.PROMOTIONAL, "Promotional lines earn nothing"),
    (allocation.PREPAID, "What is paid with points, credits or a package earns nothing"),
    (allocation.GROUP_EARNS_NOTHING, "The client's group earns no points"),
]


class ClienteleAward(models.Model):
    """What a line of a document earned, in which rule, and why (LO5, LO9).

    The rule and the rate are those of the day it was sold; base and points follow what is left of the line.
    """

    _name = "clientele.award"
    _description = "Points of a Line"
    _order = "id"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", string="Client", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    day = fields.Date(required=True)
    sale_line_id = fields.Many2one("sale.order.line", string="Order Line", index="btree_not_null", ondelete="cascade")
    sale_order_id = fields.Many2one("sale.order", string="Order", index="btree_not_null", ondelete="cascade")
    visit_line_id = fields.Many2one("clientele.visit.line", index="btree_not_null", ondelete="cascade")
    visit_id = fields.Many2one("clientele.visit", index="btree_not_null", ondelete="cascade")
    product_id = fields.Many2one("product.product", required=True, index=True, ondelete="restrict")
    program_id = fields.Many2one("loyalty.program", index="btree_not_null", ondelete="restrict")
    rule_id = fields.Many2one("loyalty.rule", index="btree_not_null", ondelete="set null")
    tier_id = fields.Many2one("clientele.tier", index="btree_not_null", ondelete="set null")
    mode = fields.Selection(MODES, string="Accrual")
    rate = fields.Float(digits=(16, 2))
    base_amount = fields.Monetary(string="Earns on", help="What was paid with money, tax included.")
    points_sold = fields.Float(string="Points when sold", digits=UNITS)
    points = fields.Float(digits=UNITS, help="Less what was returned.")
    net_price = fields.Float(digits="Product Price", help="The line's price that was judged: usual, or promotional.")
    reduced = fields.Boolean(help="That price is promotional, whatever the pricelist says later.")
    promotional = fields.Boolean(help="The line earns nothing as it is now.")
    reason = fields.Selection(REASONS, required=True)
    beaten = fields.Json(help="Other rules that apply, with what they would have brought.")
    why = fields.Char(compute="_compute_why")

    _of_order = models.Index("(sale_order_id, sale_line_id) WHERE sale_order_id IS NOT NULL")

    @api.depends("reason", "promotional", "beaten", "rule_id", "rate", "base_amount")
    @api.depends_context("lang")
    def _compute_why(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        for award in self:
            if award.promotional:
                award.why = reasons[allocation.PROMOTIONAL]
            else:
                parts = [award._say_rule(), reasons.get(award.reason), award._say_beaten()]
                award.why = ". ".join(filter(None, parts))

    def _say_rule(self):
        if not self.program_id:
            return ""
        money = formatLang(self.env, self.base_amount, currency_obj=self.currency_id)
        words = {"program": self.program_id.name, "rate": f"{self.rate:g}", "money": money}
        if self.tier_id:
            words["program"] = f"{self.program_id.name}, {self.tier_id.display_name}"
        if self.mode == "money":
            return self.env._("%(program)s: %(rate)s %% of %(money)s", **words)
        if self.mode == "unit":
            return self.env._("%(program)s: %(rate)s per unit", **words)
        return self.env._("%(program)s: %(rate)s for the order", **words)

    def _say_beaten(self):
        """:return: "Instead of Spring (3), Branches (2)": other programs by name, other rules of the same by scope"""
        rows = self.beaten or []
        rules = self.env["loyalty.rule"].sudo().browse([row[0] for row in rows]).exists()  # sudo: why, for cashiers
        scopes = dict(rules._fields["clientele_scope"]._description_selection(self.env))
        own = rules.filtered(lambda rule: rule.program_id == self.program_id)
        names = {rule.id: scopes[rule.clientele_scope] if rule in own else rule.program_id.name for rule in rules}
        told = [f"{names[rule]} ({points:g})" for rule, points in rows if rule in names]
        return self.env._("Instead of %(rules)s", rules=", ".join(told)) if told else ""

    # ---------------------------------------------------------------- CRUD

    @api.model
    def _insert(self, rows):
        """Write new awards by one plain statement: whoever confirms an order waits for one per line.

        :param rows: list of dicts, as for ``create``, of the same fields
        """
        user, now = self.env.uid, self.env.cr.now()
        log = {"create_uid": user, "create_date": now, "write_uid": user, "write_date": now}
        columns = [self._fields[name] for name in (*rows[0], *log)]
        values = (
            tuple(field.convert_to_column({**row, **log}[field.name], self, validate=False) for field in columns)
            for row in rows
        )
        names = SQL(", ").join(SQL.identifier(field.name) for field in columns)
        self.env.execute_query(
            SQL("INSERT INTO clientele_award (%s) VALUES %s RETURNING id", names, SQL(", ").join(values))
        )

    # ---------------------------------------------------------------- following the line

    def _is_outdated(self, line):
        """:return: whether the line (``allocation.Line``) earned nothing as it was, and could as it is now"""
        held_back = self.reason in (allocation.PROMOTIONAL, allocation.PREPAID)
        return held_back and not line.promotional and line.earning > 0

    def _follow(self, line, sold, kept):
        """The line has changed: its rule and rate stay, what it earns follows.

        :param line: ``allocation.Line`` as it is now
        :param sold: points of the whole line, as Decimal
        :param kept: share of it that was not returned, as Decimal
        """
        values = {
            "promotional": line.promotional,
            "base_amount": float(line.base),
            "points_sold": float(sold),
            "points": float(allocation.cents(sold * kept)),
        }
        if any(self[name] != value for name, value in values.items()):
            self.write(values)

    def _points_sold(self, lines):
        """:param lines: [``allocation.Line``] of these awards as they are now
        :return: [points of each whole line], as Decimal
        """
        of_award = dict(zip(self, lines, strict=True))
        once = self.filtered(lambda award: award.mode == allocation.ORDER)
        found = {award: award._points_now(of_award[award]) for award in self - once}
        for awards in once.grouped("rule_id").values():
            found |= awards._share_out([of_award[award] for award in awards])
        return [found[award] for award in self]

    def _points_now(self, line):
        return Decimal(0) if line.promotional else allocation.points(self.mode, self._rate(), [line])[0]

    def _share_out(self, lines):
        """What a rule gives once per order is shared by what is left of the lines that won it.

        :return: {award: points}, as Decimal
        """
        counts = [line.quantity > 0 and line.earning > 0 and not line.promotional for line in lines]
        left = [line for line, counting in zip(lines, counts, strict=True) if counting]
        shares = iter(allocation.points(allocation.ORDER, self[0]._rate(), left))
        return {award: next(shares) if counting else Decimal(0) for award, counting in zip(self, counts, strict=True)}

    def _rate(self):
        return Decimal(str(self.rate))
