from contextlib import ExitStack
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..races import RaceCase
from .loyalty_common import LoyaltyCase

PIN, WRONG = "1234", "4321"
APPLIED = "clientele_applied_program_id"


class ByHandCase(LoyaltyCase):
    """Everything earns 2 %; *Thanks* gives 10 %, only by hand, with a PIN."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.points_program = cls.make_program()
        cls.thanks = cls.make_program({"clientele_rate": 10}, name="Thanks", clientele_by_hand=True, clientele_pin=PIN)
        cls.seller = new_test_user(
            cls.env, login="seller", groups="base.group_user,sales_team.group_sale_salesman_all_leads"
        )

    def setUp(self):
        super().setUp()
        stack = ExitStack()
        stack.enter_context(self.enter_registry_test_mode())  # PINs are counted by a cursor of their own
        self.addCleanup(stack.close)

    def wizard(self, order, program, user=None):
        """:return: the wizard as it opens for a user, with a program chosen"""
        action = order.with_user(user or self.env.user).action_clientele_apply_program()
        wizard = self.env[action["res_model"]].with_user(user or self.env.user).browse(action["res_id"])
        wizard.program_id = program
        return wizard

    def apply(self, order, program=None, pin=PIN, user=None):
        """:return: why it was refused, or nothing"""
        wizard = self.wizard(order, program or self.thanks, user)
        action = wizard.with_context(clientele_pin=pin).action_apply()
        self.assertEqual(bool(wizard.refusal), action["type"] == "ir.actions.act_window")
        return wizard.refusal

    def shown(self, order):
        """:return: {program: points} of what the quotation would earn, or the order earned"""
        order.invalidate_recordset(["clientele_points", "clientele_points_why"])
        awards = order._clientele_shown_awards()
        self.assertAlmostEqual(sum(awards.mapped("points")), order.clientele_points)
        return {program: sum(rows.mapped("points")) for program, rows in awards.grouped("program_id").items()}


@tagged("post_install", "-at_install")
class TestByHand(ByHandCase):
    """SK7: what a program applied by hand does."""

    def test_only_by_hand(self):
        """SK7: nothing by itself; applied, it goes first."""
        order = self.make_order(confirm=False)
        self.assertEqual(self.shown(order), {self.points_program: 2})
        self.assertFalse(self.apply(order))
        self.assertEqual(self.shown(order), {self.thanks: 10})
        self.assertIn("Applied by hand", str(order.clientele_points_why))
        order.action_confirm()
        self.assertEqual((self.points(self.thanks), self.points(self.points_program)), (10, 0))
        self.assertEqual(order.clientele_award_ids.reason, "by_hand")

    def test_accrual_types(self):
        """SK7: % of the purchase, per unit, fixed."""
        expected = {"money": 30, "unit": 12, "order": 4}
        for mode, points in expected.items():
            rate = 10 if mode == "money" else 4
            rule = {"reward_point_mode": mode, "clientele_rate": rate}
            program = self.make_program(rule, name=mode, clientele_by_hand=True)
            order = self.make_order((self.cream, 100, 3), confirm=False)
            self.apply(order, program)
            order.action_confirm()
            self.assertEqual(self.shown(order), {program: points}, mode)

    def test_tiers(self):
        """SK7, SK8, SK10: the tier of the client's turnover, strictly above its threshold."""
        self.thanks.rule_ids.tier_ids = self.tiers()
        for turnover, points in ((1000, 10), (1000.01, 3), (3000, 3), (3000.01, 5)):
            client = self.make_client(f"Client of {turnover}")
            self.make_turnover(turnover, client)
            order = self.make_order(client=client, confirm=False)
            self.apply(order)
            self.assertEqual(self.shown(order), {self.thanks: points}, turnover)

    def test_any_program_can_be_applied(self):
        """SK7: it goes before the program of the client's own group (SK2), and before what brings most (LO6)."""
        own = self.make_program({"clientele_rate": 5}, name="Own")
        group = self.env["clientele.group"].create({"name": "G", "loyalty_type": "bonus", "program_id": own.id})
        self.client_anna.clientele_group_id = group
        self.company.clientele_best = True
        order = self.make_order(confirm=False)
        self.assertEqual(self.shown(order), {own: 5})
        self.apply(order, self.points_program)
        self.assertEqual(self.shown(order), {self.points_program: 2})

    def test_taken_off(self):
        order = self.make_order(confirm=False)
        self.apply(order)
        self.wizard(order, self.thanks).action_take_off()
        self.assertFalse(order[APPLIED])
        self.assertEqual(self.shown(order), {self.points_program: 2})

    def test_it_is_told_in_the_chatter(self):
        order = self.make_order(confirm=False)
        self.apply(order, user=self.seller)
        self.wizard(order, self.thanks).action_take_off()
        taken_off, applied = order.message_ids[:2]
        self.assertIn("Program “Thanks” applied by hand", applied.body)
        self.assertEqual(applied.author_id, self.seller.partner_id)
        self.assertIn("Program “Thanks” taken off", taken_off.body)

    def test_another_client_has_not_been_given_it(self):
        order = self.make_order(confirm=False)
        self.apply(order)
        order.partner_id = self.client_anna
        self.assertEqual(order[APPLIED], self.thanks)
        order.partner_id = self.make_client("Bob")
        self.assertFalse(order[APPLIED])

    def test_a_copy_has_none(self):
        order = self.make_order(confirm=False)
        self.apply(order)
        self.assertFalse(order.copy()[APPLIED])

    def test_a_deleted_program(self):
        order = self.make_order(confirm=False)
        self.apply(order)
        self.thanks.active = False
        self.thanks.unlink()
        self.assertFalse(order[APPLIED])

    def test_found_in_the_list(self):
        order = self.make_order(confirm=False)
        self.make_order(confirm=False)
        self.apply(order)
        self.assertEqual(self.env["sale.order"].search([(APPLIED, "!=", False)]), order)

    # ---------------------------------------------------------------- confirmed orders

    def test_confirmed_order(self):
        """SK7, LO11: points follow exactly, to the program and back, and again changes nothing."""
        order = self.make_order()
        self.assertEqual(self.points(self.points_program), 2)
        for __ in range(2):
            self.apply(order)
            self.assertEqual((self.points(self.thanks), self.points(self.points_program)), (10, 0))
        order._clientele_take_off_program()
        self.assertEqual((self.points(self.thanks), self.points(self.points_program)), (0, 2))

    def test_confirmed_order_of_which_half_came_back(self):
        """LO11: what was returned stays returned."""
        self.cream.invoice_policy = "order"
        order = self.make_order((self.cream, 100, 2))
        invoice = order._create_invoices()
        invoice.action_post()
        note = invoice._reverse_moves()
        note.invoice_line_ids.quantity = 1
        note.action_post()
        self.assertEqual(self.points(self.points_program), 2)
        self.apply(order)
        self.assertEqual((self.points(self.thanks), self.points(self.points_program)), (10, 0))

    def test_lines_that_come_later_earn_in_it(self):
        order = self.make_order()
        self.apply(order)
        order.order_line = [Command.create({"product_id": self.cream.id})]
        self.assertEqual(self.points(self.thanks), 20)

    def test_cancelled_and_locked_orders(self):
        order = self.make_order()
        order.action_lock()
        with self.assertRaises(UserError):
            self.apply(order)
        order.action_unlock()
        order._action_cancel()
        with self.assertRaises(UserError):
            self.apply(order)

    # ---------------------------------------------------------------- visits

    def test_the_order_that_bills_a_visit(self):
        """What was applied to the visit earns with the order; from then on it is applied there."""
        visit = self.make_visit(self.client_anna, self.today, state="arrived")
        self.apply(visit)
        visit.action_done()
        visit.action_bill()
        self.env.cr.flush()
        order = visit.sale_order_ids
        self.assertEqual(order[APPLIED], self.thanks)
        self.assertEqual((self.points(self.thanks), self.points(self.points_program)), (2, 0))
        with self.assertRaises(UserError):
            self.apply(visit)
        order._clientele_take_off_program()
        self.assertEqual((self.points(self.thanks), self.points(self.points_program)), (0, 0.4))

    def test_visits_that_never_earned(self):
        """What was closed before there was a program does not begin to earn by hand."""
        visit = self.make_visit(self.client_anna, self.today)
        visit.points_begun = False
        with self.assertRaises(UserError):
            self.apply(visit)

    # ---------------------------------------------------------------- which programs

    def test_group_without_loyalty(self):
        """SK3: no program of any scope, by hand either."""
        order = self.make_order(confirm=False)
        self.apply(order)
        self.client_anna.clientele_group_id = self.env["clientele.group"].create({"name": "N", "loyalty_type": "none"})
        self.assertFalse(any(self.shown(order).values()))
        with self.assertRaisesRegex(UserError, "has no loyalty"):
            self.apply(order)
        order.action_confirm()
        self.assertEqual(self.points(self.thanks), 0)

    def test_group_with_a_discount_only(self):
        """SK3: no points, unless the group allows both."""
        friends = self.make_program(name="Friends", clientele_benefit="discount")
        group = self.env["clientele.group"].create({"name": "F", "loyalty_type": "discount", "program_id": friends.id})
        self.client_anna.clientele_group_id = group
        order = self.make_order(confirm=False)
        with self.assertRaises(UserError):
            self.apply(order)
        group.points_besides = True
        self.assertFalse(self.apply(order))

    def test_programs_that_do_not_run(self):
        order = self.make_order(confirm=False)
        for values in ({"date_to": "2021-07-20"}, {"date_from": "2021-07-22"}, {"clientele_managed": False}):
            program = self.make_program(name="Other", **values)
            with self.assertRaises(UserError):
                order._clientele_apply_program(program)
        today = self.make_program(name="Today", date_from="2021-07-21", date_to="2021-07-21")
        self.assertFalse(self.apply(order, today))

    def test_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids |= company
        program = self.make_program(company_id=company.id, currency_id=company.currency_id.id)
        with self.assertRaises(UserError):
            self.make_order(confirm=False)._clientele_apply_program(program)

    def test_not_for_a_group_by_itself(self):
        values = {"name": "G", "loyalty_type": "bonus"}
        with self.assertRaisesRegex(ValidationError, "only applied by hand"):
            self.env["clientele.group"].create({**values, "program_id": self.thanks.id})
        self.env["clientele.group"].create({**values, "program_id": self.points_program.id})
        with self.assertRaisesRegex(ValidationError, "only applied by hand"):
            self.points_program.clientele_by_hand = True

    def test_nobody_is_in_its_tiers(self):
        """A program that is only by hand promises no tier to anyone."""
        self.thanks.rule_ids.tier_ids = self.tiers()
        self.make_turnover(1500)
        self.assertNotIn(self.thanks, [row["program"] for row in self.client_anna._clientele_standings()])
        self.thanks.clientele_by_hand = False
        self.assertIn(self.thanks, [row["program"] for row in self.client_anna._clientele_standings()])

    def test_rewards_and_the_web_shop_do_not_know_it(self):
        """Neither core's funnel nor a cart sees it, before it is applied or the client has its points."""
        order = self.make_order(confirm=False)
        order._update_programs_and_rewards()
        self.assertEqual(order.coupon_point_ids.coupon_id.program_id, self.points_program)
        self.assertNotIn(self.thanks, order._get_applicable_program_points())
        self.apply(order)
        self.assertIn(self.thanks, order._get_applicable_program_points())
        order.action_confirm()
        later = self.make_order(confirm=False)
        later._update_programs_and_rewards()
        self.assertIn(self.thanks, [card.program_id for card in later._get_claimable_rewards()])


