"""Tiers held on past days (LO7): what the nights would have written, and what it keeps a client from falling below."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.standing import Held, Ladder, Turnover, floor, in_force, replayed
from odoo.addons.clientele.tools.tiers import BALANCE, NEVER, ONE, POLICIES, Tier, kept, reached

SILVER, GOLD = TIERS = (Tier(1, Decimal(1000), Decimal(3)), Tier(2, Decimal(3000), Decimal(5)))
YEAR = ("months", 12)
FIRST, LAST = date(2020, 1, 1), date(2022, 9, 30)

days = st.integers(0, 800).map(lambda number: FIRST + timedelta(days=number))
deals = st.lists(st.tuples(days, st.sampled_from([500, 1000, 1500, 3001]).map(Decimal)), max_size=8).map(sorted)
gifts = st.lists(st.tuples(days, st.sampled_from(TIERS), st.sampled_from([None, 0, 40, 400])), max_size=3)
periods = st.sampled_from([YEAR, ("months", 3), ("year", 12), ("all", 12)])


def by_hand(day, tier, lasting):
    return Held(day, tier, True, None if lasting is None else day + timedelta(days=lasting))


def nightly(turnover, ladder, given, last):
    """The nights one after the other, none left out."""
    history, day = [], FIRST
    while day <= last:
        history += [held for held in given if held.day == day]
        held = in_force(history, day)
        tier, hand = (held.tier, held.by_hand) if held else (None, False)
        due = bool(held) and held.review() <= day
        now = reached(turnover.on(day, ladder.period), ladder.tiers)
        told = history[-1].tier if history else None
        target = kept(tier, now, NEVER if hand else ladder.policy, ladder.tiers, due)
        if target != told or target != tier or (ladder.policy == ONE and due and not hand and tier):
            history.append(Held(day, target))
        day += timedelta(days=1)
    return history


class TestPastTiers(BaseCase):
    def test_turnover_of_a_period(self):
        """A deal counts from its day on, and no more when its month is over (SK11)."""
        turnover = Turnover([(date(2021, 3, 1), Decimal(10)), (date(2021, 3, 1), Decimal(20)), (LAST, Decimal(40))])
        self.assertEqual([turnover.before(number, YEAR) for number in range(3)], [0, 10, 0])
        self.assertEqual(turnover.before(2, ("all", 1)), 30)
        self.assertEqual([turnover.on(date(2022, 2, 28), YEAR), turnover.on(date(2022, 3, 1), YEAR)], [30, 0])
        self.assertEqual(turnover.on(date(2021, 12, 31), ("year", 1)), 30)

    def history(self, policy, *deals, given=()):
        turnover = Turnover([(date.fromisoformat(day), Decimal(amount)) for day, amount in deals])
        found = replayed(turnover, Ladder(TIERS, policy, YEAR), list(given), LAST)
        return [(held.day.isoformat(), held.tier) for held in found]

    def test_never_falls(self):
        self.assertEqual(self.history(NEVER, ("2020-03-01", 3500), ("2020-05-01", 10)), [("2020-03-01", GOLD)])

    def test_falls_by_one_tier_a_year(self):
        """As ``test_tier_history`` has it, a review a year after the last, which a turnover may pass."""
        expected = [("2020-03-01", GOLD), ("2021-03-01", SILVER), ("2022-03-01", None)]
        self.assertEqual(self.history(ONE, ("2020-03-01", 3500)), expected)
        passed = [("2020-03-01", SILVER), ("2021-03-01", SILVER), ("2022-03-01", None)]
        self.assertEqual(self.history(ONE, ("2020-03-01", 1500), ("2020-06-01", 1500)), passed)

    def test_reached_while_given(self):
        """Who reaches what was given keeps it, by the program's policy, when the gift is over."""
        gift = Held(date(2020, 3, 1), GOLD, True, date(2020, 4, 30))
        found = self.history(NEVER, ("2020-04-01", 3500), given=[gift])
        self.assertEqual(found, [("2020-03-01", GOLD), ("2020-05-01", GOLD)])

    def test_the_night_comes_after_the_deals(self):
        """What a deal reaches holds from the next day; a gift holds on its own."""
        ladder, gift = Ladder(TIERS, NEVER, YEAR), Held(FIRST, GOLD, True, FIRST)
        self.assertFalse(Held(FIRST, GOLD).was_before(FIRST))
        self.assertTrue(gift.was_before(FIRST))
        self.assertEqual(floor([gift], FIRST, ladder), GOLD)
        self.assertIsNone(floor([gift], FIRST + timedelta(days=1), ladder))

    @settings(max_examples=30, deadline=None, derandomize=True, database=None)
    @given(deals, gifts, periods, st.sampled_from(POLICIES))
    def test_days_left_out_change_nothing(self, deals, gifts, period, policy):
        """What is kept on any day is what all nights say, though only those with something new are looked at."""
        turnover, ladder = Turnover(deals), Ladder(TIERS, policy, period)
        given = sorted((by_hand(*gift) for gift in gifts), key=lambda held: held.day)
        every, found = nightly(turnover, ladder, given, LAST), replayed(turnover, ladder, given, LAST)
        if policy != BALANCE:
            self.assertEqual(found, every)
        for day in {day for day, __ in deals} | {held.day for held in given}:
            before = [[held for held in history if held.was_before(day)] for history in (every, found)]
            self.assertEqual(*(floor(history, day, ladder) for history in before))
