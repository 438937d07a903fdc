from odoo import models

from .clientele_point_source_by_hand import APPLIED

QUOTATION = ("draft", "sent")


class SaleOrder(models.Model):
    """A program that is applied to an order by hand; one that gives a discount sets the pricelist (SK7, SK9)."""

    _inherit = "sale.order"

    # ---------------------------------------------------------------- CRUD

    def write(self, vals):
        """Whoever chooses another pricelist takes the discount off."""
        result = super().write(vals)
        if "pricelist_id" in vals:
            others = self.filtered(lambda order: order._clientele_lost_discount())
            others._clientele_set_program(others[APPLIED].browse())
        return result

    def _clientele_lost_discount(self):
        program = self[APPLIED].sudo()  # sudo: programs are the same whoever sells
        return program._clientele_gives_discount() and self.pricelist_id.clientele_program_id != program

    # ---------------------------------------------------------------- as a document that programs are applied to

    def _clientele_takes_programs(self):
        return self.state != "cancel" and not self.locked

    def _clientele_takes_discounts(self):
        return self.state in QUOTATION

    def _clientele_follow_program(self, before):
        result = super()._clientele_follow_program(before)
        for order in self.filtered(lambda order: order.state in QUOTATION):
            order._clientele_reprice(before)
        return result

    def _clientele_reprice(self, before):
        """A quotation has the prices of the program that was applied, or the client's usual ones again."""
        pricelist = self._clientele_pricelist_due(before)
        if self.pricelist_id != pricelist:
            self.pricelist_id = pricelist
            self._recompute_prices()
        elif self.coupon_point_ids or self.order_line.reward_id:
            self._update_programs_and_rewards()

    def _clientele_pricelist_due(self, before):
        """:return: that of the program that is applied, else the client's where the one until now set it"""
        company, __, day = self._clientele_sold_at()
        program = self[APPLIED].sudo()  # sudo: programs are the same whoever sells
        if program._clientele_gives_discount():
            return program._clientele_pricelist_by_hand(self.partner_id, company, day).with_env(self.env)
        was_set = before and self.pricelist_id.clientele_program_id == before
        return self.partner_id.with_company(company).property_product_pricelist if was_set else self.pricelist_id
