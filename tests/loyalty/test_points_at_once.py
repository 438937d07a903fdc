"""Orders and visits of one client at the same time, each request with its own cursor: one card, exact points (LO11)."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..wallet.points_common import WRONG_CARDS, program_values
from ..wallet.race_common import WalletRaceCase

LEFT = """
    UPDATE sale_order SET state = 'cancel' WHERE id = ANY(%(orders)s);
    UPDATE sale_order_line SET coupon_id = NULL, reward_id = NULL WHERE order_id = ANY(%(orders)s);
    DELETE FROM clientele_award WHERE sale_order_id = ANY(%(orders)s);
    DELETE FROM clientele_point_settlement WHERE source = ANY(%(sources)s);
"""


@tagged("post_install", "-at_install")
class TestPointsAtOnce(WalletRaceCase):
    """Everything earns 10 %, a point pays 1."""

    def setUp(self):
        super().setUp()
        self.request(self.prepare)

    def prepare(self, env):
        others = env["loyalty.program"].search([])
        self.other_ids, others.active = others.ids, False
        rule = {"reward_point_mode": "money", "clientele_rate": 10}
        rules = [Command.clear(), Command.create(rule)]
        self.program_id = env["loyalty.program"].create(program_values(rule_ids=rules)).id
        values = {"name": "Massage", "type": "service", "list_price": 100, "taxes_id": False, "invoice_policy": "order"}
        self.massage_id = env["product.product"].create(values).id

    def clean_up(self):
        self.request(self.forget)
        result = super().clean_up()
        self.request(self.tidy)
        return result

    def forget(self, env):
        """Orders and what they left, in an order that foreign keys allow."""
        orders = env["sale.order"].search([("partner_id", "in", self.client_ids)])
        moves = orders.invoice_ids
        moves.filtered(lambda move: move.state == "posted").button_draft()
        moves.with_context(force_delete=True).unlink()
        env.flush_all()
        env.cr.execute(LEFT, {"orders": orders.ids, "sources": [f"sale.order:{order}" for order in orders.ids]})
        env.invalidate_all()
        orders.unlink()

    def tidy(self, env):
        program = env["loyalty.program"].browse(self.program_id)
        program.action_archive()
        program.unlink()
        env["product.product"].browse(self.massage_id).product_tmpl_id.unlink()
        env["loyalty.program"].browse(self.other_ids).active = True

    # ---------------------------------------------------------------- what there is and is done

    def make_order(self, quantity=1, pay=False, confirm=False):
        """:return: id of an order of Ann over massages at 100"""

        def make(env):
            line = {"product_id": self.massage_id, "product_uom_qty": quantity}
            order = env["sale.order"].create({"partner_id": self.ann_id, "order_line": [Command.create(line)]})
            if pay:
                order._update_programs_and_rewards()
                for card, rewards in order._get_claimable_rewards().items():
                    order._apply_program_reward(rewards[:1], card)
            if confirm:
                order.action_confirm()
            return order.id

        return self.request(make)

    def make_bought_visit(self, client_id):
        """:return: id of a visit over one massage at 100, paid with money"""

        def make(env):
            return env["clientele.visit"].create(
                {
                    "partner_id": client_id,
                    "branch_id": env.company._clientele_default_branch().id,
                    "state": "arrived",
                    "line_ids": [Command.create({"product_id": self.massage_id})],
                }
            )

        return self.request(lambda env: make(env).id)

    def make_bill(self, visit_id):
        """:return: id of a quotation over what the visit costs"""

        def make(env):
            visit = env["clientele.visit"].browse(visit_id)
            return env["sale.order"].create(visit._prepare_order(visit.line_ids)).id

        return self.request(make)

    def on(self, order_id, method):
        """:return: an action that calls a method of the order"""
        return lambda env: getattr(env["sale.order"].browse(order_id), method)() and None

    def credit(self, invoice_id):
        """Half of the invoice's goods come back."""

        def credit(env):
            note = env["account.move"].browse(invoice_id)._reverse_moves()
            note.invoice_line_ids.quantity = 1
            note.action_post()

        return credit

    def make_invoice(self, order_id):
        def make(env):
            invoice = env["sale.order"].browse(order_id)._create_invoices()
            invoice.action_post()
            return invoice.id

        return self.request(make)

    def points(self):
        """:return: [points of each card], after the invariants"""
        self.ledger()
        with self.registry.cursor() as cr:
            cr.execute(WRONG_CARDS)
            self.assertEqual(cr.fetchall(), [], "cards and lots differ")
            cr.execute("SELECT points FROM loyalty_card WHERE program_id = %s AND active", (self.program_id,))
            return [points for (points,) in cr.fetchall()]

    # ---------------------------------------------------------------- tests

    def test_first_orders_of_a_client(self):
        one, two = self.make_order(), self.make_order(2)
        self.interrupted(self.on(one, "action_confirm"), self.on(two, "action_confirm"))
        self.assertEqual(self.points(), [30])

    def test_first_orders_of_a_client_at_once(self):
        orders = [self.make_order(), self.make_order(2)]
        self.at_once(*(self.on(order, "action_confirm") for order in orders))
        self.assertEqual(self.points(), [30])

    def test_two_orders_spend_the_same_points(self):
        """One is refused; the other earns on what it paid with money."""
        self.make_order(8, confirm=True)
        one, two = self.make_order(pay=True), self.make_order(pay=True)
        with self.assertRaises(UserError):
            self.interrupted(self.on(one, "action_confirm"), self.on(two, "action_confirm"))
        self.assertEqual(self.points(), [2])

    def test_one_order_confirmed_twice(self):
        order = self.make_order()
        with self.assertRaises(UserError):
            self.interrupted(self.on(order, "action_confirm"), self.on(order, "action_confirm"))
        self.assertEqual(self.points(), [10])

    def test_one_is_cancelled_while_another_is_confirmed(self):
        first = self.make_order(confirm=True)
        second = self.make_order(2)
        self.interrupted(self.on(first, "_action_cancel"), self.on(second, "action_confirm"))
        self.assertEqual(self.points(), [20])
        third = self.make_order(3)
        self.interrupted(self.on(third, "action_confirm"), self.on(second, "_action_cancel"))
        self.assertEqual(self.points(), [30])

    def test_a_credit_note_meets_an_edit(self):
        order = self.make_order(2, confirm=True)
        invoice = self.make_invoice(order)

        def edit(env):
            env["sale.order"].browse(order).order_line.product_uom_qty = 4

        self.interrupted(self.credit(invoice), edit)
        self.assertEqual(self.points(), [30])

    def test_an_edit_meets_a_credit_note(self):
        order = self.make_order(2, confirm=True)
        invoice = self.make_invoice(order)

        def edit(env):
            env["sale.order"].browse(order).order_line.product_uom_qty = 4

        self.interrupted(edit, self.credit(invoice))
        self.assertEqual(self.points(), [30])

    # ---------------------------------------------------------------- visits

    def test_first_visits_of_a_client(self):
        one, two = self.make_bought_visit(self.ann_id), self.make_bought_visit(self.ann_id)
        self.interrupted(self.close(one), self.close(two))
        self.assertEqual(self.points(), [20])

    def test_first_visits_of_a_client_at_once(self):
        visits = [self.make_bought_visit(self.ann_id) for __ in range(3)]
        self.at_once(*map(self.close, visits))
        self.assertEqual(self.points(), [30])

    def test_a_visit_is_closed_while_an_order_bills_it(self):
        visit = self.make_bought_visit(self.ann_id)
        self.interrupted(self.close(visit), self.on(self.make_bill(visit), "action_confirm"))
        self.assertEqual(self.points(), [10])

    def test_an_order_bills_a_visit_while_it_is_closed(self):
        visit = self.make_bought_visit(self.ann_id)
        self.interrupted(self.on(self.make_bill(visit), "action_confirm"), self.close(visit))
        self.assertEqual(self.points(), [10])

    def test_a_visit_is_reopened_while_another_is_closed(self):
        one, two = self.make_bought_visit(self.ann_id), self.make_bought_visit(self.ann_id)
        self.request(self.close(one))

        def reopen(env):
            env["clientele.visit"].browse(one).action_reopen()

        self.interrupted(reopen, self.close(two))
        self.assertEqual(self.points(), [10])
