from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.segment_birthday import birthday_keys
from odoo.addons.clientele.tools.segment_definition import (
    INPUTS,
    LINKS,
    WORDS,
    DefinitionError,
    read_condition,
    read_definition,
    write_condition,
    write_definition,
)
from odoo.addons.clientele.tools.segment_period import NAMES, UNITS, Period

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
values = st.fixed_dictionaries(
    {"kind": st.sampled_from(("visits", "vip"))},
    optional={
        "operator": st.sampled_from(("=", "between", "yes")),
        "value": st.integers(0, 10**6) | st.decimals(0, 10**6, places=2).map(float),
        "period": st.sampled_from(NAMES),
        "period_count": st.integers(0, 1000),
        "period_unit": st.sampled_from(UNITS),
        "date_from": days.map(date.isoformat),
        "option": st.booleans(),
        "negate": st.booleans(),
        **{name: st.sampled_from(("", "a", "a,b")) for name in WORDS},
        **{name: st.lists(st.integers(1, 2**31 - 1), max_size=3) for name in LINKS},
    },
)


class TestSegmentDefinition(BaseCase):
    @settings(deadline=None, derandomize=True, database=None)
    @given(st.lists(st.lists(values, min_size=1, max_size=3), max_size=3), st.booleans())
    def test_read_and_written(self, blocks, inactive):
        """FF2: what is written is read again as the same, and holds no names that a condition has not."""
        definition = read_definition({"blocks": blocks, "inactive": inactive})
        self.assertEqual(read_definition(write_definition(definition)), definition)
        for condition in definition:
            self.assertLessEqual(set(write_condition(condition)), {*INPUTS, "ask"})

    def test_refused(self):
        for bad in (
            {"value": float("nan")},
            {"value": float("inf")},
            {"value": 10**5000},
            {"value": "1"},
            {"value": True},
            {"period": "whenever"},
            {"period_unit": "eon"},
            {"period_count": 1001},
            {"date_from": "0001-01-01"},
            {"date_to": "9999-12-31"},
            {"date_to": "31.12.2020"},
            {"domain": "a\x00"},
            {"domain": "x" * 2001},
            {"operator": 5},
            {"product_ids": ["1"]},
            {"product_ids": [2**31]},
            {"product_ids": [0]},
            {"product_ids": [*range(1, 1002)]},
        ):
            with self.subTest(bad=next(iter(bad))), self.assertRaises(DefinitionError):
                read_condition({"kind": "visits", **bad})
        for bad in (None, 5, "x", [], {"blocks": 1}, {"blocks": [1]}, {"blocks": [[1]]}, {"blocks": [[{}] * 41]}):
            with self.assertRaises(DefinitionError):
                read_definition(bad)

    def test_periods(self):
        """[EX DF3] The last three months on 21.07.2021 are 22.04–21.07; missing days clamp."""
        today = date(2021, 7, 21)
        self.assertEqual(Period("last", 3, "month").days(today), (date(2021, 4, 22), today))
        self.assertEqual(Period("next", 14).days(today), (today, date(2021, 8, 4)))
        self.assertEqual(Period("last", 6, "month").days(date(2021, 8, 31))[0], date(2021, 3, 1))
        self.assertEqual(Period("previous_month").days(date(2021, 3, 31)), (date(2021, 2, 1), date(2021, 2, 28)))
        self.assertEqual(Period("this_week").days(today, 6), (date(2021, 7, 18), date(2021, 7, 24)))

    @settings(deadline=None, derandomize=True, database=None)
    @given(days, st.integers(0, 400), st.dates(date(1992, 1, 1), date(1992, 12, 31)))
    def test_birthdays(self, first, length, born):
        """FF11: as a look at each day of the period finds it; the 29.02 is kept on the 28.02 in common years."""
        each = [first + timedelta(days=nr) for nr in range(length + 1)]
        keys = {day.month * 100 + day.day for day in each}
        keys |= {229 for day in each if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3}
        born = born.month * 100 + born.day
        found = any(low <= born <= high for low, high in birthday_keys(first, each[-1]))
        self.assertEqual(found, born in keys)