@tagged("post_install", "-at_install")
class TestDiscountByHand(ByHandCase):
    """SK7, SK9: a discount program on a quotation, at the tier of the client's turnover."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.discount = cls.make_program(
            {"clientele_rate": 10, "tier_ids": cls.tiers((1000, 20), (3000, 30))},
            name="Treat",
            clientele_benefit="discount",
            clientele_by_hand=True,
        )

    def quotation(self, client=None):
        return self.make_order({"product_id": self.cream.id}, client=client, confirm=False)

    def test_tiers(self):
        """SK9, SK10: 10, 20 and 30 %, strictly above 1000 and 3000."""
        for turnover, price in ((0, 90), (1000, 90), (1000.01, 80), (3000, 80), (3000.01, 70)):
            client = self.make_client(f"Client of {turnover}")
            if turnover:
                self.make_turnover(turnover, client)
            order = self.quotation(client)
            self.assertFalse(self.apply(order, self.discount, user=self.seller))
            self.assertEqual(order.amount_total, price, turnover)
            self.assertEqual(order.pricelist_id.clientele_program_id, self.discount)

    def test_taken_off(self):
        """The client's usual pricelist is back, in sent quotations too."""
        usual = self.env["product.pricelist"].create(
            {"name": "5 % off", "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 5})]}
        )
        self.client_anna.specific_property_product_pricelist = usual
        for state in ("draft", "sent"):
            order = self.quotation()
            order.state = state
            self.apply(order, self.discount)
            self.assertEqual(order.amount_total, 90)
            order._clientele_take_off_program()
            self.assertEqual((order.pricelist_id, order.amount_total), (usual, 95))

    def test_one_program_instead_of_another(self):
        order = self.quotation()
        self.apply(order, self.discount)
        self.apply(order)
        self.assertEqual((order[APPLIED], order.amount_total), (self.thanks, 100))
        self.assertEqual(self.shown(order), {self.thanks: 10})
        self.apply(order, self.discount)
        self.assertEqual((order[APPLIED], order.amount_total), (self.discount, 90))

    def test_another_pricelist_takes_it_off(self):
        order = self.quotation()
        self.apply(order, self.discount)
        plain = self.env["product.pricelist"].create({"name": "Plain"})
        order.pricelist_id = plain
        self.assertFalse(order[APPLIED])
        self.assertEqual(order.pricelist_id, plain)

    def test_another_client_has_usual_prices(self):
        order = self.quotation()
        self.apply(order, self.discount)
        order.partner_id = self.make_client("Bob")
        order.action_update_prices()
        self.assertFalse(order[APPLIED])
        self.assertEqual(order.amount_total, 100)

    def test_confirmed_orders_keep_their_prices(self):
        order = self.quotation()
        self.apply(order, self.discount)
        order.action_confirm()
        self.assertEqual((order.amount_total, order[APPLIED]), (90, self.discount))
        with self.assertRaises(UserError):
            self.apply(self.make_order(), self.discount)

    def test_group_without_loyalty(self):
        """SK3"""
        self.client_anna.clientele_group_id = self.env["clientele.group"].create({"name": "N", "loyalty_type": "none"})
        with self.assertRaisesRegex(UserError, "has no loyalty"):
            self.quotation()._clientele_apply_program(self.discount)

    def test_turnover_that_reaches_no_discount(self):
        self.discount.rule_ids.clientele_rate = 0
        order = self.quotation()
        with self.assertRaises(UserError):
            self.apply(order, self.discount)
        self.assertFalse(order[APPLIED])
        self.make_turnover(1500)
        self.apply(order, self.discount)
        self.assertEqual(order.amount_total, 80)


@tagged("post_install", "-at_install")
class TestPin(ByHandCase):
    """SK7: the PIN that is asked for when a program is applied by hand."""

    def test_wrong_and_right(self):
        order = self.make_order(confirm=False)
        self.assertIn("asks for its PIN", self.apply(order, pin=""))
        self.assertIn("Tries left: 4", self.apply(order, pin=WRONG))
        self.assertFalse(order[APPLIED])
        self.assertFalse(self.apply(order))
        self.assertEqual(order[APPLIED], self.thanks)
        self.assertFalse(self.env["clientele.pin.try"].search([]), "a right PIN resets")

    def test_no_pin_is_asked_where_there_is_none(self):
        order = self.make_order(confirm=False)
        self.assertFalse(self.apply(order, self.points_program, pin=None))
        self.points_program.clientele_pin = "567890"
        self.assertIn("asks for its PIN", self.apply(order, self.points_program, pin=None))
        self.assertFalse(self.apply(order, self.points_program, pin="567890"))

    def test_five_wrong_ones_wait_fifteen_minutes(self):
        order = self.make_order(confirm=False)
        with freeze_time("2021-07-21 12:00:00") as clock:
            for left in (4, 3, 2, 1):
                self.assertIn(f"Tries left: {left}", self.apply(order, pin=WRONG))
            clock.tick(timedelta(minutes=14, seconds=59))
            self.assertIn("again in 15 min", self.apply(order, pin=WRONG))
            self.assertIn("again in 15 min", self.apply(order), "the right one, too")
            clock.tick(timedelta(minutes=14, seconds=59))
            self.assertIn("again in 1 min", self.apply(order))
            clock.tick(timedelta(seconds=1))
            self.assertFalse(self.apply(order))

    def test_wrong_ones_are_forgotten_after_fifteen_minutes(self):
        order = self.make_order(confirm=False)
        with freeze_time("2021-07-21 12:00:00") as clock:
            for __ in range(4):
                self.apply(order, pin=WRONG)
            clock.tick(timedelta(minutes=15))
            self.assertIn("Tries left: 4", self.apply(order, pin=WRONG))

    def test_each_user_and_program_by_itself(self):
        order = self.make_order(confirm=False)
        other = self.make_program(name="Other", clientele_pin=PIN)
        for __ in range(5):
            self.apply(order, pin=WRONG)
        self.assertIn("again in", self.apply(order))
        self.assertFalse(self.apply(order, other))
        self.assertFalse(self.apply(order, user=self.seller))

    def test_a_new_pin_is_tried_anew(self):
        order = self.make_order(confirm=False)
        for __ in range(5):
            self.apply(order, pin=WRONG)
        self.thanks.clientele_pin = "0000"
        self.assertFalse(self.apply(order, pin="0000"))

    def test_its_form(self):
        for pin in ("123", "1234567890123", "12a4", "12 34", "１２３４", "-123"):
            with self.assertRaisesRegex(ValidationError, "4 to 12 digits"):
                self.thanks.clientele_pin = pin
        for pin in ("1234", "123456789012"):
            self.thanks.clientele_pin = pin
            self.assertTrue(self.thanks._clientele_is_pin(pin))

    def test_nobody_reads_it(self):
        """SK7: it is kept hashed, and neither read, copied nor exported."""
        admin = self.make_user("admin")
        program = self.thanks.with_user(admin)
        program.clientele_pin = PIN
        self.assertFalse(program.clientele_pin)
        [shown] = program.read(["clientele_pin", "clientele_has_pin"])
        self.assertEqual((shown["clientele_pin"], shown["clientele_has_pin"]), (False, True))
        with self.assertRaises(AccessError):
            program.read(["clientele_pin_hash"])
        with self.assertRaises(AccessError):
            program.search([("clientele_pin_hash", "=like", "$%")])
        with self.assertRaises(AccessError):
            program.write({"clientele_pin_hash": "1234"})
        self.assertTrue(self.thanks.sudo().clientele_pin_hash.startswith("$pbkdf2-sha512$"))
        self.assertFalse(self.thanks.copy().clientele_has_pin)

    def test_an_empty_one_changes_nothing(self):
        self.thanks.write({"clientele_pin": False})
        self.assertTrue(self.thanks.clientele_has_pin)
        self.thanks.action_clientele_remove_pin()
        self.assertFalse(self.thanks.clientele_has_pin)

    def test_the_wizard_keeps_none(self):
        order = self.make_order(confirm=False)
        wizard = self.wizard(order, self.thanks)
        wizard.pin = PIN
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(wizard.pin)
        self.env.cr.execute("SELECT * FROM clientele_program_apply WHERE id = %s", (wizard.id,))
        self.assertNotIn(PIN, self.env.cr.fetchone())

    # ---------------------------------------------------------------- rights

    def test_who_sets_it(self):
        """Whoever may edit programs in core, but is no administrator here, does not set PINs."""
        chief = new_test_user(self.env, login="chief", groups="base.group_user,sales_team.group_sale_manager")
        program = self.thanks.with_user(chief)
        program.clientele_description = "Thanks"
        with self.assertRaises(AccessError):
            program.clientele_pin = "9999"
        with self.assertRaises(AccessError):
            program.action_clientele_remove_pin()
        program.with_user(self.make_user("admin")).clientele_pin = "9999"
        self.assertTrue(self.thanks._clientele_is_pin("9999"))

    def test_who_applies(self):
        """Whoever may edit the order."""
        order = self.make_order(confirm=False)
        self.assertFalse(self.apply(order, user=self.seller))
        practitioner = self.make_user("practitioner")
        wizard = self.wizard(order, self.thanks)
        with self.assertRaises(AccessError):
            order.with_user(practitioner).action_clientele_apply_program()
        mine = self.env["clientele.program.apply"].with_user(practitioner)
        values = {"res_model": "sale.order", "res_id": order.id, "program_id": self.thanks.id}
        for action in ("action_apply", "action_take_off"):
            with self.assertRaises(AccessError):
                getattr(mine.create(values).with_context(clientele_pin=PIN), action)()
        self.assertTrue(wizard)

    def test_no_way_around(self):
        """Neither by writing the field, nor by making an order with it, nor by a default."""
        seller = self.env(user=self.seller)
        orders = seller["sale.order"]
        order = self.make_order(confirm=False).with_env(seller)
        for program in (self.thanks, self.points_program):
            with self.assertRaises(AccessError):
                order.write({APPLIED: program.id})
            with self.assertRaises(AccessError):
                orders.create({"partner_id": self.client_anna.id, APPLIED: program.id})
        defaults = orders.with_context(**{f"default_{APPLIED}": self.thanks.id})
        self.assertFalse(defaults.create({"partner_id": self.client_anna.id})[APPLIED])
        self.assertFalse(defaults.sudo().create({"partner_id": self.client_anna.id})[APPLIED])
        with self.assertRaises(AccessError):
            order.copy({APPLIED: self.thanks.id})
        with self.assertRaises(AccessError):
            seller["clientele.pin.try"].search([]).unlink() or seller["clientele.pin.try"].create({})

    def test_other_documents_and_models(self):
        wizards = self.env["clientele.program.apply"]
        for model in ("res.partner", "no.such.model"):
            with self.assertRaises(UserError):
                wizards.create({"res_model": model, "res_id": 1, "program_id": self.thanks.id}).action_apply()


@tagged("post_install", "-at_install")
class TestPinsAtOnce(RaceCase):
    """SK7: wrong PINs that are typed at the same time are all counted."""

    def setUp(self):
        super().setUp()
        self.program_id = self.request(self.prepare)
        self.addCleanup(self.request, self.tidy)

    def prepare(self, env):
        return (
            env["loyalty.program"]
            .create(
                {
                    "name": "Thanks",
                    "program_type": "loyalty",
                    "applies_on": "both",
                    "company_id": env.company.id,
                    "clientele_managed": True,
                    "clientele_by_hand": True,
                    "clientele_pin": PIN,
                }
            )
            .id
        )

    def tidy(self, env):
        program = env["loyalty.program"].browse(self.program_id)
        program.action_archive()
        program.unlink()

    def typed(self, pin):
        def act(env):
            return env["clientele.pin.try"]._why_not(env["loyalty.program"].browse(self.program_id), pin)

        return act

    def count(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT wrong_at FROM clientele_pin_try WHERE program_id = %s", (self.program_id,))
            [[moments]] = cr.fetchall()
            return len(moments)

    def test_the_first_two(self):
        self.at_once(self.typed(WRONG), self.typed(WRONG))
        self.assertEqual(self.count(), 2)

    def test_one_that_began_before_another(self):
        self.request(self.typed(WRONG))
        self.assertEqual(self.interrupted(self.typed(WRONG), self.typed(WRONG)), 1)
        self.assertEqual(self.count(), 3)

    def test_many_at_once(self):
        """Five are looked at, the others have to wait, the right one among them or not."""
        answers = self.at_once(*[self.typed(WRONG)] * 8)
        self.assertEqual(self.count(), 5)
        self.assertEqual(sum("again in" in answer for answer in answers), 4, "the fifth wrong one, and three more")
        self.assertIn("again in", self.request(self.typed(PIN)))

    def test_a_request_that_fails_stays_counted(self):
        def fail(env):
            self.typed(WRONG)(env)
            raise RuntimeError

        with self.assertRaises(RuntimeError):
            self.request(fail)
        self.assertEqual(self.count(), 1)

    def test_the_fifth_one_stops_a_right_one_that_began_before(self):
        for __ in range(4):
            self.request(self.typed(WRONG))
        answers = []
        self.interrupted(lambda env: answers.append(self.typed(PIN)(env)), self.typed(WRONG))
        self.assertIn("again in", answers[-1])

    def test_a_right_one_forgets_them(self):
        self.request(self.typed(WRONG))
        self.assertFalse(self.request(self.typed(PIN)))
        self.request(self.typed(WRONG))
        self.assertEqual(self.count(), 1)
