from odoo.tests import tagged

from .segment_common import SegmentCase, asks, between, last, upcoming, visits


@tagged("post_install", "-at_install")
class TestSegmentExamples(SegmentCase):
    """The worked examples of the requirements, in Sofia (UTC+3 in summer)."""

    def test_win_back(self):
        """FF4: none in the last three months, but some before; each boundary day."""
        for name, day in (
            ("last day before", "2021-04-21"),
            ("first day of absence", "2021-04-22"),
            ("today", "2021-07-21"),
            ("too long ago", "2011-12-31"),
            ("first day of all", "2012-01-01"),
        ):
            self.make_visit(self.make_client(name), day)
        self.make_client("never")
        returned = self.make_client("returned")
        self.make_history(returned, "2021-04-21", "2021-04-22")
        gone = self.make_client("long gone")
        self.make_history(gone, "2011-12-31", "2020-01-01", "2021-04-21")
        expected = ["last day before", "first day of all", "long gone"]
        before = visits(">", 0, between("2012-01-01", "2021-04-21"))
        self.assertFound(expected, [visits("=", 0, between("2021-04-22", "2021-07-21")), before])
        self.assertFound(expected, [visits("=", 0, last(3)), before])
        self.assertFound(expected, [{**visits(">", 0, last(3)), "negate": True}, before])

    def test_category_promotion(self):
        """FF7, FF10: by a category or one below it; the service, practitioner and branch hold for the same line."""
        laser = self.env["product.category"].create({"name": "Laser epilation"})
        legs = self.env["product.category"].create({"name": "Legs", "parent_id": laser.id})
        deep, plain = self.make_service("Legs", 60, legs), self.service
        ann, bob = self.make_client("Ann"), self.make_client("Bob")
        other = self.practitioner.copy({"name": "Nina"})
        self.make_visit(ann, "2021-03-31", lines=[{"product_id": deep.id, "resource_id": self.practitioner.id}])
        self.make_visit(bob, "2021-04-01", lines=[{"product_id": deep.id, "resource_id": self.practitioner.id}])
        mixed = self.make_client("Mixed")
        lines = [
            {"product_id": deep.id, "resource_id": other.id},
            {"product_id": plain.id, "resource_id": self.practitioner.id},
        ]
        self.make_visit(mixed, "2020-01-01", lines=lines)
        period = between("2020-01-01", "2021-03-31")
        self.assertFound(["Ann", "Mixed"], visits(">", 0, period, category_ids=laser.ids))
        same_line = visits(">", 0, period, category_ids=laser.ids, practitioner_ids=self.practitioner.ids)
        self.assertFound(["Ann"], same_line)
        self.assertFound(["Mixed", "Bob"], {**same_line, "negate": True})

    def test_employee_left(self):
        """FF9, DF6: by a practitioner who is archived by now."""
        self.make_visit(self.make_client("In"), "2020-09-01")
        self.make_visit(self.make_client("Out"), "2020-08-31")
        self.practitioner.active = False
        period = between("2020-09-01", "2021-03-31")
        self.assertFound(["In"], visits(">", 0, period, practitioner_ids=self.practitioner.ids))

    def test_birthday(self):
        """FF11: run on 25.12, 25.12 and 08.01 are in, 24.12 and 09.01 are out; the 29.02 counts as 28.02."""
        for name, born in (("a", "1990-12-25"), ("b", "1990-01-08"), ("c", "1990-12-24"), ("d", "1990-01-09")):
            self.make_client(name, birthdate_date=born)
        self.make_client("leap", birthdate_date="1996-02-29")
        condition = asks("birthday", "in", period=upcoming(14))
        self.assertFound(["a", "b"], condition, on="2021-12-25")
        self.assertFound(["leap"], condition, on="2021-02-14")
        self.assertFound([], condition, on="2021-03-01")
        self.assertFound(["leap"], condition, on="2020-02-15")

    def test_last_deal_before(self):
        """TR7: before 1 March, 28.02 is in and 01.03 is out."""
        for name, day in (("in", "2021-02-28"), ("out", "2021-03-01")):
            self.make_visit(self.make_client(name), day)
        self.assertFound(["in"], asks("last_deal", "before", period=between("2021-03-01")))
        self.assertFound(["out"], asks("last_deal", "after", period=between(None, "2021-02-28")))

    def test_no_vip(self):
        """TR17: three visits of 100 each are no VIP."""
        cheap, dear = self.make_client("cheap"), self.make_client("dear")
        for client, price in ((cheap, 100), (dear, 101)):
            for day in ("2021-05-01", "2021-06-01", "2021-07-01"):
                self.make_visit(client, day, lines=[{"product_id": self.service.id, "price_unit": price}])
        vip = [visits(">=", 3, last(12)), asks("spent", ">", 300, period=last(12))]
        self.assertFound(["dear"], vip)
        self.assertFound(["cheap"], [visits(">=", 3), {**asks("spent", ">", 300), "negate": True}])

    def test_as_of(self):
        """What came later is not seen as of a past day."""
        ann = self.make_client("Ann")
        self.make_history(ann, "2021-01-10", "2021-06-10")
        for day, expected in (("2021-03-01", ["Ann"]), ("2021-07-01", [])):
            self.assertFound(expected, visits("=", 1), as_of=day)
        self.assertFound(
            ["Ann"], asks("last_deal", "in", period=between("2021-01-10", "2021-01-10")), as_of="2021-03-01"
        )
