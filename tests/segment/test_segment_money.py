from odoo.tests import tagged

from .segment_common import SegmentCase, asks, between, last, visits


@tagged("post_install", "-at_install")
class TestSegmentMoney(SegmentCase):
    """Spent, average check, debts (FF12, FF19, TR11, TR17, TR18, DF2)."""

    def spend(self, name, *amounts, day="2021-07-01", **values):
        client = self.make_client(name)
        for amount in amounts:
            lines = [{"product_id": self.service.id, "price_unit": amount}]
            self.make_visit(client, day, lines=lines, **values)
        return client

    def test_debts(self):
        """FF12: who owes something, whatever it is for; who paid is out."""
        self.spend("paid", 50)
        self.spend("owes", 50, amount_paid=49.99)
        self.make_client("never")
        self.assertFound(["owes"], asks("debt", ">", 0))
        self.assertFound(["paid", "never"], asks("debt", "=", 0))

    def test_range_over_a_period(self):
        """FF19: both ends of the range and of the period are in; who spent nothing has spent 0."""
        self.spend("100", 60, 40, day="2021-07-21")
        self.spend("200", 200, day="2021-06-22")
        self.spend("too early", 150, day="2021-06-21")
        self.spend("99.99", 99.99)
        self.spend("200.01", 200.01)
        self.make_client("never")
        self.assertFound(["100", "200"], asks("spent", "between", 100, value_to=200, period=last(1)))
        self.assertFound(["too early", "never"], asks("spent", "=", 0, period=last(1)))
        self.assertFound(["too early", "never", "99.99"], asks("spent", "<", 100, period=last(1)))

    def test_average_check(self):
        """TR11: 499.99 lies in 0–500 and 500 in 500–1000; no deals are a group of their own."""
        self.spend("499.99", 499.99)
        self.spend("500", 400, 600)
        self.spend("refunded", 100, 0)
        self.make_client("never")
        for band, expected in (("00", ["499.99", "refunded"]), ("01", ["500"]), ("none", ["never"])):
            self.assertFound(expected, asks("check_band", "any", choices=band))
        self.assertFound(["refunded"], asks("average_check", "=", 50))
        self.assertFound(["499.99", "refunded"], asks("average_check", "<", 500))
        self.assertFound(["500", "refunded"], asks("average_check", "!=", 499.99))

    def test_by_line(self):
        """FF10, DF2: what was spent on a service, and not on the rest of the visit."""
        laser = self.make_service("Laser", 99)
        client = self.make_client("both")
        lines = [{"product_id": laser.id, "price_unit": 90}, {"product_id": self.service.id, "price_unit": 20}]
        self.make_visit(client, "2021-07-01", lines=lines)
        self.assertFound(["both"], asks("spent", "=", 90, product_ids=laser.ids))
        self.assertFound(["both"], asks("spent", "=", 20, category_ids=self.category.ids))
        self.assertFound(["both"], asks("spent", "=", 110))
        self.assertFound([], asks("average_check", "=", 90, product_ids=laser.ids))

    def test_what_counts(self):
        """[EX TR20] Service 100 + part 900 in one order: services alone → 100, the rest → 900, both → 1000."""
        client, buyer = self.make_client("both"), self.make_client("bought")
        part = {"product_id": self.product.id, "price_unit": 900}
        service = {"product_id": self.service.id, "price_unit": 100}
        self.make_visit(client, "2021-07-01", lines=[service, part])
        self.make_visit(buyer, "2021-07-01", kind="sale", lines=[part])
        for choices, both, bought in (("services", 100, 0), ("sales", 900, 900), ("services,sales", 1000, 900)):
            for more in ({}, {"period": last(1)}, {"product_ids": (self.service + self.product).ids}):
                found = asks("spent", "=", both, choices=choices, **more)
                self.assertFound(["both"] + ["bought"] * (both == bought), found)
                self.assertFound(
                    ["bought"] + ["both"] * (both == bought), asks("spent", "=", bought, choices=choices, **more)
                )

    def test_contest(self):
        """TR17: a segment for a contest with prizes of 50–100 leaves the VIPs out, three visits of 100 are none."""
        self.spend("plain", 100, 100, 100)
        self.spend("rich", 1000, 1000, 1000)
        self.spend("marked", 100, 100, 100).clientele_vip = True
        rich = asks("spent", ">", 300, period=last(12), negate=True)
        self.assertFound(["plain"], [visits(">=", 3), rich, asks("vip", "no")])

    def test_more_trouble_than_profit(self):
        """TR18: no-shows, cancellations, debt, labels and the block-list, left out of a segment."""
        label = self.env["clientele.label"].create({"name": "Late"})
        names = ("good", "no-shows", "cancels", "owes", "late", "blocked")
        clients = {name: self.spend(name, 100, amount_paid=1 if name == "owes" else 100) for name in names}
        for name, state in (("no-shows", "no_show"), ("cancels", "cancelled")):
            for day in ("2021-05-01", "2021-06-01"):
                self.make_visit(clients[name], day, state=state, lines=[{"product_id": self.service.id}])
        clients["late"].clientele_label_ids = label
        clients["blocked"].clientele_blocked = True
        good = [
            asks("spent", ">=", 100),
            visits("<", 2, last(12), choices="no_show"),
            visits("<", 2, last(12), choices="cancelled"),
            asks("debt", "=", 0),
            asks("label", "any", label_ids=label.ids, negate=True),
            asks("blocked", "no"),
        ]
        self.assertFound(["good"], good)
        self.assertFound(["cancels", "no-shows"], visits(">=", 2, between("2021-05-01"), choices="no_show,cancelled"))

    def test_importance(self):
        """YC15, YC20: by turnover of 12 months, or as set by hand."""
        self.spend("a", 800)
        self.spend("b", 150)
        self.spend("by hand", 10).clientele_importance_manual = "a"
        self.spend("none", 999, day="2019-01-01")
        self.env["clientele.client"]._rebuild(self.company)
        self.assertFound(["a", "by hand"], asks("importance", "any", choices="a"))
        self.assertFound(["b"], asks("importance", "any", choices="b,c"))
        self.assertFound(["none"], asks("importance", "empty"))
