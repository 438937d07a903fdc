from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools.safe_eval import safe_eval

from .test_service_terms import ServiceCase


class PackageCase(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manicure = cls.make_service("Manicure", 30)
        cls.massage = cls.make_service("Massage", 55)
        cls.manicure.clientele_duration = 45

    @classmethod
    def make_package(cls, *services, **values):
        lines = [Command.create({"product_id": service.id}) for service in services]
        return cls.env["clientele.package"].create({"name": "Party", "line_ids": lines, **values})


@tagged("post_install", "-at_install")
class TestPackages(PackageCase):
    """FO3: packages of any mix of services."""

    def test_sums(self):
        package = self.make_package(self.service, self.manicure)
        self.assertEqual((package.duration, package.amount_single, package.amount), (105, 50, 50))
        self.assertEqual(package.saving, 0)
        package.write({"price": 45, "line_ids": [Command.update(package.line_ids[0].id, {"quantity": 2})]})
        self.assertEqual((package.duration, package.amount_single, package.amount), (165, 70, 45))
        self.assertEqual((package.saving, package.services), (25, "Haircut × 2, Manicure"))

    def test_lines_of_a_visit(self):
        """A line for each time, at the services' own prices."""
        package = self.make_package(self.service, self.manicure)
        package.line_ids[1].quantity = 2
        client = self.make_client(clientele_personal_discount=10)
        visit = self.make_visit(client, "2021-07-25", "booked", package._prepare_visit_lines())
        self.assertEqual(visit.line_ids.product_id, self.service | self.manicure)
        self.assertEqual(visit.line_ids.mapped("amount"), [18, 27, 27])
        self.assertEqual(visit.line_ids.package_id, package)

    def test_price_is_shared_out_to_the_cent(self):
        """And is not lowered again by the client's discount."""
        package = self.make_package(self.service, self.service, self.service, price=50)
        client = self.make_client(clientele_personal_discount=10)
        visit = self.make_visit(client, "2021-07-25", "booked", package._prepare_visit_lines())
        self.assertEqual(visit.line_ids.mapped("amount"), [16.67, 16.66, 16.67])
        self.assertEqual((visit.amount_total, sum(visit.line_ids.mapped("discount"))), (50, 0))
        package = self.make_package(self.service, self.manicure, self.massage, price=99.99)
        visit = self.make_visit(client, "2021-07-25", "booked", package._prepare_visit_lines())
        self.assertEqual(visit.line_ids.mapped("amount"), [19.05, 28.56, 52.38])

    def test_price_of_free_services(self):
        free = self.make_service("Consultation", 0)
        lines = self.make_package(free, free, price=9.99)._prepare_visit_lines()
        self.assertEqual([line["price_unit"] for line in lines], [5.0, 4.99])

    def test_price_stays_whoever_performs(self):
        """Commission is taken on the share; another client or practitioner does not bring the list price back."""
        package = self.make_package(self.service, self.manicure, price=40)
        self.perform(self.olga, price=99)
        visit = self.make_visit(self.make_client(), "2021-07-25", "booked", package._prepare_visit_lines())
        visit.line_ids.resource_id = self.olga
        visit.line_ids[0].resource_id = self.practitioner
        visit.partner_id = self.make_client("Bob", clientele_personal_discount=10)
        self.assertEqual(visit.line_ids.mapped("amount"), [16, 24])
        self.assertEqual(visit.line_ids[0].commission_amount, 8)

    def test_another_service_leaves_the_package(self):
        package = self.make_package(self.service, self.manicure, price=40)
        visit = self.make_visit(self.make_client(), "2021-07-25", "booked", package._prepare_visit_lines())
        line = visit.line_ids[0]
        line.product_id = self.massage
        self.assertFalse(line.package_id)
        self.assertEqual((line.price_unit, line.amount), (55, 55))

    def test_chosen_on_the_form(self):
        """The lines come behind those that are there, and the chooser is empty again."""
        package = self.make_package(self.manicure, self.massage, price=60)
        with Form(self.env["clientele.visit"]) as form:
            form.partner_id = self.make_client()
            with form.line_ids.new() as line:
                line.product_id = self.service
            form.package_id = package
            self.assertFalse(form.package_id)
            with form.line_ids.edit(1) as line:
                line.resource_id = self.olga
        lines = form.record.line_ids
        self.assertEqual(lines.product_id.mapped("name"), ["Haircut", "Manicure", "Massage"])
        self.assertEqual(lines.mapped("amount"), [20, 21.18, 38.82])
        self.assertEqual(lines.mapped("package_id"), package)

    def test_offered_in_its_branch(self):
        second = self.env["clientele.branch"].create({"name": "Second", "tz": "Europe/Sofia"})
        everywhere = self.make_package(self.service)
        there = self.make_package(self.manicure, branch_id=second.id)
        visit = self.make_visit(self.make_client(), "2021-07-25", "booked")
        names = {"company_id": visit.company_id.id, "branch_id": visit.branch_id.id}
        offered = self.env["clientele.package"].search(safe_eval(visit._fields["package_id"].domain, names))
        self.assertIn(everywhere, offered)
        self.assertNotIn(there, offered)

    def test_made_from_the_services_list(self):
        """In one step: select, press, save."""
        services = (self.service | self.manicure).product_tmpl_id
        action = services.action_clientele_make_package()
        with Form(self.env["clientele.package"].with_context(**action["context"])) as form:
            self.assertEqual((form.name, form.amount, form.duration), ("Haircut + Manicure", 50, 105))
        self.assertEqual(form.record.line_ids.product_id, self.service | self.manicure)
        with self.assertRaisesRegex(UserError, "Shampoo is no service"):
            (services | self.product.product_tmpl_id).action_clientele_make_package()

    def test_bad_input_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Add the services that make up Party"), self.cr.savepoint():
            self.make_package()
        with self.assertRaisesRegex(ValidationError, "Shampoo is no service"), self.cr.savepoint():
            self.make_package(self.product)
        with self.assertRefused("clientele.package", "cannot be negative"):
            self.make_package(self.service, price=-1)
        package = self.make_package(self.service)
        for quantity in (0, -1, 21):
            with self.subTest(quantity=quantity), self.assertRefused("clientele.package.line", "1 to 20 times"):
                package.line_ids.quantity = quantity
        with self.assertRaisesRegex(ValidationError, "Add the services"), self.cr.savepoint():
            package.line_ids = [Command.clear()]

    def test_of_one_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.manicure.company_id = other
        with self.assertRaisesRegex(UserError, "company"), self.cr.savepoint():
            self.make_package(self.manicure)
        with self.assertRaisesRegex(UserError, "company"), self.cr.savepoint():
            self.make_package(self.service, branch_id=other.clientele_branch_ids.id)
        theirs = self.make_package(self.service, company_id=other.id)
        self.assertNotIn(theirs, theirs.with_user(self.make_user("manager")).search([]))

    def test_service_that_is_gone(self):
        package = self.make_package(self.service, self.manicure)
        self.manicure.active = False
        with self.assertRaisesRegex(UserError, "Manicure is not offered any more"):
            package._prepare_visit_lines()

    def test_who_may_make_packages(self):
        reception, manager = self.make_user("receptionist"), self.make_user("manager")
        package = self.make_package(self.service)
        self.assertTrue(package.with_user(reception)._prepare_visit_lines())
        with self.assertRaises(AccessError):
            package.with_user(reception).price = 5
        package.with_user(manager).price = 5


@tagged("post_install", "-at_install")
class TestCatalogueTours(PackageCase, HttpCase):
    services = "/odoo/action-clientele.clientele_service_action"

    def test_package(self):
        """FO3: made in one step from the list of services, added to a visit in one step."""
        cut, colour = self.make_service("Tour cut", 30), self.make_service("Tour colour", 70)
        ann = self.make_client("Tour Ann", phone="+359 888 123 456")
        self.start_tour(self.services, "clientele_package", login="admin")
        lines = ann.clientele_recent_visit_ids.line_ids
        self.assertEqual(lines.product_id, cut | colour)
        self.assertEqual(lines.mapped("amount"), [27, 63])
        self.assertEqual(lines.package_id.price, 90)

    def test_service_parameters(self):
        """FO2: Save and Discard."""
        service = self.make_service("Tour cut", 30)
        self.start_tour(self.services, "clientele_service_parameters", login="admin")
        self.assertEqual(service.clientele_duration, 90)
        self.assertEqual((service.clientele_gap_ids.start, service.clientele_gap_ids.duration), (30, 40))
