from decimal import Decimal

from odoo import fields, models

from ...tools import allocation

TOLERANCE = 0.005  # what rounding may lower a price by


class SaleOrderLine(models.Model):
    """What a line of an order earns (LO1, LO9)."""

    _inherit = "sale.order.line"

    clientele_award_ids = fields.One2many("clientele.award", "sale_line_id", string="Points")

    def _clientele_as_earning(self, promotional, paid_share):
        """:param promotional: whether it is sold at a special price
        :param paid_share: share of it that points pay, as Decimal
        :return: ``allocation.Line``
        """
        order = self.order_id
        return allocation.Line(
            id=self.id,
            product=self.product_id.id,
            quantity=self._clientele_quantity(),
            amount=order._clientele_company_money(self.price_total),
            untaxed=order._clientele_company_money(self.price_subtotal),
            earning=max(1 - paid_share - self._clientele_prepaid_share(), Decimal(0)),
            promotional=promotional,
        )

    def _clientele_promotional(self):
        """:return: lines of an order whose product is promotional, or that are cheaper than usual (LO9)"""
        standing = self.order_id._clientele_standing_discount() if self else 0
        company = self.company_id[:1]
        return self.with_company(company).filtered(lambda line: line._clientele_is_promotional(standing))

    def _clientele_is_promotional(self, standing):
        """:return: whether the line is sold at a promotional price; judged once for each price that it has"""
        award = self.clientele_award_ids[:1]
        judged = award and abs(award.net_price - self._clientele_net_price()) < TOLERANCE
        return award.reduced if judged else self._clientele_is_reduced(standing)

    def _clientele_net_price(self):
        return self.price_unit * (1 - self.discount / 100)

    def _clientele_is_reduced(self, standing):
        """:param standing: percent of the client's standing discount
        :return: whether the product is, or the line is cheaper than its pricelist and this discount say by themselves
        """
        if self.product_id.clientele_promotional:
            return True
        if self._clientele_prepaid_share():
            return False
        net, price = self._clientele_net_price(), self._get_pricelist_price()
        usual = self._clientele_with_taxes(price)
        if net >= usual - TOLERANCE:
            return False
        shown_discount = self._get_display_price() > price  # then the standing discount is not given besides
        return shown_discount or net < usual * (1 - standing / 100) - TOLERANCE

    def _clientele_with_taxes(self, price):
        """:return: a price of the pricelist with the taxes that the order's fiscal position puts in it"""
        position = self.order_id.fiscal_position_id
        if not position:
            return price
        taxes = self.product_id.taxes_id._filter_taxes_by_company(self.company_id)
        return self.product_id._get_tax_included_unit_price_from_price(
            price, product_taxes=taxes, fiscal_position=position
        )
