from datetime import datetime, time, timedelta

from odoo.tests import tagged

from .segment_common import SegmentCase, asks, between, last, upcoming, visits


@tagged("post_install", "-at_install")
class TestSegmentUses(SegmentCase):
    """The filters and ready-made uses of YCLIENTS (YC14-YC17, YC19)."""

    def came(self, name, day="2021-07-01", state="done", at=time(9), **line):
        client = self.env["res.partner"].search([("name", "=", name), ("is_client", "=", True)])
        client = client or self.make_client(name)
        line = {"product_id": self.service.id, **line}
        self.make_visit(client, day, state=state, at=at, lines=[line])
        return client

    def test_loyal_label(self):
        """YC15, YC16: loyal categories → keep; any, all, or none."""
        loyal, new = self.env["clientele.label"].create([{"name": "Loyal"}, {"name": "New"}])
        for name, labels in (("loyal", loyal), ("both", loyal + new), ("none", loyal.browse())):
            self.make_client(name).clientele_label_ids = labels
        self.assertFound(["loyal", "both"], asks("label", "any", label_ids=loyal.ids))
        self.assertFound(["both"], asks("label", "all", label_ids=(loyal + new).ids))
        self.assertFound(["none"], asks("label", "empty"))

    def test_mens_cuts(self):
        """YC16: men → men's cuts."""
        for name, gender in (("he", "male"), ("she", "female"), ("it", False)):
            self.make_client(name, gender=gender)
        self.assertFound(["he"], asks("gender", "any", choices="male"))
        self.assertFound(["it"], asks("gender", "empty"))

    def test_online_bookers(self):
        """YC15, YC16: booked online, whatever became of it → offer the app to those without it."""
        client = self.make_client("online")
        self.make_visit(client, "2021-07-25", state="booked", source="online", lines=[{"product_id": self.service.id}])
        self.came("by phone")
        any_state = "booked,confirmed,arrived,done,no_show,cancelled"
        booked = visits(">", 0, choices=any_state, sources="online")
        self.assertFound(["online"], [booked, asks("online_profile", "any", choices="app", negate=True)])

    def test_practitioner_goes_on_leave(self):
        """YC16: came to her in half a year and has no booking → ask to book early."""
        maria = {"resource_id": self.practitioner.id}
        self.came("regular", "2021-05-05", **maria)
        self.came("booked", "2021-05-06", **maria)
        self.came("booked", "2021-07-28", "booked", **maria)
        self.came("not hers", "2021-05-07")
        to_her = visits(">", 0, last(6), practitioner_ids=self.practitioner.ids)
        self.assertFound(["regular"], [to_her, asks("bookings", "=", 0, period=upcoming(10, "year"))])

    def test_practitioner_is_ill(self):
        """YC15, YC16: who is booked with her today; not who cancelled, nor with somebody else."""
        maria = {"resource_id": self.practitioner.id}
        self.came("today", "2021-07-21", "confirmed", **maria)
        self.came("tomorrow", "2021-07-22", "booked", **maria)
        self.came("cancelled", "2021-07-21", "cancelled", at=time(11), **maria)
        self.came("not hers", "2021-07-21", "booked")
        booked = asks("bookings", ">", 0, period=between("2021-07-21", "2021-07-21"))
        self.assertFound(["today"], {**booked, "practitioner_ids": self.practitioner.ids})
        self.assertFound(["today", "not hers"], booked)

    def test_no_bookings(self):
        """YC15, YC16: none of any state in a period → ask why."""
        self.came("came")
        self.came("cancelled", state="cancelled")
        self.came("long ago", "2020-01-01")
        self.make_client("never")
        any_state = "booked,confirmed,arrived,done,no_show,cancelled"
        self.assertFound(["long ago", "never"], visits("=", 0, last(3), choices=any_state))
        self.assertFound(["cancelled", "long ago", "never"], visits("=", 0, last(3)))

    def test_sent_an_sms(self):
        """YC15, YC16: was sent an SMS or not, on the day of the company's wall → compare how often they come."""
        for name, kind, sent in (
            ("sms", "sms", datetime(2021, 7, 1, 20, 59)),
            ("next day", "sms", datetime(2021, 7, 1, 21, 0)),
            ("mail", "mail", datetime(2021, 7, 1, 12)),
            ("failed", "sms", False),
        ):
            values = {"model": "res.partner", "res_id": self.make_client(name).id, "trace_type": kind}
            status = "sent" if sent else "error"
            self.env["mailing.trace"].create({**values, "sent_datetime": sent, "trace_status": status})
        on_that_day = between("2021-07-01", "2021-07-01")
        self.assertFound(["sms"], asks("messages", ">", 0, choices="sms,sent", period=on_that_day))
        self.assertFound(["sms", "next day"], asks("messages", ">", 0, choices="sms"))
        self.assertFound(["mail", "failed"], asks("messages", "=", 0, choices="sms"))
        self.assertFound(["failed"], asks("messages", ">", 0, choices="sms,failed"))

    def test_date_added(self):
        """YC15, YC19: on the wall of the branch."""
        for name, moment in (("before", datetime(2021, 6, 30, 20, 59)), ("first", datetime(2021, 6, 30, 21, 0))):
            client = self.make_client(name)
            self.env.flush_all()
            self.env.cr.execute("UPDATE res_partner SET create_date = %s WHERE id = %s", (moment, client.id))
            self.env.cr.execute("UPDATE clientele_client SET added_on = %s WHERE partner_id = %s", (moment, client.id))
        self.env.invalidate_all()
        self.assertFound(["first"], asks("added_on", "in", period=between("2021-07-01", "2021-07-31")))
        self.assertFound(["before"], asks("added_on", "before", period=between("2021-07-01")))

    def test_order_of_the_list(self):
        """YC14, YC19: most visits first, ties by date added and then id; pages never overlap, whatever is sorted by."""
        names = ["twice", "once", "late", "early", "tie a", "tie b"]
        clients = {name: self.make_client(name) for name in names}
        for name, days in (("twice", ("2021-06-01", "2021-06-02")), ("once", ("2021-06-03",))):
            self.make_history(clients[name], *days, lines=[{"product_id": self.service.id}])
        added = {"early": 1, "tie a": 2, "tie b": 2, "late": 3, "once": 4, "twice": 5}
        self.env.flush_all()
        for name, nr in added.items():
            moment = datetime(2021, 1, 1) + timedelta(days=nr)
            self.env.cr.execute("UPDATE res_partner SET create_date = %s WHERE id = %s", (moment, clients[name].id))
        self.env["clientele.client"].search([]).invalidate_recordset()
        self.env.execute_query(self.env["clientele.client"]._copies_sql(self.company))
        self.env.invalidate_all()
        segment = self.segment(visits(">=", 0))
        domain = segment.action_open_clients()["domain"]
        partners = self.env["res.partner"]
        found = partners.search(domain, order="clientele_visit_count desc")
        self.assertEqual(found.mapped("name"), ["twice", "once", "late", "tie b", "tie a", "early"])
        for name in ("clientele_importance", "name", "clientele_spent", "clientele_last_visit", "clientele_added_on"):
            for direction in ("desc", "asc"):
                order = f"{name} {direction}"
                pages = [partners.search(domain, order=order, offset=start, limit=2).ids for start in (0, 2, 4)]
                with self.subTest(order):
                    self.assertEqual([key for page in pages for key in page], partners.search(domain, order=order).ids)
                    self.assertEqual(len(set(sum(pages, []))), 6)

    def test_blocks(self):
        """FF2: AND inside a block, OR between blocks; a client in two blocks comes once."""
        self.came("old", "2020-01-01")
        self.came("vip", "2021-07-01").clientele_vip = True
        self.came("both", "2020-01-02").clientele_vip = True
        blocks = ([asks("vip", "yes")], [visits("=", 0, last(3)), visits(">", 0)])
        self.assertFound(["old", "vip", "both"], *blocks)
        self.assertFound(["both"], [*blocks[0], *blocks[1]])

    def test_segments_of_segments(self):
        """FF2: in any, in all, in none."""
        vip, old = self.segment(asks("vip", "yes")), self.segment(visits(">", 0, between(None, "2020-12-31")))
        self.came("old", "2020-01-01")
        self.came("both", "2020-01-02").clientele_vip = True
        self.make_client("vip").clientele_vip = True
        self.make_client("neither")
        ids = (vip + old).ids
        self.assertFound(["old", "vip", "both"], asks("segment", "any", segment_ids=ids))
        self.assertFound(["both"], asks("segment", "all", segment_ids=ids))
        self.assertFound(["neither"], asks("segment", "any", segment_ids=ids, negate=True))
        partners = self.env["res.partner"]
        listed = [("clientele_listed", "=", True)]
        found = partners.search([*listed, ("clientele_segment_ids", "in", ids)])
        self.assertEqual(set(found.mapped("name")), {"old", "vip", "both"})
        self.assertNotIn("both", partners.search([*listed, ("clientele_segment_ids", "not in", ids)]).mapped("name"))
