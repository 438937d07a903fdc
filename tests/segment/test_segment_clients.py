from datetime import datetime

from odoo.tests import tagged

from .segment_common import SegmentCase, asks, between, last, visits


@tagged("post_install", "-at_install")
class TestSegmentClients(SegmentCase):
    """Who the client is, and where and how they came (FF13, FF14, FF20, TR1, TR8-TR16)."""

    def test_online_profile(self):
        """FF13, TR15: none, invited, has profile, has the app, which is a live push device."""
        clients = {name: self.make_client(name) for name in ("none", "invited", "profile", "app", "gone")}
        for name in ("invited", "profile", "app"):
            values = {"name": name, "login": f"{name}@example.com", "partner_id": clients[name].id}
            portal = [(6, 0, self.env.ref("base.group_portal").ids)]
            user = self.env["res.users"].create({**values, "group_ids": portal})
            if name != "invited":
                self.env["res.users.log"].with_user(user).sudo().create({})
        for name in ("app", "gone"):
            keys = {"endpoint": f"https://push.example.com/{name}", "key_p256dh": "k", "key_auth": "a"}
            device = self.env["clientele.push.subscription"].create({"partner_id": clients[name].id, **keys})
            device.active = name == "app"
        for word, expected in (("none", ["none", "gone"]), ("invited", ["invited"]), ("profile", ["profile"])):
            self.assertFound(expected, asks("online_profile", "any", choices=word))
        self.assertFound(["app"], asks("online_profile", "any", choices="app"))
        self.assertFound(["profile", "app"], asks("online_profile", "any", choices="profile,app"))

    def test_created_from(self):
        """FF14: WooCommerce, and each other origin."""
        words = ("woocommerce", "back_office", "online", "pos", "web_shop", "import", "api", "phone")
        for word in words:
            self.make_client(word, created_from=word)
        for word in words:
            self.assertFound([word], asks("created_from", "any", choices=word))

    def test_person_gender_age(self):
        """TR9, TR12, TR13: company or person, gender, bands of five years; 20 on the birthday, unknown apart."""
        self.make_client("firm", is_company=True, gender="male", birthdate_date="2001-07-21")
        self.make_client("19", gender="female", birthdate_date="2001-07-22")
        self.make_client("24", birthdate_date="1996-07-22")
        self.make_client("25", birthdate_date="1996-07-21")
        self.make_client("unborn", birthdate_date="2021-07-22")
        self.make_client("nobody knows")
        self.assertFound(["firm"], asks("is_company", "yes"))
        self.assertFound(["19"], asks("gender", "any", choices="female"))
        self.assertFound(["firm", "24"], asks("age_band", "any", choices="020"))
        self.assertFound(["25"], asks("age_band", "any", choices="025"))
        self.assertFound(["unborn", "nobody knows"], asks("age_band", "any", choices="unknown"))
        self.assertFound(["firm", "24", "25"], asks("age", ">=", 20))
        self.assertFound(["19"], asks("age", "<", 20))
        self.assertFound(["firm", "24"], asks("age", "between", 20, value_to=24.5))
        self.assertFound(["25"], asks("age", "=", 25))
        self.assertFound([], asks("age", "=", 24.5))
        self.assertFound(["firm", "19", "24"], asks("age", "!=", 25))
        self.assertFound(["25", "unborn", "nobody knows"], {**asks("age", "<", 25), "negate": True})
        self.assertFound([], asks("age", ">", 5000))
        self.assertFound(["unborn", "nobody knows"], asks("age", "empty"))

    def test_branch_of_the_last_deal(self):
        """TR8"""
        second = self.env["clientele.branch"].create({"name": "Second", "company_id": self.company.id})
        moved, stays = self.make_client("moved"), self.make_client("stays")
        for client, days in (
            (moved, {self.branch: "2021-05-01", second: "2021-06-01"}),
            (stays, {self.branch: "2021-05-02"}),
        ):
            for branch, day in days.items():
                self.make_visit(client, day, branch_id=branch.id, lines=[{"product_id": self.service.id}])
        self.assertFound(["moved"], asks("last_branch", "any", branch_ids=second.ids))
        self.assertFound(["stays"], asks("last_branch", "any", branch_ids=self.branch.ids))
        self.assertFound(["moved", "stays"], visits(">", 0, branch_ids=self.branch.ids))

    def test_number_of_deals(self):
        """TR10: in the period, sales too; visits alone are another condition."""
        client = self.make_client("both")
        self.make_visit(client, "2021-07-01")
        self.make_visit(client, "2021-07-02", kind="sale", lines=[{"product_id": self.product.id}])
        self.assertFound(["both"], asks("deals", "=", 2, period=last(1)))
        self.assertFound(["both"], visits("=", 1, last(1)))
        self.assertFound(["both"], asks("deals", ">", 0, product_ids=self.product.ids))

    def test_offer_something_new(self):
        """FF6, FF8: by one service or several; those who had it already are out."""
        dye = self.make_service("Dye", 60)
        had, new = self.make_client("had"), self.make_client("new")
        self.make_visit(had, "2021-06-01", lines=[{"product_id": dye.id}])
        self.make_visit(new, "2021-06-02", lines=[{"product_id": self.service.id}])
        self.assertFound(["new"], [visits(">", 0, last(6)), visits("=", 0, product_ids=dye.ids)])
        self.assertFound(["had", "new"], visits(">", 0, product_ids=(dye + self.service).ids))

    def test_first_booking(self):
        """FF20: the day on which the first booking was made, on the branch's wall; came only online."""
        clients = {name: self.make_client(name) for name in ("online", "mixed", "phone")}
        for name, source in (("online", "online"), ("mixed", "online"), ("mixed", "phone"), ("phone", "phone")):
            day = "2021-06-10" if source == "online" else "2021-06-20"
            booked = datetime(2021, 5, 31, 20, 59 if name == "online" else 0)
            booked = booked.replace(hour=21, minute=0) if name == "phone" else booked
            lines = [{"product_id": self.service.id}]
            self.make_visit(clients[name], day, source=source, booked_at=booked, lines=lines)
        may, june = between("2021-05-01", "2021-05-31"), between("2021-06-01", "2021-06-30")
        self.assertFound(["online", "mixed"], asks("first_booking", "in", period=may))
        self.assertFound(["phone"], asks("first_booking", "in", period=june))
        self.assertFound(["online"], asks("online_only", "yes"))
        self.assertFound(["online", "mixed"], visits(">", 0, sources="online"))

    def test_loyalty_card(self):
        """TR16"""
        self.make_client("card").clientele_card_number = "C-1"
        self.make_client("none")
        self.assertFound(["card"], asks("has_card", "yes"))
        self.assertFound(["none"], asks("has_card", "no"))

    def test_inactive(self):
        """TR1: kept and searchable, left out of segments unless asked for."""
        client = self.make_client("asleep")
        self.make_client("awake")
        row = client.clientele_client_ids.filtered(lambda each: each.company_id == self.company)
        row.inactive = True
        everyone = asks("vip", "no")
        self.assertFound(["awake"], everyone)
        segment = self.segment(everyone)
        segment.inactive = True
        self.assertEqual(set(segment._clients().mapped("name")), {"asleep", "awake"})
        self.assertEqual(segment._count(), 2)

    def test_suppliers_and_the_archived(self):
        """TR6: contacts that are no clients, and archived clients, are in no segment."""
        self.env["res.partner"].create({"name": "supplier"})
        self.make_client("archived").active = False
        self.make_client("client")
        self.assertFound(["client"], visits(">=", 0))
