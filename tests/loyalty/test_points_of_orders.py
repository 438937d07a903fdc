"""Any sequence of what can happen to orders that earn and cost points, against a model in plain Python (LO1, LO11)."""

import copy
from decimal import Decimal

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .loyalty_common import LoyaltyCase
from .points_model import Line, Order, Points, Refused

numbers = st.integers(0, 99)
POLICIES = ("owe", "rest", "refuse")
PRICES = {"cream": 100, "tonic": 30, "kit": 50}


def pick(rows, number):
    return rows[number % len(rows)]


class OrdersMachine(RuleBasedStateMachine):
    case = None  # whose database it is
    policy = None

    def __init__(self):
        super().__init__()
        self.savepoint = self.case.env.cr.savepoint()
        for program in self.case.programs.values():
            program.clientele_spent_policy = self.policy
        self.rate = Decimal(10)
        self.model, self.orders, self.notes = Points(self.policy), [], []

    def teardown(self):
        self.savepoint.close(rollback=True)
        self.case.env.invalidate_all()
        self.case.env.registry.clear_cache()  # the process keeps the rules

    # ---------------------------------------------------------------- both sides

    @property
    def env(self):
        return self.case.env

    def todays(self):
        money = ("money", "money", self.rate)
        return {"cream": money, "tonic": money, "kit": ("order", "order", Decimal(7))}

    def both(self, order, act, change=None):
        """Do it to the order, let the model look at its lines, and compare; or both refuse, and nothing has changed.

        :param act: function of the order in the database
        :param change: function of the order of the model, of what it cannot see
        """
        record = self.env["sale.order"].browse(order.id)
        before = copy.deepcopy((self.model, order.__dict__))
        try:
            with self.env.cr.savepoint():
                act(record)
                self.env.flush_all()
        except UserError as error:
            self.env.invalidate_all()
            assert self.may_refuse(order, change), f"refused: {error}"
            self.model, order.__dict__ = before
        else:
            self.look(order, record)
            if change:
                change(order)
            self.model.settle(order, self.todays())

    def may_refuse(self, order, change):
        """:return: whether the model refuses, too, or cannot know, because a reward would have to shrink"""
        if self.policy == "refuse" or any(order.costs.values()):
            return True
        if change:
            change(order)
        try:
            self.model.settle(order, self.todays())
        except Refused:
            return True
        return False

    def look(self, order, record):
        """What users and core decided: lines, prices, and the points that pay."""
        if order.state != "sale" and record.state == "sale":
            for line in order.lines:
                line.before = line.credited
        order.state, known = record.state, {line.id: line for line in order.lines}
        goods = record.order_line.filtered(lambda line: not line.reward_id)
        order.lines = [known.get(line.id) or self.new_line(line) for line in goods]
        for line, row in zip(order.lines, goods, strict=True):
            line.price, line.quantity = Decimal(str(row.price_unit)), Decimal(str(row.product_uom_qty))
        order.costs = {}
        for row in record.order_line.filtered("points_cost"):
            key = self.case.names[row.coupon_id.partner_id], self.case.codes[row.coupon_id.program_id]
            order.costs[key] = order.costs.get(key, 0) + Decimal(str(row.points_cost))

    def new_line(self, row):
        name = next(name for name, product in self.case.goods.items() if product == row.product_id)
        price = Decimal(str(row.price_unit))
        return Line(row.id, name, Decimal(PRICES[name]), price, Decimal(str(row.product_uom_qty)))

    def standing(self, *states):
        return [order for order in self.orders if order.state in (states or ("sale",))]

    # ---------------------------------------------------------------- orders

    @initialize(number=numbers)
    def begin(self, number):
        self.buy("Anna", [(0, 4)], False, True)

    @rule(
        client=st.sampled_from(["Anna", "Boris"]),
        lines=st.lists(st.tuples(numbers, st.integers(1, 3)), min_size=1, max_size=3),
        pay=st.booleans(),
        confirm=st.sampled_from([True, True, True, False]),
    )
    def buy(self, client, lines, pay, confirm):
        values = [self.line_values(product, quantity) for product, quantity in lines]
        record = self.env["sale.order"].create(
            {
                "partner_id": self.case.people[client].id,
                "order_line": [Command.create(line) for line in values],
            }
        )
        order = Order(record.id, client)
        self.orders.append(order)
        if pay:
            self.use_points(record)
        self.look(order, record)
        if confirm:
            self.both(order, lambda record: record.action_confirm())

    def line_values(self, product, quantity):
        return {"product_id": self.case.goods[pick(sorted(PRICES), product)].id, "product_uom_qty": quantity}

    def use_points(self, record):
        record._update_programs_and_rewards()
        for program in self.case.programs.values():
            for card, rewards in record._get_claimable_rewards().items():
                if card.program_id == program and card not in record.order_line.coupon_id:
                    record._apply_program_reward(rewards[:1], card)

    @precondition(lambda self: self.standing("draft", "cancel"))
    @rule(number=numbers)
    def confirm(self, number):
        def act(record):
            if record.state == "cancel":
                record.action_draft()
            record.action_confirm()

        self.both(pick(self.standing("draft", "cancel"), number), act)

    @precondition(lambda self: self.standing())
    @rule(number=numbers)
    def cancel(self, number):
        self.both(pick(self.standing(), number), lambda record: record._action_cancel())

    # ---------------------------------------------------------------- edits

    @precondition(lambda self: self.standing())
    @rule(number=numbers, line=numbers, quantity=st.integers(0, 4))
    def change_quantity(self, number, line, quantity):
        def act(record):
            self.goods_line(record, line).product_uom_qty = quantity

        self.both(pick(self.standing(), number), act)

    @precondition(lambda self: self.standing())
    @rule(number=numbers, line=numbers, factor=st.sampled_from([0.5, 1, 1, 1.35]))
    def change_price(self, number, line, factor):
        def act(record):
            row = self.goods_line(record, line)
            row.price_unit = row.product_id.list_price * factor

        self.both(pick(self.standing(), number), act)

    def goods_line(self, record, number):
        return pick(record.order_line.filtered(lambda line: not line.reward_id), number)

    @precondition(lambda self: self.standing())
    @rule(number=numbers, product=numbers, line=numbers)
    def add_and_change(self, number, product, line):
        """As the form saves it: several lines at once."""

        def act(record):
            commands = [Command.create(self.line_values(product, 1))]
            commands.append(Command.update(self.goods_line(record, line).id, {"product_uom_qty": 2}))
            record.order_line = commands

        self.both(pick(self.standing(), number), act)

    @precondition(lambda self: self.standing())
    @rule(number=numbers)
    def pay_afterwards(self, number):
        """Core's button on a confirmed order."""
        self.both(pick(self.standing(), number), self.use_points)

    @precondition(lambda self: any(order.costs for order in self.standing()))
    @rule(number=numbers)
    def drop_rewards(self, number):
        order = pick([order for order in self.standing() if order.costs], number)
        self.both(order, lambda record: record.order_line.filtered("reward_id").unlink())

    @precondition(lambda self: any(not order.costs for order in self.standing()))
    @rule(number=numbers)
    def change_client(self, number):
        order = pick([order for order in self.standing() if not order.costs], number)
        other = "Boris" if order.client == "Anna" else "Anna"

        def act(record):
            record.partner_id = self.case.people[other]

        self.both(order, act, lambda order: setattr(order, "client", other))

    @rule(rate=st.sampled_from([5, 10]))
    def change_rate(self, rate):
        self.rate = Decimal(rate)
        self.case.programs["money"].rule_ids.clientele_rate = rate

    # ---------------------------------------------------------------- invoices and credit notes

    @precondition(lambda self: self.standing())
    @rule(number=numbers, line=numbers, how=st.sampled_from(["all", "quantity", "amount"]))
    def credit(self, number, line, how):
        order, notes = pick(self.standing(), number), []

        def act(record):
            invoice = self.invoice_of(record)
            if not invoice:
                return
            note = invoice._reverse_moves()
            if how != "all":
                self.keep_one(note, line, how)
            note.action_post()
            notes.append(note)

        self.both(order, act, lambda order: self.count(order, notes))
        if notes:
            self.notes.append((order, notes[0]))

    def invoice_of(self, record):
        """:return: the latest posted invoice of the order, made if there is something to bill"""
        posted = record.invoice_ids.filtered(lambda move: move.move_type == "out_invoice" and move.state == "posted")
        if record._get_invoiceable_lines():
            invoice = record._create_invoices()
            invoice.action_post()
            posted |= invoice
        return posted.sorted("id")[-1:]

    def keep_one(self, note, number, how):
        line = pick(note.invoice_line_ids.filtered(lambda line: line.price_unit > 0), number)
        (note.invoice_line_ids - line).unlink()
        if how == "quantity":
            line.quantity = 1
        else:
            line.price_unit /= 4

    @precondition(lambda self: self.living_notes())
    @rule(number=numbers)
    def undo_credit(self, number):
        """A posted credit note is set to draft, one in draft is posted again."""
        order, note = pick(self.living_notes(), number)
        act = note.button_draft if note.state == "posted" else note.action_post
        self.both(order, lambda record: act(), lambda order: self.count(order, ()))

    def living_notes(self):
        """:return: those that were not cancelled with their order"""
        return [(order, note) for order, note in self.notes if note.state != "cancel"]

    def count(self, order, more):
        """The model learns what posted invoices and credit notes say."""
        notes = [note for of, note in self.notes if of is order] + list(more)
        moves = self.env["sale.order"].browse(order.id).invoice_ids
        invoices = moves.filtered(lambda move: move.move_type == "out_invoice")
        for line in order.lines:
            line.credited, line.billed = self.total_of(line, notes), self.total_of(line, invoices)

    def total_of(self, line, moves):
        """:return: what posted moves bill for a line"""
        rows = [row for move in moves if move.state == "posted" for row in move.invoice_line_ids]
        return sum((Decimal(str(row.price_total)) for row in rows if line.id in row.sale_line_ids.ids), Decimal(0))

    # ---------------------------------------------------------------- what holds after each

    @invariant()
    def cards_are_the_model(self):
        for (client, program), card in self.model.cards.items():
            record = self.case.card_of(client, program)
            owed = sum(record.clientele_shortfall_ids.mapped("left"))
            self.case.assertEqual(
                (Decimal(str(round(record.points, 2))), Decimal(str(round(owed, 2)))),
                (card.balance, sum(card.owed.values(), Decimal(0))),
                (client, program),
            )

    @invariant()
    def net_is_what_survives(self):
        """Where nothing is let go, the balance less what is owed is what the orders that stand earned and cost."""
        if self.policy == "rest":
            return
        for key, card in self.model.cards.items():
            net = sum(order.earned.get(key, 0) - order.spent.get(key, 0) for order in self.orders)
            self.case.assertEqual(card.balance - sum(card.owed.values()), net)

    @invariant()
    def ledger_adds_up(self):
        self.case.assertInvariants()


