from odoo.tests import HttpCase, tagged

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestCallPlanTour(ClienteleCase, HttpCase):
    """Calling the clients of a plan in a real browser, on a day that is set."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("clientele.today", cls.today)
        names = ("Tour Ann", "Tour Bob", "Tour Carl")
        cls.clients = cls.env["res.partner"].create(
            [{"name": name, "phone": "+359 888 123 456", "is_client": True} for name in names]
        )
        cls.user = cls.make_user("receptionist", "contact_data")
        cls.user.password = cls.user.login
        cls.plan = cls.env["clientele.call.plan"].create(
            {
                "name": "Tour plan",
                "user_ids": cls.user.ids,
                "script": "<p>Good morning, why do you not come?</p>",
            }
        )
        cls.plan._spread(cls.clients)

    def talks(self):
        return {
            talk.partner_id.name: (talk.summary, talk.note)
            for talk in self.env["clientele.contact"].search([("partner_id", "in", self.clients.ids)])
        }

    def test_calls(self):
        """YC18, TR5: open the plan, call, click the result: the talk is logged and the next client is there."""
        self.start_tour("/odoo/call-plans", "clientele_call_plan", login=self.user.login)
        self.env.invalidate_all()
        said = {"Tour Ann": ("Will come", "After the holidays"), "Tour Bob": ("Refused", False)}
        self.assertEqual(self.talks(), {**said, "Tour Carl": ("Booked", False)})
        self.assertEqual(set(self.plan.task_ids.mapped("state")), {"done"})

    def test_results_in_the_list(self):
        """YC18: a click in the list logs the talk and takes the call off the list."""
        self.start_tour("/odoo/client-tasks", "clientele_tasks_list", login=self.user.login)
        self.env.invalidate_all()
        self.assertEqual(self.talks(), {"Tour Ann": ("Will come", False)})
