"""Cells of an imported table are read as people write them. (Import of history)"""

import csv
import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.clientele.tools import import_values as values

DAY = datetime.date(2021, 7, 21)
MOMENT = datetime.datetime(2021, 7, 21, 14, 30)
CDNOW = Path(__file__).parents[1] / "data" / "cdnow_sample.csv"


class TestDates(BaseCase):
    def test_days(self):
        for cell in (
            DAY, datetime.datetime(2021, 7, 21), "2021-07-21", "21.07.2021", "21/07/2021", "21-07-2021", "21.7.21",
            "20210721", "21.07.2021 г.", "21 July 2021", "July 21, 2021", "21st Jul 2021", "21 юли 2021 г.",
            "21 июля 2021", "21 липня 2021", "21-Jul-2021", 44398, 44398.0, "44398",
        ):  # fmt: skip
            with self.subTest(cell=cell):
                self.assertEqual(values.moment(cell), DAY)

    def test_moments(self):
        for cell in (
            MOMENT, "2021-07-21 14:30", "2021-07-21T14:30:00", "21.07.2021 14:30", "21.07.2021, 14:30:00",
            "21/07/2021 2:30 PM", "21.07.2021 г. 14.30", 44398 + 14.5 / 24,
        ):  # fmt: skip
            with self.subTest(cell=cell):
                self.assertEqual(values.moment(cell), MOMENT)
        self.assertEqual(values.moment("2021-07-21T14:30:00Z").utcoffset(), datetime.timedelta())
        self.assertEqual(values.moment("07/21/2021 14:30", "mdy"), MOMENT)
        self.assertEqual(values.moment("21.07.2021", "mdy"), DAY)

    def test_unreadable(self):
        for cell in (
            "soon",
            "31.02.2021",
            "21.13.2021",
            "0",
            0,
            -1,
            1e9,
            True,
            "21.07.2021 25:00",
            "21.07.20211",
            "1.2",
            "??",
        ):
            with self.subTest(cell=cell), self.assertRaises(ValueError):
                values.moment(cell)
        self.assertIsNone(values.moment(None))
        self.assertIsNone(values.moment(" - "))

    def test_date_order(self):
        self.assertEqual(values.date_order(["07/21/2021", "01/02/2021"]), "mdy")
        self.assertEqual(values.date_order(["21/07/2021", "01/02/2021"]), "dmy")
        self.assertEqual(values.date_order(["21/07/2021", "07/21/2021", None, 5]), "dmy")
        self.assertEqual(values.date_order(["2021-07-21"]), "dmy")

    def test_clock(self):
        self.assertEqual(values.clock("9:30"), datetime.time(9, 30))
        self.assertEqual(values.clock("12:05 am"), datetime.time(0, 5))
        self.assertEqual(values.clock(0.4375), datetime.time(10, 30))
        self.assertEqual(values.clock(0), datetime.time())
        with self.assertRaises(ValueError):
            values.clock("noon")

    def test_local_noon(self):
        """A date without time is noon in the branch's zone; summer and winter differ."""
        sofia = ZoneInfo("Europe/Sofia")
        self.assertEqual(values.to_utc(DAY, sofia), datetime.datetime(2021, 7, 21, 9))
        self.assertEqual(values.to_utc(datetime.date(2021, 1, 21), sofia), datetime.datetime(2021, 1, 21, 10))
        self.assertEqual(values.to_utc(MOMENT, ZoneInfo("America/New_York")), datetime.datetime(2021, 7, 21, 18, 30))
        aware = values.moment("2021-07-21T14:30:00+02:00")
        self.assertEqual(values.to_utc(aware, sofia), datetime.datetime(2021, 7, 21, 12, 30))
        # The hour that does not exist, and the one that comes twice (its first time).
        self.assertEqual(
            values.to_utc(datetime.datetime(2021, 3, 28, 3, 30), sofia), datetime.datetime(2021, 3, 28, 1, 30)
        )
        self.assertEqual(
            values.to_utc(datetime.datetime(2021, 10, 31, 3, 30), sofia), datetime.datetime(2021, 10, 31, 0, 30)
        )

    @given(st.datetimes(datetime.datetime(1901, 1, 1), datetime.datetime(2069, 1, 1)))
    def test_what_is_written_is_read(self, value):
        value = value.replace(microsecond=0)
        expected = value if value.time() != datetime.time.min else value.date()
        self.assertEqual(values.moment(value.strftime("%Y-%m-%d %H:%M:%S")), expected)
        self.assertEqual(values.moment(value.strftime("%d.%m.%Y %H:%M:%S")), expected)
        self.assertEqual(values.moment(value.strftime("%m/%d/%Y %I:%M:%S %p"), "mdy"), expected)

    def test_birthday(self):
        today = datetime.date(2021, 3, 16)
        self.assertEqual(values.birthday("29.02.1988", today), datetime.date(1988, 2, 29))
        self.assertEqual(values.birthday("21.07.56", today), datetime.date(1956, 7, 21))
        self.assertEqual(values.birthday(datetime.datetime(1990, 1, 2, 3, 4), today), datetime.date(1990, 1, 2))
        for cell in ("17.03.2021", "01.01.1899", "29.02.1987", "21.07", "21 July"):
            with self.subTest(cell=cell), self.assertRaises(ValueError):
                values.birthday(cell, today)


