import uuid
from decimal import Decimal

from odoo import models
from odoo.fields import Command

from ...tools import settlement
from .loyalty_card import SAYS_UNTIL
from .sale_order_line_prepaid import SETTLING

QUOTATION = ("draft", "sent")
AGREED = "clientele_agreed"  # context key: what rewards were when the order was paid


class SaleOrder(models.Model):
    """Core's rewards carry what the wallet pays: core and the web shop claim them, the settlement says of which lines.

    The reward line of a plan takes off what its units release where that is taxed at use, else nothing: the lines that
    it pays are free (DESIGN 3). Taking it away lets money pay.
    """

    _inherit = "sale.order"

    # ---------------------------------------------------------------- keeping the lines of rewards

    def _clientele_reward_lines(self):
        return self.order_line.filtered(lambda line: line.reward_id.program_id._clientele_plan())

    def _clientele_sync_rewards(self, shares):
        """Bring the lines of rewards to what plans pay.

        :param shares: {line: list of ``Share``}
        """
        wanted, commands = self._clientele_rewards(shares), []
        for card, lines in self._clientele_reward_lines().grouped("coupon_id").items():
            values = wanted.pop(card, None)
            if values:
                commands += self._clientele_update_reward(lines[0], values)
                lines = lines[1:]
            commands += map(self._clientele_drop_reward, lines)
        commands += [Command.create(values) for values in wanted.values()]
        if commands:
            cards = [Command.link(values["coupon_id"]) for values in wanted.values()]
            self.write({"order_line": commands, "applied_coupon_ids": cards})

    def _clientele_update_reward(self, line, values):
        now = line.read([*values], load=None)[0]
        kept = {"tax_ids", "reward_identifier_code", "sequence"}
        changes = {name: value for name, value in values.items() if name not in kept and now[name] != value}
        return [Command.update(line.id, changes)] if changes else []

    def _clientele_drop_reward(self, line):
        """Core lets nobody delete a line of a confirmed order."""
        if self.state in QUOTATION:
            return Command.delete(line.id)
        return Command.update(line.id, {"price_unit": 0, "points_cost": 0, "product_uom_qty": 0})

    def _clientele_rewards(self, shares):
        """:return: {card: values of its line}"""
        paid = {}
        for line_shares in shares.values():
            for share in line_shares:
                if share.lot.card_id:
                    paid.setdefault(share.lot.card_id, []).append(share)
        return {card: self._clientele_reward_values(card, card_shares) for card, card_shares in paid.items()}

    def _clientele_reward_values(self, card, shares):
        reward, taken = card.program_id.reward_ids[:1], sum(share.units for share in shares)
        freed = sum((share.money for share in shares if share.lot._is_taxed_at_use()), Decimal(0))
        words = {"units": card._format_points(float(taken)), "plan": reward.description}
        others = self.order_line.filtered(lambda line: not line.reward_id)
        return {
            "product_id": reward.discount_line_product_id.id,
            "product_uom_qty": 1,
            "name": self.env._("%(plan)s: %(units)s", **words),
            "price_unit": -float(self._clientele_order_money(freed)),
            "tax_ids": [Command.clear()],
            "reward_id": reward.id,
            "coupon_id": card.id,
            "points_cost": float(taken),
            "reward_identifier_code": uuid.uuid4().hex,
            "sequence": max(others.mapped("sequence"), default=10) + 1,
        }

    # ---------------------------------------------------------------- what core asks and does

    def _get_reward_line_values(self, reward, coupon, **kwargs):
        if not reward.program_id._clientele_plan():
            return super()._get_reward_line_values(reward, coupon, **kwargs)
        agreed = self.env.context.get(AGREED, {}).get(coupon.id)
        if agreed:
            return [dict(agreed)]
        order = self.sudo()  # sudo: who buys may not read balances
        values = order._clientele_rewards(order._clientele_shares()).get(coupon.sudo())
        return [values] if values else []

    def _apply_program_reward(self, reward, coupon, **kwargs):
        """Claiming what a plan gives takes the lines that the settlement proposes, wholly (CR8)."""
        if not reward.program_id._clientele_plan():
            return super()._apply_program_reward(reward, coupon, **kwargs)
        ways = self._clientele_claimable(coupon)
        if not ways:
            return {"error": self.env._("What is left of it pays no line of this order wholly.")}
        for line in self.order_line.filtered(lambda line: line.id in ways):
            line._clientele_choose(ways[line.id])
        return {}

    def _get_claimable_rewards(self, forced_coupons=None):
        """What a plan gives is offered where it pays something, saying until when."""
        offered = {}
        for card, rewards in super()._get_claimable_rewards(forced_coupons).items():
            if not card.program_id._clientele_plan():
                offered[card] = rewards
            elif self._clientele_claimable(card):
                offered[card.with_context(**{SAYS_UNTIL: True})] = rewards
        return offered

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        """Core offers and keeps the reward of a plan where this is enough: where it pays a line, or is to."""
        points = super()._get_real_points_for_coupon(coupon, post_confirm)
        if not coupon.program_id._clientele_plan() or self.state not in QUOTATION:
            return points
        if coupon in self.order_line.coupon_id or self._clientele_claimable(coupon):
            return max(points, coupon.program_id.reward_ids[:1].required_points)
        return 0

    def _update_programs_and_rewards(self):
        """What does not suffice any more is paid by money, as core drops rewards; unless it was paid for already."""
        for order in self.filtered(lambda order: not order._clientele_is_paid_online()):
            order._clientele_unpayable()._clientele_choose(None)
        context = {SETTLING: True, AGREED: self._clientele_agreed_rewards()}
        result = super(SaleOrder, self.with_context(**context))._update_programs_and_rewards()
        self._clientele_sync_prepaid()
        return result

    def _clientele_is_paid_online(self):
        return bool(self.sudo()._clientele_online())  # sudo: only whether it was

    def _clientele_agreed_rewards(self):
        """:return: {card id: values of its line} of quotations that were paid online: these keep their price"""
        paid = self.filtered(lambda order: order.state in QUOTATION and order._clientele_is_paid_online())
        names = ("name", "price_unit", "points_cost", "product_uom_qty", "reward_identifier_code", "sequence")
        links = ("product_id", "reward_id", "coupon_id")
        return {
            line.coupon_id.id: {name: line[name] for name in names} | {name: line[name].id for name in links}
            for line in paid._clientele_reward_lines()
        }

    # ---------------------------------------------------------------- claiming

    def _clientele_claimable(self, card):
        """:return: {line id: (visits or credits, whose)} of the lines that the card's plan is to pay"""
        order, plan = self.sudo(), card.program_id._clientele_plan()  # sudo: who buys may not read balances
        way, ways = (plan.kind, card.partner_id.id), order._clientele_ways()
        lines = order._clientele_payable_lines().filtered(lambda line: line.id in ways or plan._covers(line.product_id))
        if ways.keys() >= set(lines.ids):
            return {}
        sources = [one for one in order._clientele_sources(lines) if (one.kind, one.payer) == way]
        lots = set(card.sudo().clientele_lot_ids.ids)  # sudo: as above
        asked, unit = order._clientele_asked(lines), order._clientele_unit()
        return dict.fromkeys(settlement.claim(asked, sources, ways, way, lots, unit), way)

    def _clientele_unclaim(self, ways):
        """Whoever takes away the line of a reward wants money to pay what it paid.

        :param ways: set of (visits or credits, whose)
        """
        paid = self.order_line._clientele_chosen().filtered(lambda line: line._clientele_way() in ways)
        paid._clientele_choose(None)
