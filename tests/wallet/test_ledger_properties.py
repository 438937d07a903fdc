"""Any sequence of what can happen to prepaid lots, against a model in plain Python (DESIGN 3, B1–B5)."""

from datetime import timedelta
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

from .common import WalletCase
from .ledger_model import Refused, Wallet

HUNDRED = Decimal(100)
times = st.integers(1, 3)  # each call is repeated so often, and must do its work once
numbers = st.integers(0, 99)

LOTS = """
    SELECT partner_id, (balance * 100)::bigint, (value * 100)::bigint, (held * 100)::bigint
      FROM clientele_lot WHERE partner_id = ANY(%s) ORDER BY id
"""


def whole(value):
    """:return: hundredths of an amount or of units"""
    return int((Decimal(str(value)) * 100).to_integral_value())


def pick(rows, number):
    return rows[number % len(rows)]


class Visit:
    """A visit of one line. ``used`` is what the model took for it, None while it is open."""

    def __init__(self, visit_id, client, kind, need):
        self.id, self.client, self.kind, self.need, self.used = visit_id, client, kind, need, None


class LedgerMachine(RuleBasedStateMachine):
    case = None  # whose database it is

    def __init__(self):
        super().__init__()
        self.savepoint = self.case.env.cr.savepoint()
        self.today = self.case.today
        self.model = Wallet(self.today)
        self.clients = dict(self.case.people)
        self.sold, self.parts, self.visits, self.holds = [], [], [], []
        self.count = 0

    def teardown(self):
        self.savepoint.close(rollback=True)
        self.case.env.invalidate_all()

    # ---------------------------------------------------------------- both sides

    @property
    def env(self):
        return self.case.env(context={**self.case.env.context, "clientele_today": self.today})

    def key(self):
        self.count += 1
        return f"machine:{self.count}"

    def both(self, predict, act, repeat=1):
        """The model and the ledger do the same, or refuse the same; said again, the ledger does nothing more."""
        try:
            predicted, refused = predict(), False
        except Refused:
            predicted, refused = None, True
        for __ in range(repeat):
            try:
                with self.env.cr.savepoint():
                    act()
                    self.env.flush_all()
            except UserError as error:
                assert refused, f"refused: {error}"
            else:
                assert not refused, "not refused"
        return predicted

    def either(self, act, predict):
        """The ledger does it, and the model follows; or the ledger refuses, and nothing has changed."""
        try:
            with self.env.cr.savepoint():
                act()
                self.env.flush_all()
        except UserError:
            return
        predict()

    def running(self):
        """:return: instalments of subscriptions that have not ended"""
        return [row for row in self.parts if not row[0].of.ended]

    # ---------------------------------------------------------------- paying

    @initialize(number=numbers)
    def begin(self, number):
        self.sell(0, number)
        self.pay(0, 1, "all")

    @rule(client=numbers, plan=numbers)
    def sell(self, client, plan):
        client = pick(sorted(self.clients), client)
        plan = pick(self.case.plans, plan).with_env(self.env)
        sold = self.env["clientele.subscription"]._sell(plan, self.env["res.partner"].browse(self.clients[client]))
        parts = [
            (whole(part.amount), whole(part.units), part.days) for part in plan.instalment_ids or [plan._parts()[0]]
        ]
        end = sold.end_date or None
        expected = self.model.sell(client, plan.kind, whole(plan.price), plan.even_value, plan.roll, end, parts)
        self.sold.append((expected, sold.id))
        self.parts += zip(expected.parts, sold.instalment_ids.ids, strict=True)

    @precondition(lambda self: self.running())
    @rule(number=numbers, repeat=times, share=st.sampled_from(["all", "all", "half", "more"]))
    def pay(self, number, repeat, share):
        due = [row for row in self.running() if row[0].due] or self.running()
        part, part_id = pick(due, number)
        amount = {"all": part.due, "half": part.due // 2, "more": part.due + 1}[share]
        key, row = self.key(), self.env["clientele.instalment"].browse(part_id)
        self.both(lambda: self.model.pay(part, amount), lambda: row._receive(amount / 100, key), repeat)

    @precondition(lambda self: any(part.received for part, __ in self.running()))
    @rule(number=numbers, repeat=times)
    def take_back_payment(self, number, repeat):
        """What a document does whose payment is cancelled: less has been received than was thought."""
        part, part_id = pick([row for row in self.running() if row[0].received], number)
        row = self.env["clientele.instalment"].browse(part_id)
        row._book(-part.received / 100, self.key(), None)
        self.both(lambda: self.model.take_back(part, part.received), row._sync, repeat)

    @precondition(lambda self: any(lot.free and not lot.part.of.ended for lot in self.model.lots))
    @rule(number=numbers, repeat=times, cents=st.integers(1, 100000), share=st.sampled_from(["all", "one", "some"]))
    def refund(self, number, repeat, cents, share):
        lot = pick([lot for lot in self.model.lots if lot.free and not lot.part.of.ended], number)
        part = lot.part
        free = sum(lot.worth(lot.free) for lot in part.lots if lot.free)
        amount = {"all": free, "one": lot.worth(min(100, lot.free)), "some": cents % (free + 2)}[share]
        key, row = self.key(), self.env["clientele.instalment"].browse(dict_of(self.parts)[id(part)])
        self.both(lambda: self.model.refund(part, amount), lambda: row._refund(amount / 100, key), repeat)

    # ---------------------------------------------------------------- using

    @rule(
        client=numbers, by=st.sampled_from(["visits", "credits"]), count=st.integers(1, 3), price=numbers, repeat=times
    )
    def visit(self, client, by, count, price, repeat):
        client = pick(sorted(self.clients), client)
        price = pick([Decimal("45.50"), Decimal("20"), Decimal("0.99"), Decimal("600"), Decimal("333.33")], price)
        service = self.case.laser if by == "visits" else self.case.service
        line = {"product_id": service.id, "paid_by": by, "quantity": count, "price_unit": float(price)}
        row = self.env["clientele.visit"].create(
            {
                "partner_id": self.clients[client],
                "branch_id": self.case.branch.id,
                "start": self.env["clientele.branch"]._now(),
                "state": "booked",
                "line_ids": [Command.create(line)],
            }
        )
        need = 100 * count if by == "visits" else whole(price * count)
        visit = Visit(row.id, client, by, need)
        self.visits.append(visit)
        self.close(visit, repeat)

    @precondition(lambda self: any(visit.used is None for visit in self.visits))
    @rule(number=numbers, repeat=times)
    def close_again(self, number, repeat):
        visit = pick([visit for visit in self.visits if visit.used is None], number)
        self.env["clientele.visit"].browse(visit.id).start = self.env["clientele.branch"]._now()
        self.close(visit, repeat)

    def close(self, visit, repeat):
        row = self.env["clientele.visit"].browse(visit.id)
        client = visit.client
        visit.used = self.both(
            lambda: self.model.use(client, visit.kind, visit.need), lambda: row.write({"state": "done"}), repeat
        )
        if visit.used is not None:
            assert whole(row.line_ids.amount) == sum(base for *__, base in visit.used), "what the visit counts"

    @precondition(lambda self: any(visit.used is not None for visit in self.visits))
    @rule(number=numbers, repeat=times, state=st.sampled_from(["arrived", "cancelled"]))
    def reopen(self, number, repeat, state):
        visit = pick([visit for visit in self.visits if visit.used is not None], number)
        row = self.env["clientele.visit"].browse(visit.id)
        self.both(lambda: self.model.give_back(visit.used), lambda: row.write({"state": state}), repeat)
        visit.used = None

    @precondition(lambda self: self.model.lots)
    @rule(number=numbers, count=st.integers(1, 3), repeat=times)
    def hold(self, number, count, repeat):
        lot = pick(self.model.lots, number)
        row = self.lots()[lot.number]
        key, held = self.key(), []
        self.both(
            lambda: self.model.hold(lot, 100 * count),
            lambda: held.append(self.env["clientele.hold"]._hold(row, Decimal(count), key).id),
            repeat,
        )
        if held:
            assert len(set(held)) == 1, "one hold for one key"
            self.holds.append((held[0], lot, 100 * count))

    @precondition(lambda self: self.holds)
    @rule(number=numbers, repeat=times, how=st.sampled_from(["use", "release", "expire"]))
    def end_hold(self, number, repeat, how):
        hold_id, lot, quantity = pick(self.holds, number)
        self.holds.remove((hold_id, lot, quantity))
        hold, key = self.env["clientele.hold"].browse(hold_id), self.key()
        if how == "use":
            self.both(lambda: self.model.use_held(lot, quantity), lambda: hold._use(key), repeat)
        else:
            end = hold._release if how == "release" else lambda: hold._expire(hold.ids)
            self.both(lambda: self.model.release(lot, quantity), end, repeat)

    # ---------------------------------------------------------------- time, and other people

    @rule(days=st.sampled_from([1, 15, 45]))
    def days_pass(self, days):
        self.today += timedelta(days=days)
        self.model.today = self.today

    @rule(repeat=times)
    def expire(self, repeat):
        self.both(self.model.expire, lambda: self.lots()._expire(), repeat)

    @rule(number=numbers, days=st.sampled_from([1, 10, 20]))
    def freeze(self, number, days):
        sold, sold_id = pick(self.sold, number)
        row, last = self.env["clientele.subscription"].browse(sold_id), self.today + timedelta(days=days - 1)
        self.either(lambda: row._freeze(self.today, last, "Away"), lambda: self.model.freeze(sold, days))

    @rule(number=numbers, days=st.sampled_from([1, 60]))
    def extend(self, number, days):
        sold, sold_id = pick(self.sold, number)
        row, last = self.env["clientele.subscription"].browse(sold_id), self.today + timedelta(days=days)
        self.either(lambda: row._extend(last, "Was ill"), lambda: self.model.extend(sold, last))

    @rule(number=numbers, client=numbers)
    def hand_over(self, number, client):
        sold, sold_id = pick(self.sold, number)
        row, client, key = (
            self.env["clientele.subscription"].browse(sold_id),
            pick(sorted(self.clients), client),
            self.key(),
        )
        taker = self.env["res.partner"].browse(self.clients[client])
        self.either(lambda: row._hand_over(taker, "A present", key), lambda: self.model.hand_over(sold, client))

    @precondition(lambda self: len(self.model.lots) > 3)
    @rule(number=numbers)
    def quit(self, number):
        sold, sold_id = pick(self.sold, number)
        row, key = self.env["clientele.subscription"].browse(sold_id), self.key()
        __, __, amount = row.sudo()._quitting()
        self.either(lambda: row._quit(amount, "Moves away", key), lambda: self.model.quit(sold, whole(amount)))

    @precondition(lambda self: len(self.clients) > 1)
    @rule(number=numbers)
    def merge(self, number):
        names = sorted(self.clients)
        gone = pick(names, number)
        kept = next(name for name in names if name != gone)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        ids = [self.clients[gone], self.clients[kept]]
        wizard._merge(ids, self.env["res.partner"].browse(self.clients[kept]))
        self.model.merge(gone, kept)
        for visit in self.visits:
            visit.client = kept if visit.client == gone else visit.client
        del self.clients[gone]

    # ---------------------------------------------------------------- what holds after each

    def lots(self):
        return self.env["clientele.lot"].search([("partner_id", "in", list(self.clients.values()))], order="id")

    @invariant()
    def ledger_is_the_model(self):
        self.case.assertLedger()
        self.env.cr.execute(LOTS, (list(self.clients.values()),))
        expected = [(self.clients[lot.client], lot.left, lot.value, lot.held) for lot in self.model.lots]
        self.case.assertEqual(self.env.cr.fetchall(), expected)

    @invariant()
    def instalments_are_the_model(self):
        rows = self.env["clientele.instalment"].browse([part_id for __, part_id in self.parts])
        self.case.assertEqual(
            [(row.state == "paid", whole(row.amount_received), whole(row.amount_due)) for row in rows],
            [(part.paid, part.received, part.due) for part, __ in self.parts],
        )


def dict_of(parts):
    return {id(part): part_id for part, part_id in parts}


@tagged("post_install", "-at_install")
class TestLedgerProperties(WalletCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {name: cls.make_client(name).id for name in ("Ann", "Bea", "Cleo")}
        services = [Command.set(cls.laser.ids)]
        parts = [
            Command.create({"sequence": nr, "amount": 33.33, "units": units, "days": 14})
            for nr, units in enumerate((2, 2, 1))
        ]
        halves = [Command.create({"sequence": nr, "amount": 500, "units": 650, "days": 21}) for nr in range(2)]
        weeks = {"duration": 6, "duration_unit": "week"}
        cls.plans = [
            cls.package,
            cls.make_plan("Three", kind="visits", price=100, visits=3, service_ids=services, **weeks),
            cls.make_credits(100, 150, validity="always"),
            cls.make_credits(1000, 1300, roll=False, instalment_ids=halves, **weeks),
            cls.make_plan(
                "Alike",
                kind="visits",
                price=99.99,
                visits=5,
                roll=False,
                even_value=True,
                service_ids=services,
                instalment_ids=parts,
                **weeks,
            ),
            cls.make_credits(0, 10, **weeks),
        ]
        cls.env.flush_all()

    def test_any_sequence(self):
        """IN2, IN4, IN7, CR7, CR11: balance = Σ moves, nothing negative, liability = the value of what is left,
        however often each call is repeated."""
        LedgerMachine.case = self
        run_state_machine_as_test(
            LedgerMachine,
            settings=settings(
                max_examples=20,
                stateful_step_count=30,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate],
            ),
        )
