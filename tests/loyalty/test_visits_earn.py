from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestVisitsEarn(LoyaltyCase):
    """Closed visits earn as orders do, and what both know is earned once (LO1, LO5, LO9, LO11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.make_program({"clientele_rate": 10})

    def commit(self):
        """What happens before the commit happens now."""
        self.env.cr.flush()

    def visit(self, *lines, state="done", **values):
        """:param lines: (product, price) or dicts of line values"""
        lines = [
            line if isinstance(line, dict) else {"product_id": line[0].id, "price_unit": line[1]}
            for line in lines or ((self.service, 20),)
        ]
        visit = self.make_visit(self.client_anna, self.today, state=state, lines=lines, **values)
        self.commit()
        return visit

    def assertPoints(self, expected, client=None):
        self.commit()
        self.assertEqual(self.points(self.program, client), expected)

    # ---------------------------------------------------------------- earning

    def test_closed_visit_earns_per_line(self):
        visit = self.visit((self.service, 20), (self.product, 9))
        self.assertPoints(2.9)
        self.assertEqual(visit.clientele_award_ids.mapped("points"), [2, 0.9])
        self.assertEqual(visit.clientele_points, 2.9)
        self.assertIn("10 % of", visit.clientele_points_why)
        moves = self.program.coupon_ids.clientele_lot_ids.move_ids
        self.assertEqual(moves.visit_id, visit)
        self.assertEqual(moves.action_clientele_awards()["domain"], [("id", "in", visit.clientele_award_ids.ids)])
        self.assertEqual(moves.what_for, "Haircut, Shampoo")
        self.assertEqual(self.program.coupon_ids.history_ids.description, "Issued: Haircut, Shampoo")

    def test_open_visit_earns_nothing_yet_and_tells_what_it_would(self):
        for state in ("booked", "confirmed", "arrived", "cancelled", "no_show"):
            with self.subTest(state=state):
                visit = self.visit(state=state)
                self.assertFalse(visit.clientele_award_ids)
                coming = state in ("booked", "confirmed", "arrived")
                self.assertEqual(visit.clientele_points, 2 if coming else 0)
        self.assertPoints(0)

    def test_imported_visits_and_those_from_before_earn_nothing(self):
        with self.subTest("created done by an import"):
            values = {"partner_id": self.client_anna.id, "branch_id": self.branch.id, "state": "done"}
            line = Command.create({"product_id": self.service.id})
            self.env["clientele.visit"].create({**values, "source": "import", "line_ids": [line]})
        with self.subTest("closed before there was a program"):
            old = self.visit(state="arrived")
            old.write({"state": "done"})
            old.points_begun = False
            self.commit()
            old.line_ids.price_unit = 30
        self.assertPoints(0)

    def test_tier_is_of_the_turnover_without_the_visit(self):
        """SK10, SK11: 1000 is not above 1000, and the visit itself does not count."""
        self.program.rule_ids.tier_ids = self.tiers()
        self.program.rule_ids.clientele_rate = 2
        self.make_turnover(1000)
        self.visit((self.service, 100))
        self.assertPoints(2)
        self.visit((self.service, 100))
        self.assertPoints(5)

    def test_branch_and_practitioner_price(self):
        """A rule of a branch holds for its visits; the practitioner's own price is not promotional (LO4, LO9)."""
        other = self.env["clientele.branch"].create({"name": "Mladost", "company_id": self.company.id})
        branch_rule = {"clientele_scope": "branch", "clientele_branch_ids": other.ids, "clientele_rate": 50}
        self.make_program(branch_rule, name="Mladost")
        own = {"product_tmpl_id": self.service.product_tmpl_id.id, "resource_id": self.practitioner.id, "price": 12}
        self.env["clientele.service.practitioner"].create(own)
        visit = self.visit({"product_id": self.service.id, "resource_id": self.practitioner.id})
        self.assertEqual(visit.line_ids.amount, 12)
        self.assertPoints(1.2)

    # ---------------------------------------------------------------- what earns nothing

    def test_discounts(self):
        """LO9: by hand is promotional, a standing discount is not."""
        for discount, personal, points in ((0, 0, 2), (5, 0, 0), (10, 10, 1.8), (11, 10, 0), (0, 10, 2)):
            with self.subTest(discount=discount, personal=personal):
                client = self.make_client(f"{discount}/{personal}")
                client.clientele_personal_discount = personal
                line = {"product_id": self.service.id, "price_unit": 20, "discount": discount}
                self.make_visit(client, self.today, lines=[line])
                self.assertPoints(points, client)

    def test_lower_price_by_hand_is_promotional(self):
        visit = self.visit((self.service, 19.99))
        self.assertEqual(visit.clientele_award_ids.reason, "promotional")
        self.visit((self.service, 20), (self.product, 10))
        self.assertPoints(3)

    def test_promotional_product(self):
        self.product.clientele_promotional = True
        self.visit((self.service, 20), (self.product, 9))
        self.assertPoints(2)

    def test_group_without_loyalty(self):
        """SK3"""
        group = self.env["clientele.group"].create({"name": "No", "loyalty_type": "none"})
        self.client_anna._clientele_row(self.company).group_id = group
        visit = self.visit()
        self.assertEqual(visit.clientele_award_ids.reason, "group_none")
        self.assertPoints(0)

    # ---------------------------------------------------------------- what happens afterwards

    def test_reopened_and_closed_again(self):
        visit = self.visit()
        visit.action_reopen()
        self.assertPoints(0)
        visit.line_ids.price_unit = 40
        visit.action_done()
        self.assertPoints(4)
        visit.action_reopen()
        visit.action_cancel()
        self.assertPoints(0)

    def test_edited(self):
        visit = self.visit((self.service, 20), (self.product, 9))
        visit.line_ids[0].quantity = 2
        self.assertPoints(4.9)
        visit.line_ids[1].unlink()
        self.assertPoints(4)
        visit.line_ids = [Command.create({"product_id": self.product.id})]
        self.assertPoints(4.9)
        visit.line_ids[0].discount = 50
        self.assertPoints(0.9)

    def test_rule_of_the_day_stays(self):
        visit = self.visit()
        self.program.rule_ids.clientele_rate = 20
        visit.line_ids.price_unit = 30
        self.assertPoints(3)

    def test_other_client(self):
        other = self.make_client("Olga")
        visit = self.visit()
        visit.partner_id = other
        self.assertPoints(2, other)
        self.assertPoints(0)

    def test_deleted(self):
        visit = self.visit()
        visit.unlink()
        self.assertPoints(0)

    def test_again_changes_nothing(self):
        visit = self.visit()
        moves = self.env["clientele.move"].search_count([])
        visit._note_points()
        self.commit()
        self.assertEqual(self.env["clientele.move"].search_count([]), moves)

    # ---------------------------------------------------------------- with orders

    def test_billed_by_an_order(self):
        """The order earns what it bills, the visit the rest; nothing twice, and one SMS."""
        visit = self.visit()
        visit.action_bill()
        self.assertPoints(2)
        order = visit.sale_order_ids
        self.assertEqual(sum(order.clientele_award_ids.mapped("points")), 2)
        self.assertFalse(visit.clientele_award_ids)
        order._action_cancel()
        self.assertPoints(2)
        self.assertEqual(visit.clientele_award_ids.points, 2)

    def test_order_with_products_besides(self):
        visit = self.visit(state="arrived")
        order = self.make_order((self.service, 20), (self.cream, 100), clientele_visit_id=visit.id)
        self.assertPoints(12)
        visit.action_done()
        self.assertPoints(12)
        self.assertFalse(visit.clientele_award_ids)
        order.order_line[1].product_uom_qty = 2
        self.assertPoints(22)

    def test_sms_once(self):
        """SK5: the visit is told, the order that bills it is not."""
        group = self.env["clientele.group"].create(
            {"name": "Told", "order_sms": True, "order_text": "{points|no} and {balance}"}
        )
        self.client_anna.phone = "+359888123456"
        self.client_anna._clientele_row(self.company).group_id = group
        visit = self.visit()
        told = self.env["clientele.group.message"].search([("partner_id", "=", self.client_anna.id)])
        self.assertEqual(told.mapped("body"), ["2 and 2"])
        visit.action_bill()
        self.commit()
        again = self.env["clientele.group.message"].search([("partner_id", "=", self.client_anna.id)])
        self.assertEqual(again, told)

    # ---------------------------------------------------------------- what was spent

    def test_points_that_are_gone(self):
        """LO11: the program's policy decides when a visit is reopened."""
        for policy, left, owed in (("owe", 0, 2), ("rest", 0, 0)):
            with self.subTest(policy=policy):
                client = self.make_client(policy)
                program = self.make_program(
                    {"clientele_rate": 10, "clientele_scope": "client", "clientele_partner_ids": client.ids},
                    clientele_spent_policy=policy,
                )
                visit = self.make_visit(client, self.today)
                self.commit()
                card = program._clientele_card(client)
                card.sudo()._clientele_spend("gone", card.sudo()._clientele_free())
                visit.action_reopen()
                self.commit()
                self.assertEqual(self.points(program, client), left)
                owing = self.env["clientele.shortfall"].search([("card_id", "=", card.id), ("state", "=", "open")])
                self.assertEqual(sum(owing.mapped("left")), owed)
                self.assertEqual(owing.visit_id, visit if owed else owing.visit_id)

    def test_refused(self):
        self.program.clientele_spent_policy = "refuse"
        visit = self.visit()
        card = self.program._clientele_card(self.client_anna).sudo()
        card._clientele_spend("gone", card._clientele_free())
        with self.assertRaises(UserError):
            visit.action_reopen()
            self.commit()

    # ---------------------------------------------------------------- by hand

    def test_program_applied_by_hand(self):
        """SK7: before and after closing, and taken off again."""
        special = self.make_program({"clientele_rate": 50}, name="Special", clientele_by_hand=True)
        for state in ("arrived", "done"):
            with self.subTest(state=state):
                client = self.make_client(state)
                visit = self.make_visit(client, self.today, state=state)
                self.commit()
                self.assertFalse(visit._clientele_apply_program(special))
                self.assertEqual(visit.clientele_points, 10)
                visit.filtered(lambda visit: visit.state == "arrived").action_done()
                self.commit()
                self.assertEqual((self.points(special, client), self.points(self.program, client)), (10, 0))
                self.assertEqual(visit.clientele_award_ids.reason, "by_hand")
                visit._clientele_take_off_program()
                self.commit()
                self.assertEqual((self.points(special, client), self.points(self.program, client)), (0, 2))

    def test_program_cannot_be_applied_to_what_is_over(self):
        special = self.make_program({"clientele_rate": 50}, name="Special", clientele_by_hand=True)
        for state in ("cancelled", "no_show"):
            with self.subTest(state=state), self.assertRaises(UserError):
                self.visit(state=state)._clientele_apply_program(special)

    # ---------------------------------------------------------------- screens

    def test_form(self):
        """A receptionist closes the visit; points come although she may not write any."""
        visit = self.visit(state="arrived")
        user = self.make_user("receptionist")
        visit.with_user(user).action_done()
        self.assertPoints(2)
        self.assertTrue(Form(visit.with_user(user)).clientele_points_why)

    def test_statement(self):
        """The client reads what the points are for."""
        self.visit((self.service, 20), (self.product, 9))
        moves = self.client_anna._clientele_moves(self.today, self.today, ["points"])
        [[row]] = moves.values()
        self.assertEqual((row["service"], row["visit_day"]), ("Haircut, Shampoo", self.today))


@tagged("post_install", "-at_install")
class TestVisitsEarnBudget(LoyaltyCase):
    """What closing costs where there are programs: so much a visit, however long it is and however many rules hold."""

    def count(self, lines, rules):
        """:return: number of queries that points ask when a visit with so many lines is closed"""
        self.env["loyalty.program"].search([]).active = False
        self.make_program(*({"clientele_rate": rate + 1} for rate in range(rules)))
        client = self.make_client("Warm")
        for __ in range(2):  # the second one meets warm caches and a card
            line = {"product_id": self.service.id}
            visit = self.make_visit(client, self.today, state="arrived", lines=[line] * lines)
            self.env.cr.flush()
            visit.write({"state": "done", "amount_paid": visit.amount_total})
            self.env.flush_all()
            self.env.cr.precommit.data.pop("clientele.points", None)
            self.env.cr.flush()
            visit._note_points()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env.cr.flush()
            queries = self.cr.sql_log_count - before
        return queries

    def test_queries(self):
        short, long, many = self.count(1, 1), self.count(10, 1), self.count(1, 30)
        self.assertLessEqual(short, 42)  # cold records: three quarters of them are first reads
        self.assertLessEqual(long - short, 1)
        self.assertLessEqual(many - short, 0)
