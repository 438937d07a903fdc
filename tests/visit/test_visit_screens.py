from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestVisitScreens(ClienteleCase):
    """What the screens of visits and the client card show and do."""

    def test_cancelling_asks_for_the_reason(self):
        visit = self.make_visit(self.make_client(), "2021-07-25", state="booked")
        action = visit.action_ask_cancel()
        wizard = self.env[action["res_model"]].with_context(**action["context"]).create({"reason": "Fell ill"})
        wizard.action_cancel()
        self.assertEqual((visit.state, visit.cancel_reason), ("cancelled", "Fell ill"))
        with self.assertRaisesRegex(UserError, "not taken place"):
            visit.action_ask_cancel()

    def test_what_in_one_line(self):
        lines = [{"product_id": self.service.id}, {"product_id": self.product.id}]
        visit = self.make_visit(self.make_client(), "2021-07-01", lines=lines)
        self.assertEqual(visit.services, "Haircut, Shampoo")

    def test_card_of_visits(self):
        """Last visits, next booking, favourites; of equals the latest."""
        client = self.make_client()
        manicure = self.make_service("Manicure", 30)
        self.make_visit(client, "2021-05-01")
        self.make_visit(client, "2021-06-01", lines=[{"product_id": manicure.id}])
        late = self.make_visit(client, "2021-08-10", state="booked")
        soon = self.make_visit(client, "2021-07-25", state="confirmed")
        self.make_visit(client, "2021-07-22", state="cancelled")
        self.assertEqual(client.clientele_next_visit_id, soon)
        self.assertEqual(client.clientele_next_booking, soon.start)
        self.assertEqual(client.clientele_favourite_service_id, manicure)
        self.assertEqual(client.clientele_favourite_practitioner_id, self.practitioner)
        self.assertEqual(client.clientele_recent_visit_ids[0], late)
        self.assertEqual(len(client.clientele_recent_visit_ids), 5)
        self.assertEqual(client.clientele_sale_count, 0)
        self.assertEqual(client.action_clientele_next_visit()["res_id"], soon.id)
        self.assertIn(("partner_id", "=", client.id), client.action_clientele_visits()["domain"])
        self.assertIn(("kind", "=", "sale"), client.action_clientele_sales()["domain"])

    def test_card_without_visits(self):
        client = self.make_client()
        self.assertFalse(client.clientele_next_visit_id)
        self.assertFalse(client.clientele_favourite_service_id)

    def test_new_visit_from_the_card(self):
        client = self.make_client()
        action = client.action_clientele_new_visit()
        form = Form(self.env["clientele.visit"].with_context(**action["context"]))
        with form.line_ids.new() as line:
            line.product_id = self.service
            line.resource_id = self.practitioner
        visit = form.save()
        self.assertEqual((visit.partner_id, visit.amount_total), (client, 20))
        self.assertEqual(visit.action_open_client()["res_id"], client.id)

    def test_form_makes_a_client_of_what_is_typed(self):
        form = Form(self.env["clientele.visit"])
        form.client_phone = "0888 123 456"
        form.client_name = "Ann"
        visit = form.save()
        self.assertEqual((visit.partner_id.name, visit.partner_id.phone_sanitized), ("Ann", "+359888123456"))

    def test_visits_are_found_by_the_clients_phone(self):
        visit = self.make_visit(self.make_client(phone="+359 888 123 456"), "2021-07-01")
        domain = [("partner_id.clientele_search", "ilike", "0888123456")]
        self.assertEqual(self.env["clientele.visit"].search(domain), visit)

    def test_all_states_are_columns(self):
        domain = [("id", "=", self.make_visit(self.make_client(), "2021-07-01").id)]
        visits = self.env["clientele.visit"].with_context(read_group_expand=True)
        groups = visits.web_read_group(domain, ["state"], ["__count"])["groups"]
        self.assertEqual(len(groups), 6)
