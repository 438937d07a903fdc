from odoo.tests import new_test_user, tagged

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestStandingDiscount(ClienteleCase):
    """YC1: the discount of a client or group applies itself in orders (in the journal: ``test_client``)."""

    def make_order(self, partner, **line):
        return self.env["sale.order"].create(
            {"partner_id": partner.id, "order_line": [(0, 0, {"product_id": self.service.id, **line})]}
        )

    def test_order_of_a_client(self):
        client = self.make_client(clientele_personal_discount=10)
        order = self.make_order(client)
        self.assertEqual(order.order_line.discount, 10)
        self.assertEqual(order.amount_total, 18)
        order.order_line.product_uom_qty = 2
        self.assertEqual(order.amount_total, 36)

    def test_by_hand_stays(self):
        client = self.make_client(clientele_personal_discount=10)
        self.assertEqual(self.make_order(client, discount=30).order_line.discount, 30)

    def test_gift_card_keeps_its_price(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Gift cards",
                "program_type": "gift_card",
                "applies_on": "future",
                "trigger": "auto",
                "rule_ids": [(0, 0, {"product_ids": [self.product.id], "reward_point_mode": "money"})],
            }
        )
        self.assertEqual(program.trigger_product_ids, self.product)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.make_client(clientele_personal_discount=10).id,
                "order_line": [(0, 0, {"product_id": self.product.id}), (0, 0, {"product_id": self.service.id})],
            }
        )
        self.assertEqual(order.order_line.mapped("discount"), [0, 10])

    def test_nobody_else_is_touched(self):
        contact = self.env["res.partner"].create({"name": "Bob"})
        self.assertEqual(self.make_order(contact).order_line.discount, 0)

    def test_another_client(self):
        group = self.env["clientele.group"].create({"name": "Regular", "discount": 5})
        order = self.make_order(self.make_client(clientele_personal_discount=10))
        order.partner_id = self.make_client("Grouped", clientele_group_id=group.id)
        self.assertEqual(order.order_line.discount, 5)
        order.partner_id = self.env["res.partner"].create({"name": "Bob"})
        self.assertEqual(order.order_line.discount, 0)

    def test_discount_reaches_the_till(self):
        """A cashier without any right in Clientele gets it, too."""
        client = self.make_client(clientele_personal_discount=10)
        config = self.env["pos.config"].create({"name": "Till"})
        cashier = new_test_user(self.env, "clientele_cashier", "base.group_user,point_of_sale.group_pos_user")
        [data] = self.env["res.partner"].with_user(cashier)._load_pos_data_read(client.with_user(cashier), config)
        self.assertEqual(data["clientele_pos_discount"], 10)
