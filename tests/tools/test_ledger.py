"""The money of lots: whatever happens in whatever order, nothing is lost and nothing is made (DESIGN 3)."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.ledger import (
    Purse,
    Used,
    average_base,
    draw,
    give_back,
    order_of_use,
    release,
    units_worth,
)

CENT = Decimal("0.01")
cents = st.integers(0, 10**7).map(lambda number: number * CENT)
some_cents = st.integers(1, 10**6).map(lambda number: number * CENT)
currency_units = st.sampled_from([CENT, Decimal("0.05"), Decimal("0.001"), Decimal(1)])
days = st.none() | st.dates()
examples = settings(deadline=None, max_examples=200, derandomize=True)


@st.composite
def parts_of(draw, whole):
    """A whole number of hundredths cut into pieces, in any order."""
    hundredths = int(whole / CENT)
    cuts = sorted(draw(st.sets(st.integers(1, hundredths), max_size=6)) | {0, hundredths})
    return [Decimal(stop - start) * CENT for start, stop in zip(cuts, cuts[1:], strict=False)]


@st.composite
def purses(draw):
    return [
        Purse(key, draw(some_cents), draw(days), draw(days)) for key in draw(st.sets(st.integers(1, 99), max_size=5))
    ]


@st.composite
def takings(draw):
    """Moves that took from lots, nothing of them given back yet."""
    return [
        Used(key, quantity, amount=draw(cents), base=draw(cents))
        for key, quantity in enumerate(draw(st.lists(some_cents, min_size=1, max_size=4)))
    ]


class TestRelease(BaseCase):
    """CR5, IN4: what is used releases its share, the last of it the remainder."""

    @examples
    @given(some_cents.flatmap(lambda issued: st.tuples(st.just(issued), parts_of(issued))), cents, currency_units)
    def test_sums_to_the_amount(self, lot, amount, unit):
        issued, pieces = lot
        amount = (amount / unit).quantize(Decimal(1)) * unit
        left, value = issued, amount
        for piece in pieces:
            released = release(piece, left, value, issued, amount, unit)
            self.assertGreaterEqual(released, 0)
            self.assertEqual(released % unit, 0)
            left, value = left - piece, value - released
            self.assertGreaterEqual(value, 0)
        self.assertEqual((left, value), (0, 0))

    @examples
    @given(some_cents, some_cents, cents)
    def test_proportional_within_half_a_unit(self, quantity, more, amount):
        issued = quantity + more
        released = release(quantity, issued, amount, issued, amount, CENT)
        self.assertLessEqual(abs(released - amount * quantity / issued), CENT / 2)

    def test_examples(self):
        """100 → 150 and 1000 → 1300 credits on lines of 600 and 45.50."""
        for paid, issued, price, released in (
            (1000, 1300, "600", "461.54"),
            (1000, 1300, "45.50", "35.00"),
            (100, 150, "45.50", "30.33"),
            (180, 200, "20", "18.00"),
        ):
            paid, issued = Decimal(paid), Decimal(issued)
            with self.subTest(paid=paid, price=price):
                self.assertEqual(str(release(Decimal(price), issued, paid, issued, paid, CENT)), released)


class TestDraw(BaseCase):
    """CR7, CR11: wholly or not at all, what expires first pays first."""

    @examples
    @given(purses(), some_cents)
    def test_whole_or_nothing(self, lots, need):
        drawn = draw(lots, need)
        if drawn is None:
            self.assertLess(sum(lot.left for lot in lots), need)
            return
        self.assertEqual(sum(taken for __, taken in drawn), need)
        left = {lot.key: lot.left for lot in lots}
        self.assertTrue(all(0 < taken <= left[key] for key, taken in drawn))

    @examples
    @given(purses(), some_cents)
    def test_only_the_last_lot_is_left_with_something(self, lots, need):
        order = [lot.key for lot in order_of_use(lots)]
        left = {lot.key: lot.left for lot in lots}
        drawn = draw(lots, need) or []
        self.assertEqual([key for key, __ in drawn], order[: len(drawn)])
        for key, taken in drawn[:-1]:
            self.assertEqual(taken, left[key])

    @examples
    @given(purses())
    def test_order(self, lots):
        ordered = order_of_use(lots)
        for first, second in zip(ordered, ordered[1:], strict=False):
            if first.expires_on != second.expires_on:
                self.assertTrue(second.expires_on is None or first.expires_on and first.expires_on < second.expires_on)

    @examples
    @given(purses().flatmap(lambda lots: st.permutations(lots).map(lambda other: (lots, other))), some_cents)
    def test_order_of_arrival_does_not_matter(self, lots, need):
        self.assertEqual(draw(lots[0], need), draw(lots[1], need))

    def test_nothing_to_draw_from(self):
        self.assertIsNone(draw([], Decimal(1)))
        self.assertEqual(draw([], Decimal(0)), [])


class TestAverageBase(BaseCase):
    """IN4, option: every visit counts price ÷ visits; all of them the price."""

    @examples
    @given(cents, st.integers(1, 60), currency_units)
    def test_sums_to_the_price(self, price, visits, unit):
        price = (price / unit).quantize(Decimal(1)) * unit
        counted = Decimal(0)
        for used in range(1, visits + 1):
            base = average_base(price, Decimal(visits), Decimal(used), counted, unit)
            self.assertLessEqual(abs(base - price / visits), unit)
            counted += base
        self.assertEqual(counted, price)

    @examples
    @given(cents, st.lists(st.booleans(), max_size=30), st.integers(1, 12))
    def test_used_and_given_back(self, price, uses, visits):
        """What counts at any time is the price's share of what is used, within a cent for what came back before."""
        bases = []
        for use in uses:
            if use and len(bases) < visits:
                total = Decimal(visits)
                bases.append(average_base(price, total, Decimal(len(bases) + 1), sum(bases, Decimal(0)), CENT))
            elif bases:
                bases.pop(0)
            self.assertLessEqual(abs(sum(bases) - price * len(bases) / visits), CENT * (len(uses) + 1))
        while len(bases) < visits:
            bases.append(average_base(price, Decimal(visits), Decimal(len(bases) + 1), sum(bases, Decimal(0)), CENT))
        self.assertEqual(sum(bases), price)

    def test_more_than_the_plan_has(self):
        self.assertEqual(average_base(Decimal(100), Decimal(2), Decimal(3), Decimal(100), CENT), 0)


