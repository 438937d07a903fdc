from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.instalments import Part, ahead_at, default_split, path, quitting, resized, values, windows

CENT = Decimal("0.01")
START = date(2021, 1, 31)


def parts_of(*amounts, units=2, days=56):
    return [Part(Decimal(amount), Decimal(units), days) for amount in amounts]


class TestDefaultSplit(BaseCase):
    """IN6: equal amounts, visits and periods."""

    def split(self, amount, units, days, count, unit=CENT):
        parts = default_split(Decimal(amount), units, days, count, unit)
        return [(str(part.amount), int(part.units), part.days) for part in parts]

    def test_six_months_in_three_parts(self):
        """IN6: a month is 28 days here, so each part has 56; 5 visits in 3 parts are 2, 2 and 1."""
        self.assertEqual(self.split(900, 5, 168, 3), [("300.00", 2, 56), ("300.00", 2, 56), ("300.00", 1, 56)])

    def test_the_last_amount_takes_the_cents(self):
        self.assertEqual([row[0] for row in self.split(100, 6, 168, 3)], ["33.33", "33.33", "33.34"])
        self.assertEqual([row[0] for row in self.split(1000, 3, 84, 3, Decimal(1))], ["333", "333", "334"])
        self.assertEqual([row[0] for row in self.split("0.01", 2, 56, 2)], ["0.00", "0.01"])

    def test_the_last_period_takes_the_days(self):
        self.assertEqual([row[2] for row in self.split(900, 6, 140, 3)], [46, 46, 48])

    def test_one_part_is_all(self):
        self.assertEqual(self.split(1000, 6, 168, 1), [("1000.00", 6, 168)])

    @given(
        cents=st.integers(0, 10**9),
        units=st.integers(1, 400),
        days=st.integers(0, 4000),
        data=st.data(),
    )
    @settings(max_examples=200, deadline=None)
    def test_sums_always_add_up(self, cents, units, days, data):
        count = data.draw(st.integers(1, units))
        parts = default_split(Decimal(cents) / 100, units, days, count, CENT)
        self.assertEqual(len(parts), count)
        self.assertEqual(sum(part.amount for part in parts), Decimal(cents) / 100)
        self.assertEqual(sum(part.units for part in parts), units)
        self.assertEqual(sum(part.days for part in parts), days)
        self.assertTrue(all(part.amount >= 0 and part.units >= 1 and part.days >= 0 for part in parts))
        self.assertLessEqual(max(part.units for part in parts) - min(part.units for part in parts), 1)


class TestProof(BaseCase):
    """IN3: until the last instalment the client never holds more than was paid at list price."""

    def test_four_four_two(self):
        """IN1, IN3: after 2 visits 400 = 2 × 200, after 4 800, after 5 1000; only the sixth is free."""
        steps = path(parts_of(400, 400, 200), Decimal(200))
        self.assertEqual([int(step.paid) for step in steps], [400, 400, 800, 800, 1000, 1000])
        self.assertEqual([int(step.worth) for step in steps], [200, 400, 600, 800, 1000, 1200])
        self.assertEqual([int(step.ahead) for step in steps], [0, 0, 0, 0, 0, 200])
        self.assertIsNone(ahead_at(parts_of(400, 400, 200), Decimal(200)))

    def test_where_the_client_is_ahead(self):
        """IN3: the equal split is ahead by 66.67 after two visits, with two payments to come."""
        step = ahead_at(default_split(Decimal(1000), 6, 168, 3, CENT), Decimal(200))
        self.assertEqual((step.visit, step.part, step.ahead), (2, 0, Decimal("66.67")))

    def test_at_its_boundary(self):
        for first, visit in (("400.00", None), ("399.99", 2)):
            with self.subTest(first=first):
                step = ahead_at(parts_of(first, 400, 200), Decimal(200))
                self.assertEqual(step and step.visit, visit)

    def test_paid_at_once(self):
        self.assertIsNone(ahead_at(parts_of(1, units=6), Decimal(200)))

    @given(
        amounts=st.lists(st.integers(0, 1000), min_size=1, max_size=6),
        visits=st.lists(st.integers(1, 5), min_size=6, max_size=6),
        price=st.integers(1, 400),
    )
    @settings(max_examples=200, deadline=None)
    def test_against_counting_by_hand(self, amounts, visits, price):
        parts = [Part(Decimal(amount), Decimal(count), 28) for amount, count in zip(amounts, visits, strict=False)]
        expected, used, paid = None, 0, 0
        for nr, part in enumerate(parts[:-1]):
            paid += part.amount
            for __ in range(int(part.units)):
                used += 1
                if expected is None and used * price > paid:
                    expected = (used, nr, used * price - paid)
        step = ahead_at(parts, Decimal(price))
        self.assertEqual(step and (step.visit, step.part, step.ahead), expected)