@tagged("post_install", "-at_install")
class TestPointsOfOrders(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = {"type": "consu", "taxes_id": False, "invoice_policy": "order"}
        Product = cls.env["product.product"]
        cls.goods = {
            name: Product.create({"name": name, "list_price": price, **values}) for name, price in PRICES.items()
        }
        kit = {"clientele_scope": "product", "product_ids": cls.goods["kit"].ids}
        cls.programs = {
            "money": cls.make_program({"clientele_rate": 10}, name="money"),
            "order": cls.make_program({**kit, "reward_point_mode": "order", "clientele_rate": 7}, name="order"),
        }
        cls.people = {name: cls.make_client(name) for name in ("Anna", "Boris")}
        cls.names = {partner: name for name, partner in cls.people.items()}
        cls.codes = {program: name for name, program in cls.programs.items()}
        cls.env.flush_all()

    def card_of(self, client, program):
        domain = [("program_id", "=", self.programs[program].id), ("partner_id", "=", self.people[client].id)]
        return self.env["loyalty.card"].search(domain)

    def run_machine(self, policy):
        OrdersMachine.case, OrdersMachine.policy = self, policy
        run_state_machine_as_test(
            OrdersMachine,
            settings=settings(
                max_examples=6,
                stateful_step_count=16,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate],
            ),
        )

    def test_owed(self):
        """LO11: what is missing is owed; what comes next settles it."""
        self.run_machine("owe")

    def test_let_go(self):
        """LO11: what is missing is let go, and not given twice."""
        self.run_machine("rest")

    def test_refused(self):
        """LO11: what is missing is not taken back; the document stays as it is."""
        self.run_machine("refuse")