class TestGiveBack(BaseCase):
    """LO11: pro rata, the last return takes the remainder."""

    def back(self, used, quantity, step=CENT):
        """:return: the moves after a return"""
        shares = {key: rest for key, *rest in give_back(used, quantity, CENT, step)}
        for rest in shares.values():
            self.assertTrue(all(value >= 0 for value in rest), "a return takes nothing from a lot")
        self.assertEqual(sum(quantity for quantity, *__ in shares.values()), quantity)
        return [
            Used(
                move.key,
                move.quantity,
                move.amount,
                move.base,
                *(
                    before + change
                    for before, change in zip(
                        (move.quantity_back, move.amount_back, move.base_back),
                        shares.get(move.key, (0, 0, 0)),
                        strict=True,
                    )
                ),
            )
            for move in used
        ]

    @examples
    @given(
        takings().flatmap(lambda used: st.tuples(st.just(used), parts_of(sum(move.quantity for move in used)))),
    )
    def test_everything_comes_back(self, taken):
        used, pieces = taken
        for piece in pieces:
            used = self.back(used, piece)
            for move in used:
                self.assertLessEqual(move.quantity_back, move.quantity)
                self.assertLessEqual(move.amount_back, move.amount)
        for move in used:
            self.assertEqual(
                (move.quantity_back, move.amount_back, move.base_back), (move.quantity, move.amount, move.base)
            )

    @examples
    @given(takings(), st.integers(0, 100))
    def test_pro_rata(self, used, percent):
        whole = sum(move.quantity for move in used)
        quantity = (whole * percent / 100).quantize(CENT)
        for move in self.back(used, quantity):
            self.assertLessEqual(abs(move.quantity_back - move.quantity * quantity / whole), CENT)

    @examples
    @given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.data())
    def test_visits_are_not_divided(self, visits, data):
        used = [Used(key, Decimal(count), Decimal(100), Decimal(100)) for key, count in enumerate(visits)]
        out = sum(visits)
        while out:
            piece = data.draw(st.integers(1, out))
            used = self.back(used, Decimal(piece), Decimal(1))
            self.assertTrue(all(move.quantity_back % 1 == 0 for move in used))
            out -= piece

    def test_a_later_return_takes_nothing_back(self):
        """Sharing what came back so far anew would give the second lot 0.02, then 0.01."""
        used = self.back([Used(key, Decimal(1), Decimal(1), Decimal(1)) for key in range(3)], Decimal("0.04"))
        self.back(used, CENT)

    def test_more_than_was_used(self):
        used = [Used(1, Decimal(2), Decimal(2), Decimal(2), quantity_back=Decimal(1))]
        for quantity in (Decimal(2), Decimal(-1)):
            with self.assertRaisesRegex(ValueError, "more comes back"):
                give_back(used, quantity, CENT)
        self.assertEqual(give_back(used, Decimal(0), CENT), [])


class TestUnitsWorth(BaseCase):
    """IN8, LO11: what goes out of a lot when some of its money is paid back."""

    @examples
    @given(some_cents, some_cents, st.data())
    def test_refunds_empty_units_and_money_together(self, issued, price, data):
        left, value = issued, price
        for __ in range(4):
            amount = data.draw(st.integers(1, int(value / CENT))) * CENT
            quantity = units_worth(amount, left, value, issued, price, CENT, whole=False)
            if quantity is not None:
                left, value = left - quantity, value - amount
            self.assertGreaterEqual(left, 0)
            self.assertEqual(left == 0, value == 0)
            if not left:
                break

    @examples
    @given(st.integers(1, 20), some_cents, st.integers(0, 20), st.integers(1, 20))
    def test_whole_visits(self, issued, price, used, back):
        issued, left, value = Decimal(issued), Decimal(issued), price
        if used + back >= issued:
            return
        for __ in range(used):
            out = release(Decimal(1), left, value, issued, price, CENT)
            left, value = left - 1, value - out
        amount = release(Decimal(back), left, value, issued, price, CENT)
        if 0 < amount < value and price >= issued:  # a visit costs more than it is rounded by
            self.assertEqual(units_worth(amount, left, value, issued, price, CENT, whole=True), back)
            self.assertIsNone(units_worth(amount - CENT, left, value, issued, price, CENT, whole=True))

    def test_last_visit_with_its_remainder(self):
        """3 visits for 100: the last one is worth 33.34, for 33.33 nothing can be paid back."""
        last = {"left": Decimal(1), "value": Decimal("33.34"), "issued": Decimal(3), "price": Decimal(100)}
        self.assertEqual(units_worth(Decimal("33.34"), **last, unit=CENT, whole=True), 1)
        self.assertIsNone(units_worth(Decimal("33.33"), **last, unit=CENT, whole=True))
        self.assertIsNone(units_worth(Decimal("33.35"), **last, unit=CENT, whole=True))
