from datetime import datetime, time
from unittest.mock import patch

from odoo.tests import tagged

from .segment_common import SegmentCase, asks, between, last, upcoming, visits

MIDNIGHTS = (time(0, 0), time(23, 59))  # in UTC another day, west or east of it
ZONES = ("Europe/Sofia", "America/Los_Angeles", "Pacific/Auckland")


@tagged("post_install", "-at_install")
class TestSegmentBoundaries(SegmentCase):
    """Every boundary day belongs to the period, and a day is a day on the branch's wall (DF3, FF3, FF4)."""

    def setUp(self):
        super().setUp()
        self.plain = [{"product_id": self.service.id}]

    def came(self, day, at, zone=None):
        """A client named after the day and the time of the one visit."""
        if zone:
            self.branch.with_context(clientele_rewrite_days=True).tz = zone
        client = self.make_client(f"{zone or ''} {day} {at:%H:%M}".strip())
        self.make_visit(client, day, at=at, lines=self.plain)
        return client

    def test_win_back_at_midnight(self):
        """FF4: the boundary days, at the first and the last minute of each, in three zones."""
        period, before = between("2021-04-22", "2021-07-21"), between("2012-01-01", "2021-04-21")
        for zone in ZONES:
            days = ("2011-12-31", "2012-01-01", "2021-04-21", "2021-04-22", "2021-07-21")
            clients = {(day, at): self.came(day, at, zone) for day in days for at in MIDNIGHTS}
            found = self.found([visits("=", 0, period), visits(">", 0, before)])
            expected = [client for (day, __), client in clients.items() if day in ("2012-01-01", "2021-04-21")]
            with self.subTest(zone):
                self.assertEqual(set(found) & set(clients.values()), set(expected))

    def test_relative(self):
        """DF3: the last three months on 21.07.2021 are 22.04 to 21.07; the next N days begin today."""
        for day in ("2021-04-21", "2021-04-22", "2021-07-21"):
            self.came(day, time(0, 0))
        self.assertFound(["2021-04-22 00:00", "2021-07-21 00:00"], visits(">", 0, last(3)))
        self.assertFound(["2021-07-21 00:00"], visits(">", 0, last(1, "day")))
        self.assertFound(["2021-07-21 00:00"], visits(">", 0, upcoming(14)))

    def test_calendar(self):
        """FF3, DF3: months and years of the calendar; missing days clamp."""
        for day in ("2021-02-28", "2021-03-01", "2021-03-31", "2020-12-31"):
            self.came(day, time(23, 59))
        cases = (
            ("2021-03-31", {"period": "previous_month"}, ["2021-02-28 23:59"]),
            ("2021-04-30", {"period": "previous_month"}, ["2021-03-01 23:59", "2021-03-31 23:59"]),
            ("2021-03-15", {"period": "this_month"}, ["2021-03-01 23:59", "2021-03-31 23:59"]),
            ("2021-06-01", {"period": "previous_year"}, ["2020-12-31 23:59"]),
            ("2021-08-31", last(6), ["2021-03-01 23:59", "2021-03-31 23:59"]),
        )
        for today, period, expected in cases:
            with self.subTest(today=today, period=period):
                self.assertFound(expected, visits(">", 0, period), on=today)

    def test_weeks(self):
        """DF3: weeks start on the first day of the company's language."""
        for day in ("2021-07-18", "2021-07-19"):  # a Sunday and a Monday
            self.came(day, time(12))
        self.env["res.lang"]._activate_lang("bg_BG")
        for lang, expected in (("en_US", ["2021-07-18 12:00", "2021-07-19 12:00"]), ("bg_BG", ["2021-07-19 12:00"])):
            self.company.partner_id.lang = lang
            with self.subTest(lang):
                self.assertFound(expected, visits(">", 0, {"period": "this_week"}))

    def test_today_of_the_own_branch(self):
        """DF3: while it is the 21st in Sofia and the 20th in Los Angeles, each client has the day of the own branch."""
        west = self.env["clientele.branch"].create({"name": "West", "tz": ZONES[1], "company_id": self.company.id})
        for name, branch in (("here", self.branch), ("west", west), ("no branch", self.branch.browse())):
            client = self.make_client(name)
            self.make_visit(client, "2021-04-21", lines=self.plain)
            client.clientele_branch_id = branch
        moment = datetime(2021, 7, 20, 22, 30)
        self.startPatcher(patch.object(type(self.branch), "_now", lambda branches: moment))
        self.env = self.env(context={**self.env.context, "clientele_today": False})
        self.assertFound(["here", "no branch"], visits("=", 0, last(3)))
        self.assertFound(["west"], visits(">", 0, last(3)))
        west.active = False
        self.assertFound(["west"], visits(">", 0, last(3)))

    def test_last_deal_at_midnight(self):
        """TR7: before 1 March, the last minute of 28.02 is in and the first of 01.03 is out."""
        for zone in ZONES:
            inside, out = self.came("2021-02-28", time(23, 59), zone), self.came("2021-03-01", time(0, 0), zone)
            found = self.found(asks("last_deal", "before", period=between("2021-03-01")))
            with self.subTest(zone):
                self.assertEqual((inside in found, out in found), (True, False))

    def test_birthday_at_new_year(self):
        """FF11: the run day is day 0 of the own branch."""
        self.make_client("born", birthdate_date="1990-12-31")
        self.assertFound(["born"], asks("birthday", "in", period=upcoming(1)), on="2021-12-30")
        self.assertFound(["born"], asks("birthday", "in", period=upcoming(1)), on="2021-12-31")
        self.assertFound([], asks("birthday", "in", period=upcoming(1)), on="2022-01-01")
