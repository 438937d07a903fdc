from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestJournalTour(HttpCase):
    """Reception's day in a browser (issue 3, "What must be seen"). Today is 21 July 2021."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("clientele.today", "2021-07-21")
        cls.branch = cls.env["clientele.branch"].create({"name": "Tour", "tz": "Europe/Sofia"})
        cls.env.company.country_id = cls.env.ref("base.bg")
        groups = "base.group_user,clientele.clientele_group_receptionist,clientele.clientele_group_contact_data"
        user = new_test_user(cls.env, "tour_reception", groups=groups)
        user.clientele_branch_ids = cls.branch
        cls.maria, cls.nina = cls.env["resource.resource"].create(
            [
                {"name": name, "is_practitioner": True, "resource_type": "user", "branch_ids": cls.branch.ids}
                for name in ("Tour Maria", "Tour Nina")
            ]
        )
        cls.env["clientele.shift"].search([("branch_id", "=", cls.branch.id)]).unlink()
        cls.env["clientele.shift"].create(
            [
                {"resource_id": person.id, "branch_id": cls.branch.id, "day": day, "hour_from": 9, "hour_to": 18}
                for person in (cls.maria, cls.nina)
                for day in ("2021-07-21", "2021-07-22")
            ]
        )
        cls.env["product.product"].create(
            [
                {"name": name, "type": "service", "list_price": 20, "clientele_duration": 60}
                for name in ("Tour Cut", "Tour Colour")
            ]
        )
        cls.ann = cls.env["res.partner"].create({"name": "Tour Ann", "is_client": True, "phone": "+359888123456"})

    def run_tour(self, name):
        """:return: the visit of Ann that the tour made"""
        self.start_tour("/odoo/journal?day=2021-07-22&scale=day", name, login="tour_reception")
        return self.env["clientele.visit"].search([("partner_id", "=", self.ann.id)])

    def test_by_mouse(self):
        """Books two services by phone, drags the visit to another practitioner, marks it arrived and done."""
        visit = self.run_tour("clientele_journal_mouse")
        self.assertEqual((visit.state, visit.source), ("done", "phone"))
        self.assertEqual(
            {line.product_id.name: line.resource_id for line in visit.line_ids},
            {"Tour Cut": self.nina, "Tour Colour": self.maria},
        )

    def test_by_keys(self):
        """The same without a mouse: the journal is usable by keyboard alone."""
        visit = self.run_tour("clientele_journal_keys")
        self.assertEqual((visit.state, visit.line_ids.resource_id), ("done", self.nina))
        self.assertEqual(f"{self.branch._wall(visit.start):%H:%M}", "09:30")
        self.assertEqual(visit.line_ids.duration, 75)
