from decimal import Decimal

from odoo import fields, models

from ...tools import allocation
from ..wallet.clientele_lot import units

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
        quantity = self.product_uom_id._compute_quantity(self.product_uom_qty, self.product_id.uom_id, round=False)
        return allocation.Line(
            id=self.id,
            product=self.product_id.id,
            quantity=units(quantity),
            amount=order._clientele_company_money(self.price_total),
            untaxed=order._clientele_company_money(self.price_subtotal),
            earning=max(1 - paid_share - self._clientele_prepaid_share(), Decimal(0)),
            promotional=promotional,
        )

    def _clientele_promotional(self):
        """:return: lines of an order whose product is promotional, or that cost less than usual (LO9)"""
        standing = self.order_id.partner_id._clientele_standing_discount(self.company_id[:1] or self.env.company)
        return self.filtered(lambda line: line._clientele_is_promotional(standing))

    def _clientele_is_promotional(self, standing):
        """:return: whether the product is, or the line is cheaper than its pricelist and standing discount say"""
        if self.product_id.clientele_promotional:
            return True
        if self._clientele_prepaid_share():
            return False
        net = self.price_unit * (1 - self.discount / 100)
        return net < self._clientele_usual_price(standing) - TOLERANCE

    def _clientele_usual_price(self, standing):
        """:param standing: percent of the client's standing discount
        :return: the unit price that the pricelist and this discount give by themselves
        """
        line = self.with_company(self.company_id)
        shown, price = line._get_display_price(), line._get_pricelist_price()
        taxes = line.product_id.taxes_id._filter_taxes_by_company(line.company_id)
        usual = line.product_id._get_tax_included_unit_price_from_price(
            price, product_taxes=taxes, fiscal_position=line.order_id.fiscal_position_id
        )
        return usual if shown > price else usual * (1 - standing / 100)
