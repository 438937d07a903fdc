from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSettleTour(HttpCase):
    """From the journal: *Done* asks what pays; the package pays one line, money the other. Today is 21 July 2021."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("clientele.today", "2021-07-21")
        cls.branch = cls.env["clientele.branch"].create({"name": "Tour", "tz": "Europe/Sofia"})
        user = new_test_user(cls.env, "tour_reception", groups="base.group_user,clientele.clientele_group_receptionist")
        user.clientele_branch_ids = cls.branch
        laser, cut = cls.env["product.product"].create(
            [
                {
                    "name": name,
                    "type": "service",
                    "list_price": price,
                    "clientele_duration": 60,
                    "taxes_id": [Command.clear()],
                }
                for name, price in (("Tour Laser", 200), ("Tour Cut", 20))
            ]
        )
        plan = cls.env["clientele.plan"].create(
            {
                "name": "Tour package",
                "kind": "visits",
                "price": 1000,
                "visits": 6,
                "service_ids": [Command.set(laser.ids)],
                "instalment_ids": [
                    Command.create({"amount": amount, "units": 2, "days": 56}) for amount in (400, 400, 200)
                ],
            }
        )
        cls.ann = cls.env["res.partner"].create({"name": "Tour Ann", "is_client": True})
        cls.env["clientele.subscription"]._sell(plan, cls.ann).instalment_ids[0]._receive(400, "tour")
        cls.visit = cls.env["clientele.visit"].create(
            {
                "partner_id": cls.ann.id,
                "branch_id": cls.branch.id,
                "start": "2021-07-21 09:00:00",
                "state": "arrived",
                "line_ids": [Command.create({"product_id": service.id}) for service in (laser, cut)],
            }
        )

    def test_package_and_money(self):
        self.start_tour("/odoo/journal?day=2021-07-21&scale=day", "clientele_settle", login="tour_reception")
        laser, cut = self.visit.line_ids
        self.assertEqual((self.visit.state, laser.prepaid, cut.prepaid), ("done", True, False))
        self.assertEqual((self.visit.amount_paid, self.visit.amount_due), (20, 0), "closed again, the rest is paid")
