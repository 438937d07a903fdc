from decimal import Decimal

from odoo import api, fields, models

from ...tools import allocation
from ..wallet.clientele_lot import units
from .sale_order_line import TOLERANCE

EARNS_BY = {"product_id", "resource_id", "quantity", "price_unit", "discount", "amount", "paid_by", "prepaid"}
EARNS_BY |= {"billed", "sale_line_id", "visit_id"}


class ClienteleVisitLine(models.Model):
    """What a line of a visit earns (LO1, LO9)."""

    _inherit = "clientele.visit.line"

    clientele_award_ids = fields.One2many("clientele.award", "visit_line_id", string="Points")

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.visit_id._note_points()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if not EARNS_BY.isdisjoint(vals):
            self.visit_id._note_points()
        return result

    def unlink(self):
        visits = self.visit_id
        result = super().unlink()
        visits.exists()._note_points()
        return result

    # ---------------------------------------------------------------- what it earns

    def _earns_here(self):
        """:return: whether the line was bought by this visit; what a sale order bills, or had billed before the till
        settled it, earns with that order
        """
        ordered = self.billed and (self.sale_line_id or self.pos_line_id._clientele_settled_orders())
        return self.quantity > 0 and not ordered

    def _as_earning(self, promotional):
        """:return: ``allocation.Line``"""
        amount, quantity = units(self.amount), units(self.quantity)
        return allocation.Line(
            id=self.id,
            product=self.product_id.id,
            quantity=quantity,
            amount=amount,
            untaxed=self.product_id._clientele_untaxed(amount, quantity, self.company_id),
            earning=Decimal(0 if self.paid_by != "money" else 1),
            promotional=promotional,
        )

    # ---------------------------------------------------------------- promotional prices

    def _clientele_promotional(self):
        """:return: lines of a visit whose product is promotional, or that are cheaper than usual (LO9)"""
        visit = self.visit_id
        standing = visit.partner_id._clientele_standing_discount(visit.company_id) if self else 0
        return self.filtered(lambda line: line._is_promotional(standing))

    def _is_promotional(self, standing):
        """:return: whether the line is sold at a promotional price; judged once for each price that it has"""
        award = self.clientele_award_ids[:1]
        judged = award and abs(award.net_price - self._clientele_net_price()) < TOLERANCE
        return award.reduced if judged else self._is_reduced(standing)

    def _clientele_net_price(self):
        return self.amount / self.quantity if self.quantity else 0

    def _is_reduced(self, standing):
        """:param standing: percent of the client's standing discount
        :return: whether the product is, or the line is cheaper than this discount makes it
        """
        if self.product_id.clientele_promotional:
            return True
        if self.paid_by != "money":
            return False
        return self._clientele_net_price() < self._usual_price() * (1 - standing / 100) - TOLERANCE

    def _usual_price(self):
        """:return: what one costs, tax included: by the till's pricelist, else by who serves"""
        till, product = self.pos_line_id.order_id, self.product_id.with_company(self.company_id)
        if not till.pricelist_id:
            return self._terms().price
        currency = self.company_id.currency_id
        price = till.pricelist_id._get_product_price(product, self.quantity, currency=currency, date=till.date_order)
        return product._clientele_price(price)
