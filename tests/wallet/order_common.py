"""Sale orders that the wallet pays, said shortly."""

from .money_common import MoneyCase


class OrderCase(MoneyCase):
    def quote(self, *lines, client=None, **values):
        """:param lines: (product, quantity, price) or values of an order line
        :return: a quotation
        """
        return self.make_order(client or self.ann, *lines, confirm=False, **values)

    def lines(self, order):
        """:return: the lines without those of rewards"""
        return order.order_line.filtered(lambda line: not line.reward_id)

    def reward(self, order):
        return order.order_line - self.lines(order)

    def choose(self, order, *kinds, payer=None):
        """:param kinds: what pays the lines, in their order: credits, visits, or None for money"""
        way = (payer or order.partner_id).id
        for line, kind in zip(self.lines(order), kinds, strict=False):
            line._clientele_choose(kind and (kind, way))
        return order

    def pay_by(self, kind, *lines, confirm=True, **values):
        """:return: an order of which this pays every line"""
        order = self.quote(*lines, **values)
        self.choose(order, *[kind] * len(order.order_line))
        if confirm:
            order.action_confirm()
        return order

    def offered(self, order):
        """:return: [(service, kind, units)] of what can pay"""
        return [
            (line.product_id.name, offer.kind, float(offer.units))
            for line, offers in order._clientele_offers().items()
            for offer in offers
        ]

    def deal(self, order):
        return self.env["clientele.visit"].search([("sale_order_id", "=", order.id)])
