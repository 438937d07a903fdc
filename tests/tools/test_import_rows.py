"""Rows of clients and of deals become values. (Import of history)"""

import datetime

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.import_rows import ClientReader, DealReader, Refused, Settings

SETTINGS = Settings(
    country="BG",
    today=datetime.date(2021, 7, 21),
    branch=(1, "Europe/Sofia"),
    branches={"centre": (1, "Europe/Sofia"), "new york": (2, "America/New_York")},
)


class TestClientRows(BaseCase):
    def row(self, **cells):
        return ClientReader(SETTINGS).row(cells)

    def test_whole_row(self):
        data, problems = self.row(
            client_ref="00004", first_name="Anna", last_name=" Ivanova ", phone="0888 123 456", email="Anna@X.bg",
            birthday="21.07.1990", gender="жена", group="Gold", labels="laser; nails,laser", vip="да", discount="10 %",
            note="two\nlines", branch="New York", card_number=123.0,
        )  # fmt: skip
        self.assertFalse(problems)
        self.assertEqual(
            data,
            {
                "ref": "00004", "name": "Anna Ivanova", "named": True, "phone": "0888 123 456", "e164": "+359888123456",
                "email": "Anna@X.bg", "normal": "anna@x.bg", "birthday": "1990-07-21", "gender": "female",
                "group": "Gold",
                "labels": ["laser", "nails"], "vip": True, "discount": 10.0, "note": "two\nlines", "branch": 2,
                "card_number": "123",
            },
        )  # fmt: skip

    def test_odd_values_are_reported_and_kept(self):
        """A wrong phone or e-mail stays as text; what no field can hold is left out."""
        data, problems = self.row(
            name="Anna", phone="12-34", email="anna at home", birthday="31.02.1990", vip="perhaps"
        )
        self.assertEqual([code for code, value in problems], ["phone", "email", "birthday", "vip"])
        self.assertEqual((data["phone"], data["email"]), ("12-34", "anna at home"))
        self.assertNotIn("birthday", data)
        self.assertEqual(self.row(name="Anna", branch="Mars")[1], [("branch", "Mars")])

    def test_name(self):
        """Who has no name is called by number, phone or e-mail; nobody at all is refused."""
        self.assertEqual(self.row(client_ref=4)[0]["name"], "4")
        self.assertEqual(self.row(phone="0888123456")[0]["name"], "0888123456")
        self.assertFalse(self.row(email="a@b.c")[0]["named"])
        with self.assertRaises(Refused) as caught:
            self.row(note="someone")
        self.assertEqual(caught.exception.code, "nobody")


class TestDealRows(BaseCase):
    def row(self, **cells):
        return DealReader(SETTINGS).row({"client_ref": "4", "date": "01.07.2021", "amount": "20", **cells})[0]

    def line(self, **cells):
        line = self.row(**cells)["line"]
        amount = line["amount"]
        return amount, line.get("price", amount), line.get("quantity", "1"), line.get("discount", "0")

    def assert_refused(self, code, **cells):
        with self.assertRaises(Refused) as caught:
            self.row(**cells)
        self.assertEqual(caught.exception.code, code)

    def test_moments(self):
        """Without a time it is local noon, in the zone of the row's own branch."""
        for cells, start, day in (
            ({}, "2021-07-01 09:00:00", "2021-07-01"),
            ({"time": "14:30"}, "2021-07-01 11:30:00", "2021-07-01"),
            ({"date": "01.07.2021 00:30"}, "2021-06-30 21:30:00", "2021-07-01"),
            ({"date": "2021-07-01T23:30:00Z"}, "2021-07-01 23:30:00", "2021-07-02"),
            ({"branch": "new york"}, "2021-07-01 16:00:00", "2021-07-01"),
        ):
            with self.subTest(cells=cells):
                data = self.row(**cells)
                self.assertEqual((data["start"], data["day"]), (start, day))

    def test_amounts(self):
        """Price, quantity and discount stay when they make up the amount to the cent, else the amount rules."""
        for cells, line in (
            ({"amount": "29.33", "quantity": "2"}, ("29.33", "29.33", "1", "0")),
            ({"amount": "30", "quantity": "2"}, ("30", "15", "2", "0")),
            ({"amount": None, "price": "20", "quantity": 3, "line_discount": "10"}, ("54", "20", "3", "10")),
            ({"amount": "18", "price": "20", "line_discount": 10}, ("18", "20", "1", "10")),
            ({"amount": "17", "price": "20", "line_discount": 10}, ("17", "17", "1", "0")),
            ({"amount": "20", "quantity": 0}, ("20", "20", "1", "0")),
            ({"amount": None}, ("0", "0", "1", "0")),
            ({"amount": "1.5", "quantity": "0.5", "price": "3"}, ("1.5", "3", "0.5", "0")),
        ):
            with self.subTest(cells=cells):
                self.assertEqual(self.line(**cells), line)

    def test_states(self):
        self.assertEqual(self.row()["state"], "done")
        self.assertEqual(self.row(date="22.07.2021")["state"], "booked")
        self.assertEqual(self.row(date="22.07.2021", state="done")["state"], "booked")
        self.assertEqual(self.row(state="Отменена")["state"], "cancelled")
        self.assertEqual(self.row(state="не пришел")["state"], "no_show")
        self.assertEqual(DealReader(SETTINGS).row({"name": "A", "date": "1.7.2021", "state": "?"})[1], [("state", "?")])

    def test_refused(self):
        self.assert_refused("no_date", date=None)
        self.assert_refused("date", date="soon")
        self.assert_refused("time", time="later")
        self.assert_refused("amount", amount="free")
        self.assert_refused("negative", amount="-5")
        self.assert_refused("nobody", client_ref=None)