class TestNumbersAndWords(BaseCase):
    def test_amounts(self):
        for cell, number in {
            "1 234,56": "1234.56", "1,234.56": "1234.56", "1.234,56": "1234.56", "1\u00a0234,56 лв.": "1234.56",
            "12 €": "12", "$1,234": "1234", "1.234": "1234", "0.125": "0.125", "1,234,567": "1234567",
            "12,5": "12.5", "(12.00)": "-12", "-3,50": "-3.5", "−3.50": "-3.5", "3.50-": "-3.5",
            "1'234.50": "1234.50", "руб. 12": "12", "грн 12,30": "12.30", "0": "0", "29.33": "29.33", "+5": "5",
            "12.": "12",
        }.items():  # fmt: skip
            with self.subTest(cell=cell):
                self.assertEqual(values.amount(cell), Decimal(number))
        self.assertEqual(values.amount(0.1 + 0.2), Decimal("0.3"))
        self.assertEqual(values.amount(1e6), Decimal(1000000))
        self.assertEqual(values.amount("1.500", thousands=False), Decimal("1.5"))
        self.assertIsNone(values.amount(None))
        self.assertIsNone(values.amount(" - "))
        for cell in ("free", "12-34", "1.2.3,4,5", True, DAY, "лв."):
            with self.subTest(cell=cell), self.assertRaises(ValueError):
                values.amount(cell)

    @given(st.decimals(-(10**9), 10**9, places=2))
    def test_amounts_as_they_are_written(self, number):
        number += 0  # no negative zero
        english = f"{number:,.2f}"
        self.assertEqual(values.amount(english), number)
        self.assertEqual(values.amount(english.translate(str.maketrans(",.", ".,"))), number)
        self.assertEqual(values.amount(english.translate(str.maketrans(",.", " ,"))), number)

    def test_yes_and_no(self):
        for cell in (True, 1, "1", "Yes", "да", "Так", "x", "TRUE", "+"):
            self.assertIs(values.yes(cell), True, cell)
        for cell in (False, 0, "0", "No", "не", "Нет", "ні", "-"):
            self.assertIs(values.yes(cell), False, cell)
        self.assertIsNone(values.yes(None))
        with self.assertRaises(ValueError):
            values.yes("maybe")

    def test_gender(self):
        for cell, expected in {
            "M": "male", "мъж": "male", "Мужской": "male", "чол.": "male", "f": "female", "Жена": "female",
            "женский": "female", "Жінка": "female", "ж": "female", "м": "male", "other": "other", "?": None,
        }.items():  # fmt: skip
            self.assertEqual(values.gender(cell), expected, cell)
        with self.assertRaises(ValueError):
            values.gender("banana")

    def test_text(self):
        """Leading zeros are kept, a number has no `.0`."""
        self.assertEqual(values.text("00004"), "00004")
        self.assertEqual(values.text(888123456.0), "888123456")
        self.assertEqual(values.text(" Anna \n Ivanova "), "Anna Ivanova")
        self.assertIsNone(values.text("  "))
        self.assertEqual(values.text("'+359888123456"), "+359888123456")
        self.assertEqual(values.text("'t Hart"), "'t Hart")


class TestRowKeys(BaseCase):
    def test_equal_rows_have_ordinals(self):
        keys, again = values.RowKeys("old system"), values.RowKeys("old  system")
        rows = [["1", "x"], ["1", "x"], ["2", "x"], ["1", "x"]]
        first = [keys.content(row) for row in rows]
        self.assertEqual(len(set(first)), 4)
        self.assertEqual(first, [again.content(row) for row in rows])
        self.assertNotEqual(first[0], values.RowKeys("other").content(rows[0]))
        self.assertNotEqual(keys.document("1"), keys.client("1"))

    def test_cdnow_loses_nothing(self):
        """21 of the 6,919 real deals look like another one; every row has a key of its own."""
        with CDNOW.open(newline="") as file:
            rows = list(csv.reader(file))[1:]
        keys = values.RowKeys("cdnow")
        self.assertEqual(len(rows), 6919)
        self.assertEqual(len(rows) - len({tuple(row) for row in rows}), 21)
        self.assertEqual(len({keys.content(row) for row in rows}), 6919)
        self.assertEqual(sum(values.amount(row[3]) for row in rows), Decimal("244091.94"))
