import base64
from io import BytesIO

from PIL import Image

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .test_service_terms import ServiceCase


def photo(size):
    """:return: a red square as base64"""
    file = BytesIO()
    Image.new("RGB", (size, size), "red").save(file, "PNG")
    return base64.b64encode(file.getvalue())


def size_of(image):
    return Image.open(BytesIO(base64.b64decode(image))).size


@tagged("post_install", "-at_install")
class TestPractitioners(ServiceCase):
    """FO10: practitioners, rooms and equipment stand in branches, have a photo and leave when nothing is booked."""

    def make_room(self, name="Room 1", **values):
        values = {"name": name, "resource_type": "material", "clientele_use": "room", **values}
        return self.env["resource.resource"].create(values)

    def make_second_branch(self):
        return self.env["clientele.branch"].create({"name": "Second", "tz": "Europe/Sofia"})

    def test_the_only_branch_needs_no_name(self):
        self.assertEqual(self.make_room().branch_ids, self.branch)
        nina = self.env["resource.resource"].create({"name": "Nina", "is_practitioner": True})
        self.assertEqual(nina.branch_ids, self.branch)
        self.assertFalse(self.env["resource.resource"].create({"name": "Clerk"}).branch_ids)
        context = safe_eval(self.env.ref("clientele.clientele_room_action").context)
        with Form(self.env["resource.resource"].with_context(**context), "clientele.clientele_room_view_form") as form:
            form.name = "Room 2"
            self.assertEqual(form.branch_ids.ids, self.branch.ids)
        self.assertEqual((form.record.resource_type, form.record.clientele_use), ("material", "room"))

    def test_a_branch_is_needed(self):
        self.make_second_branch()
        with self.assertRaisesRegex(ValidationError, "Choose the branches of Nina"), self.cr.savepoint():
            self.env["resource.resource"].create({"name": "Nina", "is_practitioner": True})
        with self.assertRaisesRegex(ValidationError, "Choose the branches where Room 1 is"), self.cr.savepoint():
            self.make_room()
        with self.assertRaisesRegex(ValidationError, "Choose the branches of Olga"), self.cr.savepoint():
            self.olga.branch_ids = [Command.clear()]
        self.olga.write({"active": False, "branch_ids": [Command.clear()]})
        with self.assertRaisesRegex(ValidationError, "Choose the branches of Olga"), self.cr.savepoint():
            self.olga.active = True

    def test_branch_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaisesRegex(ValidationError, "Other is a branch of Other, Olga belongs to"):
            self.olga.branch_ids = other.clientele_branch_ids

    def test_rooms_are_material(self):
        with self.assertRefused("resource.resource", "people are practitioners"):
            self.olga.clientele_use = "room"

    def test_photo(self):
        """The photo is what avatars show; without it, the employee's or user's picture."""
        self.olga.clientele_image = photo(1024)
        self.assertEqual(size_of(self.olga.clientele_image), (512, 512))
        self.assertEqual(size_of(self.olga.avatar_128), (128, 128))
        self.assertFalse(self.practitioner.avatar_128)

    def test_archiving_who_is_booked(self):
        """The sentence names the next visit; what is over, cancelled or moved away does not matter."""
        client = self.make_client("Ann")
        visit = self.make_visit(client, "2021-07-25", state="confirmed")
        self.make_visit(client, "2021-08-25", state="booked")
        self.make_visit(client, "2021-07-20", state="booked")
        with self.assertRaisesRegex(UserError, r"Maria is booked on 7/25/21, 9:00.AM \(Ann\)\. Move or cancel"):
            self.practitioner.active = False
        with self.assertRaisesRegex(UserError, "Maria is booked on 8/25/21"):
            visit.action_cancel()
            self.practitioner.action_archive()
        self.env["clientele.visit"].search([("partner_id", "=", client.id)]).line_ids.resource_id = self.olga
        self.practitioner.action_archive()
        self.assertFalse(self.practitioner.active)

    def test_archiving_a_room(self):
        """The time told is the client's, not that of the buffer."""
        room = self.make_room()
        self.service.clientele_buffer_before = 15
        lines = [{"product_id": self.service.id, "resource_id": self.olga.id, "room_id": room.id}]
        visit = self.make_visit(self.make_client("Ann"), "2021-07-25", state="booked", lines=lines)
        with self.assertRaisesRegex(UserError, "Room 1 is booked on 7/25/21, 9:00"):
            room.action_archive()
        visit.action_cancel()
        room.action_archive()
        self.assertFalse(room.active)

    def test_archiving_an_employee(self):
        employee = self.env["hr.employee"].create({"name": "Nina"})
        employee.action_clientele_make_practitioner()
        lines = [{"product_id": self.service.id, "resource_id": employee.resource_id.id}]
        self.make_visit(self.make_client(), "2021-07-25", state="booked", lines=lines)
        with self.assertRaisesRegex(UserError, "Nina is booked"), self.cr.savepoint():
            employee.action_archive()

    def test_make_practitioner(self):
        """An employee's resource serves clients, in the first branch; who does already stays as is."""
        second = self.make_second_branch()
        nina, vera = self.env["hr.employee"].create([{"name": "Nina"}, {"name": "Vera"}])
        vera.resource_id.write({"is_practitioner": True, "branch_ids": second.ids})
        action = (nina | vera).action_clientele_make_practitioner()
        self.assertTrue(nina.resource_id.is_practitioner)
        self.assertEqual(nina.resource_id.branch_ids, self.branch)
        self.assertEqual(vera.resource_id.branch_ids, second)
        self.assertIn(nina.resource_id, self.env["resource.resource"].search(action["domain"]))
        action = nina.action_clientele_make_practitioner()
        self.assertEqual((action["res_id"], [kind for __, kind in action["views"]]), (nina.resource_id.id, ["form"]))
        self.assertEqual(nina.resource_id.action_clientele_employee()["res_id"], nina.id)

    def test_who_may_make_practitioners(self):
        employee = self.env["hr.employee"].create({"name": "Nina"})
        with self.assertRaises(AccessError):
            employee.with_user(self.make_user("manager")).action_clientele_make_practitioner()
        employee.with_user(self.make_user("admin")).action_clientele_make_practitioner()
        self.assertTrue(employee.resource_id.is_practitioner)

    def test_imported_practitioners(self):
        """Who comes with a file works in the branch of the import."""
        second = self.make_second_branch()
        job = self.env["clientele.import"].new({"company_id": self.company.id, "branch_id": second.id})
        job.make_catalogue = True
        staff = self.env["clientele.import.catalogue"]._practitioners(job, ["Petya", "Maria"])
        self.assertEqual((staff["Petya"].branch_ids, staff["Maria"]), (second, self.practitioner))