class TestValues(BaseCase):
    """IN4: what a visit counts, what goes back to who quits."""

    def test_each_visit_counts_its_part(self):
        self.assertEqual(values(parts_of(400, 400, 200), CENT), [200, 200, 200, 200, 100, 100])
        self.assertEqual(values(parts_of(100, units=3), CENT), [Decimal("33.33"), Decimal("33.34"), Decimal("33.33")])

    def test_quitting(self):
        """IN4: paid 1000, used 2: 600; paid 800, used 3: 200; paid 400, used 2: nothing, and never less."""
        for paid, used, refund in ((1000, 2, 600), (800, 3, 200), (400, 2, 0), (400, 3, 0), (0, 0, 0)):
            with self.subTest(paid=paid, used=used):
                self.assertEqual(quitting(Decimal(paid), Decimal(200) * used), refund)


class TestResized(BaseCase):
    """A plan that is sold at another price: each part bears its share."""

    def shares(self, amount, *amounts):
        return [str(part.amount) for part in resized(parts_of(*amounts), Decimal(amount), CENT)]

    def test_shares(self):
        self.assertEqual(self.shares(900, 400, 400, 200), ["360.00", "360.00", "180.00"])
        self.assertEqual(self.shares("99.99", 400, 400, 200), ["40.00", "39.99", "20.00"])
        self.assertEqual(self.shares(1000, 400, 400, 200), ["400", "400", "200"])

    def test_what_costs_nothing(self):
        self.assertEqual(self.shares(0, 400, 400, 200), ["0.00", "0.00", "0.00"])
        self.assertEqual(self.shares(50, 0, 0), ["50.00", "0.00"])

    @given(cents=st.integers(0, 10**8), amounts=st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
    @settings(max_examples=200, deadline=None)
    def test_sums_always_add_up(self, cents, amounts):
        parts = resized(parts_of(*amounts), Decimal(cents) / 100, CENT)
        self.assertEqual(sum(part.amount for part in parts), Decimal(cents) / 100)
        self.assertTrue(all(part.amount >= 0 for part in parts))


class TestWindows(BaseCase):
    """IN6, IN7: when a part is due, and between which days it can be used."""

    end = START + timedelta(days=181)

    def spans(self, roll, end=None, days=56):
        return windows(parts_of(400, 400, 200, days=days), START, end or self.end, roll)

    def test_unused_visits_stay(self):
        spans = self.spans(roll=True)
        self.assertEqual([(span.due - START).days for span in spans], [0, 56, 112])
        self.assertEqual([span.opens for span in spans], [span.due for span in spans])
        self.assertEqual({span.expires for span in spans}, {self.end})

    def test_unused_visits_are_lost(self):
        """Fitsys's strict cap: a part ends on the day before the next; the last one with the plan (IN6)."""
        spans = self.spans(roll=False)
        self.assertEqual([(span.expires - START).days for span in spans], [55, 111, 181])

    def test_without_an_end(self):
        self.assertEqual([span.expires for span in windows(parts_of(1, 1), START, None, True)], [None, None])
        strict = windows(parts_of(1, 1), START, None, False)
        self.assertEqual([span.expires for span in strict], [START + timedelta(days=55), None])

    def test_nothing_is_due_after_the_end(self):
        """Started late, a plan between two dates has its last payments on its last day."""
        end = START + timedelta(days=60)
        for roll in (True, False):
            spans = self.spans(roll, end)
            self.assertEqual([(span.due - START).days for span in spans], [0, 56, 60])
            self.assertTrue(all(span.opens <= span.expires for span in spans))

    @given(
        days=st.lists(st.integers(0, 90), min_size=1, max_size=8),
        length=st.integers(0, 400),
        roll=st.booleans(),
    )
    @settings(max_examples=200, deadline=None)
    def test_each_part_can_be_used(self, days, length, roll):
        end = START + timedelta(days=length)
        spans = windows([Part(Decimal(1), Decimal(1), each) for each in days], START, end, roll)
        self.assertEqual(spans[-1].expires, end)
        self.assertTrue(all(START <= span.opens <= span.expires <= end for span in spans))
        self.assertEqual(sorted(span.due for span in spans), [span.due for span in spans])
