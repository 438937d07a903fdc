from collections import defaultdict
from decimal import Decimal

from odoo import fields, models

from ...tools import allocation
from ...tools.deal_amounts import spread
from ..wallet.clientele_lot import units


class SaleOrder(models.Model):
    """What the lines of an order earn, and what pays for them in points (LO1, LO2, LO9)."""

    _name = "sale.order"
    _inherit = ["sale.order", "clientele.point.source"]

    clientele_award_ids = fields.One2many("clientele.award", "sale_order_id", string="Points per line")

    # ---------------------------------------------------------------- as a document that earns

    def _clientele_earns(self):
        return self.state == "sale"

    def _clientele_may_earn_yet(self):
        return self.state in ("draft", "sent")

    def _clientele_sold_at(self):
        branch = self._clientele_branches()[self]
        return self.company_id, branch, branch._today()

    def _clientele_may_overdraw(self):
        return bool(self._clientele_online())

    def _clientele_point_details(self):
        return {"sale_order_id": self.id}

    def _clientele_line_of(self, award):
        return award.sale_line_id

    def _clientele_prepare_awards(self):
        return {**super()._clientele_prepare_awards(), "sale_order_id": self.id}

    def _clientele_prepare_award(self, line, award):
        return {**super()._clientele_prepare_award(line, award), "sale_line_id": line.id}

    def _clientele_own_visits(self):
        """:return: the deals that this order is, or is a part of"""
        Visit = self.env["clientele.visit"].sudo()  # sudo: whoever sells may not see every visit
        return Visit.search([("sale_order_id", "in", self.ids)]) | self.sudo().clientele_visit_id  # sudo: as above

    # ---------------------------------------------------------------- lines

    def _clientele_goods(self):
        """:return: lines of what was bought, as core counts for points"""
        lines = self._get_not_rewarded_order_lines() - self._get_no_effect_on_threshold_lines()
        return lines.filtered(lambda line: line.product_uom_qty and not line.display_type and not line.is_downpayment)

    def _clientele_earning_lines(self):
        goods = self._clientele_goods()
        promotional = self._clientele_promoted() | goods._clientele_promotional()
        shares = self._clientele_points_shares()
        return {line: line._clientele_as_earning(line in promotional, shares[line]) for line in goods}

    def _clientele_discounts(self):
        """:return: {reward that lowers the price of lines: its lines on the order}"""
        lines = self.order_line.filtered(lambda line: line.reward_id.reward_type == "discount")
        return lines.grouped("reward_id")

    def _clientele_promoted(self):
        promoted = self.env["sale.order.line"]
        for reward in self._clientele_discounts():
            program = reward.program_id
            if not program.clientele_managed and not program.is_payment_program:
                promoted |= self._clientele_covered(reward)
        return promoted

    def _clientele_points_shares(self):
        """:return: {line: share of it that points of managed programs pay, as Decimal}"""
        paid = defaultdict(Decimal)
        for reward, lines in self._clientele_discounts().items():
            if reward.program_id.clientele_managed and not reward.program_id.is_payment_program:
                covered = self._clientele_covered(reward).filtered(lambda line: line.price_total > 0)
                weights = [units(line.price_total) for line in covered]
                amount = -units(sum(lines.mapped("price_total")))
                if weights:
                    shares = spread(amount, weights, units(self.currency_id.rounding))
                    for line, share in zip(covered, shares, strict=True):
                        paid[line] += share
        return defaultdict(Decimal, {line: min(share / units(line.price_total), 1) for line, share in paid.items()})

    def _clientele_covered(self, reward):
        """:return: lines of goods whose price the reward lowers"""
        goods = self._clientele_goods()
        if reward.discount_applicability == "cheapest":
            return goods & (self._cheapest_line(reward) or goods.browse())
        if reward.discount_applicability == "specific":
            return goods & self._get_specific_discountable_lines(reward)
        return goods

    def _clientele_standing_discount(self):
        """What a program gives by turnover is in its pricelist already; another pricelist is instead of it (SK9)."""
        if self.pricelist_id.clientele_program_id:
            return 0
        if self.pricelist_id:
            return self.partner_id._clientele_own_discount(self.company_id)
        return super()._clientele_standing_discount()

    # ---------------------------------------------------------------- what was returned

    def _clientele_kept(self, line):
        """Credit notes take back their share of a line, by its money."""
        if not line.price_total or not line.invoice_lines:
            return Decimal(1)
        returned = line._clientele_billed(("out_refund",))[1]
        return min(max(1 - units(returned) / units(line.price_total), Decimal(0)), Decimal(1))

    def _clientele_points_spent(self):
        """Points come back by the share of the goods that was returned, whatever the credit note says of them."""
        lines = self.order_line.filtered(lambda line: line.coupon_id.program_id._clientele_earns_points())
        if not lines or not self._clientele_earns():
            return {}
        share, spent = self._clientele_kept_share(), defaultdict(Decimal)
        for card, rows in lines.grouped("coupon_id").items():
            spent[card] = allocation.cents(sum(map(units, rows.mapped("points_cost")), Decimal(0)) * share)
        return spent

    def _clientele_kept_share(self):
        """:return: share of the goods of the order that was not returned, as Decimal"""
        goods = self._clientele_goods()
        total = sum((units(line.price_total) for line in goods), Decimal(0))
        kept = sum((units(line.price_total) * self._clientele_kept(line) for line in goods), Decimal(0))
        return kept / total if total else Decimal(1)
