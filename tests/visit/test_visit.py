from datetime import date, datetime, time

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestVisit(ClienteleCase):
    """Recording visits: the client, the lines, the states, the day."""

    def test_lines_take_price_name_and_duration(self):
        self.service.clientele_duration = 45
        visit = self.make_visit(self.make_client(), "2021-07-01", state="booked")
        line = visit.line_ids
        self.assertEqual((line.price_unit, line.amount, line.name), (20, 20, "Haircut"))
        self.assertEqual((visit.stop - visit.start).seconds, 45 * 60)
        self.assertEqual(visit.amount_total, 20)

    def test_line_repeats_what_conditions_ask(self):
        """DESIGN 5: a condition never joins visits."""
        client, other = self.make_client("Ann"), self.make_client("Bob")
        visit = self.make_visit(client, "2021-07-01")
        line = visit.line_ids
        self.assertEqual((line.partner_id, line.day, line.state), (client, date(2021, 7, 1), "done"))
        visit.write({"partner_id": other.id, "state": "cancelled", "start": datetime(2021, 7, 5, 9)})
        self.assertEqual((line.partner_id, line.day, line.state), (other, date(2021, 7, 5), "cancelled"))

    def test_commission(self):
        """A service of 20 at 50 % with 10 % off: base 18, commission 9; nobody, nothing."""
        lines = [
            {"product_id": self.service.id, "resource_id": self.practitioner.id, "discount": 10},
            {"product_id": self.product.id},
        ]
        visit = self.make_visit(self.make_client(), "2021-07-01", lines=lines)
        service, product = visit.line_ids
        self.assertEqual((service.commission_base, service.commission_amount), (18, 9))
        self.assertEqual((product.commission_base, product.commission_amount), (0, 0))
        self.assertEqual((visit.amount_service, visit.amount_product, visit.amount_total), (18, 9, 27))

    def test_commission_after_a_standing_discount(self):
        """YC1: what a client's discount leaves is the base, however many visits are recorded at once."""
        client = self.make_client(clientele_personal_discount=10)
        line = {"product_id": self.service.id, "resource_id": self.practitioner.id}
        values = {"partner_id": client.id, "state": "done", "line_ids": [Command.create(line)]}
        visits = self.env["clientele.visit"].create([dict(values), dict(values)])
        self.assertEqual(visits.line_ids.mapped("commission_base"), [18, 18])
        self.assertEqual(visits.line_ids.mapped("commission_amount"), [9, 9])
        self.assertFacts(client, deal_count=2, spent=36)

    def test_typed_client_is_found_or_made(self):
        """DESIGN 2, YC2: by phone in E.164, by e-mail, or a new client."""
        ann = self.make_client("Ann", phone="+359 888 123 456", email="ann@example.com")
        Visit = self.env["clientele.visit"]
        self.assertEqual(Visit.create({"client_phone": "0888 123 456"}).partner_id, ann)
        self.assertEqual(Visit.create({"client_email": "ANN@example.com"}).partner_id, ann)
        made = Visit.create({"client_name": "Bob", "client_phone": "0888 777 777", "source": "phone"}).partner_id
        self.assertEqual((made.name, made.phone_sanitized), ("Bob", "+359888777777"))
        self.assertTrue(made.is_client)
        self.assertEqual(made.created_from, "phone")
        with self.assertRaisesRegex(ValidationError, "Choose the client"):
            Visit.create({})

    def test_form_shows_whose_phone_it_is(self):
        ann = self.make_client("Ann", phone="+359 888 123 456")
        with Form(self.env["clientele.visit"]) as form:
            form.client_phone = "0888123456"
            self.assertEqual(form.partner_id, ann)

    def test_day_is_the_branch_wall(self):
        """DF3: 22:30 UTC is the next day in Sofia."""
        client = self.make_client()
        visit = self.make_visit(client, "2021-07-01", start=datetime(2021, 7, 1, 20, 59))
        self.assertEqual(visit.day, date(2021, 7, 1))
        visit.start = datetime(2021, 7, 1, 21, 0)
        self.assertEqual(visit.day, date(2021, 7, 2))
        self.assertFacts(client, last_visit=date(2021, 7, 2))

    def test_states(self):
        visit = self.make_visit(self.make_client(), "2021-07-21", state="booked")
        visit.action_confirm()
        visit.action_arrive()
        visit.action_done()
        self.assertEqual((visit.state, visit.amount_paid, visit.amount_due), ("done", 20, 0))
        self.assertTrue(visit.done_at)
        with self.assertRaisesRegex(UserError, "reopen"):
            visit.action_cancel()
        visit.action_reopen()
        visit.action_no_show()
        self.assertEqual(visit.state, "no_show")

    def test_only_done_counts(self):
        """DF1: a visit that is not done counts nowhere but in the next booking."""
        client = self.make_client()
        for hour, state in enumerate(("booked", "confirmed", "arrived", "no_show", "cancelled"), start=9):
            self.make_visit(client, "2021-07-22", state=state, at=time(hour))
        self.assertFacts(client, visit_count=0, deal_count=0, spent=0, last_visit=False, flag=False)
        self.assertFacts(client, last_open_booking=date(2021, 7, 22))

    def test_sale_without_client(self):
        """TR21: a sale to nobody in particular is a deal of nobody."""
        sale = self.env["clientele.visit"].create(
            {"kind": "sale", "state": "done", "line_ids": [Command.create({"product_id": self.product.id})]}
        )
        self.assertFalse(sale.partner_id)
        self.assertEqual(sale.amount_product, 9)

    def test_stop_before_start_is_refused(self):
        visit = self.make_visit(self.make_client(), "2021-07-01", state="booked")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            visit.stop = datetime(2021, 6, 30)
            visit.flush_recordset()

    def test_moved_behind_its_end(self):
        """A visit can move to any later time, whatever is read before its new end was worked out."""
        visit = self.make_visit(self.make_client(), "2021-07-01", state="booked")
        self.env.flush_all()
        self.env.invalidate_all()
        visit.start = datetime(2021, 7, 20, 6, 0)
        self.assertIn(visit, visit.search([("start", ">", datetime(2021, 7, 15))]))
        self.assertEqual(visit.line_ids.stop, visit.stop)
        self.assertEqual(visit.stop, datetime(2021, 7, 20, 7, 0))

    def test_archived_stays_selectable(self):
        """DF6: who left and what is no longer offered are still shown, found and grouped by."""
        visit = self.make_visit(self.make_client(), "2021-07-01")
        self.practitioner.active = False
        self.service.active = False
        visit.invalidate_recordset()
        self.assertEqual(visit.practitioner_ids, self.practitioner)
        mine = [("id", "=", visit.id)]
        for condition in (("practitioner_ids", "ilike", "Maria"), ("line_ids.product_id", "ilike", "Haircut")):
            with self.subTest(condition=condition):
                self.assertEqual(visit.search([*mine, condition]), visit)
        groups = visit.line_ids._read_group([("visit_id", "=", visit.id)], ["resource_id"], ["__count"])
        self.assertEqual(groups, [(self.practitioner, 1)])

    def test_practitioner_sees_own_visits(self):
        user = self.make_user("practitioner")
        self.practitioner.user_id = user
        other = self.env["resource.resource"].create({"name": "Olga", "is_practitioner": True})
        client = self.make_client()
        own = self.make_visit(client, "2021-07-01")
        self.make_visit(client, "2021-07-02", lines=[{"product_id": self.service.id, "resource_id": other.id}])
        self.assertEqual(self.env["clientele.visit"].with_user(user).search([("partner_id", "=", client.id)]), own)

    def test_reception_of_one_branch(self):
        """DESIGN 7: visits of another branch stay with that branch."""
        second = self.env["clientele.branch"].create({"name": "Second", "tz": "Europe/Sofia"})
        client = self.make_client()
        own = self.make_visit(client, "2021-07-01")
        self.make_visit(client, "2021-07-02", branch_id=second.id)
        user = self.make_user("receptionist")
        visits = self.env["clientele.visit"].with_user(user)
        self.assertEqual(len(visits.search([("partner_id", "=", client.id)])), 2)
        user.clientele_branch_ids = self.branch
        self.assertEqual(visits.search([("partner_id", "=", client.id)]), own)

    def test_base_per_branch(self):
        """YC4: shared by default; per branch where the company says so, and search stays company-wide."""
        second = self.env["clientele.branch"].create({"name": "Second", "tz": "Europe/Sofia"})
        theirs = self.make_client("Theirs", clientele_branch_id=second.id)
        user = self.make_user("receptionist", "contact_data")
        user.clientele_branch_ids = self.branch
        listed = self.env["res.partner"].with_user(user).search_count
        domain = [("id", "=", theirs.id), ("clientele_listed", "=", True)]
        self.assertEqual(listed(domain), 1)
        self.company.clientele_base_per_branch = True
        self.assertEqual(listed(domain), 0)
        self.assertEqual(listed([("clientele_search", "ilike", "Theirs")]), 1)
