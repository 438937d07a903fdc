from dataclasses import replace

from odoo import models
from odoo.exceptions import UserError

from ...tools import settlement
from ...tools.deal_amounts import money
from ...tools.ledger import release_in_turn
from .clientele_lot import units
from .sale_order_line_prepaid import SETTLING, Share


class SaleOrder(models.Model):
    """What the wallet pays of an order: offered, chosen, shown while it is a quotation, taken when it is confirmed."""

    _inherit = "sale.order"

    # ---------------------------------------------------------------- CRUD

    def write(self, vals):
        if "partner_id" in vals:
            others = self.filtered(lambda order: order.partner_id.id != vals["partner_id"])
            others.order_line._clientele_chosen()._clientele_choose(None)
        result = super().write(vals)
        if "state" in vals:
            self._clientele_sync_prepaid()
        return result

    # ---------------------------------------------------------------- actions

    def action_confirm(self):
        """:raises UserError: where the wallet does not suffice for what it is to pay, saying what is missing"""
        for order in self:
            if not order._clientele_is_paid_online():
                order._clientele_check_prepaid()
        return super().action_confirm()

    def _clientele_check_prepaid(self):
        for line in self._clientele_unpayable()[:1]:
            line = line.sudo()  # sudo: as in _clientele_sync_prepaid
            charge = line._clientele_charge()
            raise UserError(line.env["clientele.lot"]._why_not(charge, line._clientele_units_needed()))

    def _clientele_unpayable(self):
        """:return: lines of a quotation for which what was chosen does not suffice"""
        chosen = self.order_line._clientele_chosen()
        if not chosen or self.state not in ("draft", "sent"):
            return chosen.browse()
        shares = self.sudo()._clientele_shares()  # sudo: as in _clientele_sync_prepaid
        return chosen.filtered(lambda line: line.product_uom_qty > 0 and not shares.get(line))

    # ---------------------------------------------------------------- keeping the order right

    def _clientele_sync_prepaid(self):
        """Settle the lines and bring their prices to what pays them; again changes nothing."""
        for order in self.sudo().with_context(**{SETTLING: True}):  # sudo: balances are kept right whoever sells
            lines = order.order_line.filtered(
                lambda line: line.clientele_paid_by or line.clientele_list_terms or line.clientele_prepaid
            )
            if lines or order._clientele_reward_lines():
                order._clientele_end_holds()
                lines._clientele_settle()
                order._clientele_price_lines(lines)

    def _clientele_price_lines(self, lines):
        """What is cancelled keeps the prices it had, and so does what was paid for."""
        agreed = self.state in ("draft", "sent") and self._clientele_is_paid_online()
        if not (self.state == "cancel" or agreed or lines._clientele_owed()):
            shares = self._clientele_shares()
            for line in lines:
                line._clientele_price_by(shares.get(line))
            self._clientele_sync_rewards(shares)

    def _recompute_prices(self):
        """The prices that are kept follow the pricelist, too."""
        return self._clientele_unpaid_while(super()._recompute_prices)

    def _recompute_taxes(self):
        return self._clientele_unpaid_while(super()._recompute_taxes)

    def _clientele_unpaid_while(self, recompute):
        self.order_line.with_context(**{SETTLING: True})._clientele_restore_terms()
        result = recompute()
        self._clientele_sync_prepaid()
        return result

    # ---------------------------------------------------------------- what can pay

    def _clientele_offers(self, chosen=None):
        """What can pay the lines, while those that are decided are paid as decided (CR8).

        :param chosen: {line id: (visits or credits, whose)}, by default what the lines say
        :return: {line: list of ``settlement.Offer``}
        """
        lines = self._clientele_payable_lines()
        ways = self._clientele_ways() if chosen is None else chosen
        found = settlement.offers(
            self._clientele_asked(lines), self._clientele_sources(lines), ways, self._clientele_unit()
        )
        return {line: found[line.id] for line in lines if line.id in found}

    def _clientele_proposal(self):
        """:return: {line id: (visits or credits, whose)}: what is chosen, and what is proposed for the others"""
        lines = self._clientele_payable_lines()
        return settlement.propose(
            self._clientele_asked(lines),
            self._clientele_sources(lines),
            self._clientele_ways(),
            self.partner_id.id,
            self._clientele_unit(),
        )

    def _clientele_choose_ways(self, ways):
        """:param ways: {line id: (visits or credits, whose)}; the others are paid by money"""
        for line in self._clientele_payable_lines():
            line._clientele_choose(ways.get(line.id))

    def _clientele_ways(self):
        return {line.id: line._clientele_way() for line in self.order_line._clientele_chosen()}

    def _clientele_unit(self):
        return units(self.company_id.currency_id.rounding)

    def _clientele_payable_lines(self):
        """:return: lines that something prepaid may pay: services that no invoice bills, and no plan is sold by"""
        lines = self.order_line - self._get_no_effect_on_threshold_lines()
        lines = lines.filtered(
            lambda line: (
                line.product_id.type == "service"
                and line.product_uom_qty > 0
                and not (line.display_type or line.reward_id or line.is_downpayment or line.combo_item_id)
                and not line._clientele_is_invoiced()
            )
        )
        prepaid = lines.product_id._clientele_prepaid()
        return lines.filtered(lambda line: line.product_id not in prepaid)

    def _clientele_asked(self, lines):
        return [line._clientele_as_settled() for line in lines]

    def _clientele_lots(self):
        """:return: what the client has, or shares, that pays services on the day of the order"""
        self.ensure_one()
        lots = self.env["clientele.lot"]._wallet_of(self.partner_id, self.company_id)
        return lots.filtered(lambda lot: lot._may_serve(self.partner_id, self.company_id, self._clientele_day()))

    def _clientele_sources(self, lines):
        """:return: list of ``settlement.Source``; what is held for this order's own payment is there for it"""
        held = self._clientele_held()
        sources = [lot._as_source(lines.product_id) for lot in self._clientele_lots()]
        return [replace(source, left=source.left + held.get(source.key, 0)) for source in sources]

    def _clientele_day(self):
        """:return: the day on which the order is paid: today until it is confirmed"""
        branch = self._clientele_branches()[self]
        day = branch._today()
        return min(branch._day_of(self.date_order), day) if self.state == "sale" else day

    # ---------------------------------------------------------------- what pays

    def _clientele_shares(self):
        """:return: {line: list of ``Share``}: what was taken for each line, in a quotation what would be"""
        if self.state in ("draft", "sent"):
            return self._clientele_preview()
        return {line: line._clientele_taken_shares() for line in self.order_line._clientele_chosen()}

    def _clientele_preview(self):
        lines = self.order_line._clientele_chosen().filtered(lambda line: line.product_uom_qty > 0)
        lots, unit = self._clientele_lots(), self._clientele_unit()
        asked, sources = self._clientele_asked(lines), self._clientele_sources(lines)
        drawn = settlement.settle(asked, sources, self._clientele_ways(), unit)
        freed = release_in_turn(drawn, {lot.id: lot._as_worth() for lot in lots}, unit)
        return {
            lines.browse(key): [Share(lots.browse(lot), quantity, amount) for lot, quantity, amount in rows]
            for key, rows in freed.items()
        }

    def _clientele_order_money(self, amount):
        """:return: an amount of the company's currency in the order's, as Decimal"""
        return money(amount * units(self.currency_rate or 1), units(self.currency_id.rounding))
