from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .test_export import ExportCase


@tagged("post_install", "-at_install")
class TestExportLog(ExportCase):
    """YC13: a log of who, when, which filter, fields and how many rows; and the wizard that asks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob = cls.make_client("Ann"), cls.make_client("Bob")
        cls.Wizard = cls.env["clientele.export.wizard"].with_user(cls.user)

    def wizard(self, clients=None, **context):
        if clients is not None:
            context["active_ids"] = clients.ids
        return self.Wizard.with_context(**context)

    def test_logged_before_there_is_a_file(self):
        """Who, when, which clients in words and as a search, which fields, how many."""
        job = self.ask(self.ann + self.bob, ["complete_name", "gender"])
        row = job.log_ids.sudo()
        self.assertEqual((row.event, job.state), ("asked", "queued"))
        self.assertEqual((row.user_id, row.user_name), (self.user, self.user.name))
        self.assertEqual(row.date, self.env["clientele.branch"]._now())
        self.assertEqual(row.filter_words, "Chosen by hand: 2")
        self.assertEqual(row.domain, repr([("id", "in", (self.ann + self.bob).ids)]))
        self.assertEqual((row.field_labels, row.row_count, row.file_format), ("Name, Gender", 2, "xlsx"))
        self.run_jobs()
        self.assertEqual(self.events(job), ["asked", "done"])

    def test_nobody_changes_the_log(self):
        row = self.ask(self.ann).log_ids
        for user in (self.user, self.env.ref("base.user_admin"), self.env.ref("base.user_root")):
            for records in (row.with_user(user), row.sudo()):
                with self.assertRaises(AccessError):
                    records.write({"row_count": 0})
                with self.assertRaises(AccessError):
                    records.unlink()
        with self.assertRaises(AccessError):
            self.env["clientele.export.log"].with_user(self.user).create({"event": "asked"})

    def test_the_log_outlives_the_user(self):
        other = self.make_user("receptionist", "export")
        other.email = "gone@example.com"
        job = self.ask(self.ann, user=other)
        name = other.name
        other.sudo().unlink()
        self.env.invalidate_all()
        row = self.env["clientele.export.log"].search([("domain", "=", job.sudo().domain)])
        self.assertEqual((row.user_id.ids, row.user_name), ([], name))

    def test_who_reads_the_log(self):
        self.ask(self.ann)
        Log = self.env["clientele.export.log"]
        for role, rights, reads in (
            ("receptionist", (), False),
            ("receptionist", ("export",), False),
            ("receptionist", ("privacy",), True),
            ("manager", (), True),
        ):
            with self.subTest(role=role, rights=rights):
                self.assertEqual(Log.with_user(self.make_user(role, *rights)).has_access("read"), reads)

    def test_the_file_from_the_log(self):
        """Only who asked, and holds the right, comes from the log to the file."""
        job = self.exported(self.ann)
        row = job.log_ids[:1]
        self.assertTrue(row.can_open)
        self.assertIn(f"/clientele/export/{job.id}/", row.action_open_page()["url"])
        for user in (self.make_user("admin"), self.make_user("admin", "export", "privacy")):
            self.assertFalse(row.with_user(user).can_open)
            with self.assertRaises(AccessError):
                row.with_user(user).action_open_page()

    def test_search_in_words(self):
        group = self.env["clientele.group"].create({"name": "Gold", "company_id": self.company.id})
        for domain, words in (
            ([], "All clients"),
            ([("clientele_listed", "=", True)], "All clients"),
            ([("gender", "=", "female")], "Gender is Female"),
            ([("clientele_group_id", "=", group.id)], "Group is Gold"),
            ([("clientele_group_id", "in", [group.id])], "Group is one of Gold"),
            ([("birthdate_date", ">=", "1990-01-01")], "Date of birth from 1990-01-01"),
            ([("clientele_vip", "=", True), ("name", "ilike", "Ann")], "VIP is yes and Name contains Ann"),
            (["|", ("gender", "=", False), ("clientele_vip", "!=", True)], "Gender is empty or VIP is not yes"),
            (["!", ("gender", "=", "male")], "Gender is not Male"),
            ([("child_ids.name", "=", "Bob")], "child_ids.name is Bob"),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(self.env["res.partner"]._clientele_in_words(domain), words)

    # ---------------------------------------------------------------- the wizard

    def test_selected_clients(self):
        wizard = Form(self.wizard(self.ann + self.bob))
        self.assertEqual((wizard.client_count, wizard.filter_words), (2, "Chosen by hand: 2"))
        self.assertEqual(wizard.email, "boss@example.com")
        action = wizard.save().action_export()
        job = self.env["clientele.export"].browse(action["res_id"])
        self.assertEqual((job.user_id, job.row_count, job.state), (self.user, 2, "queued"))

    def test_archived_clients_that_were_selected(self):
        self.bob.active = False
        self.assertEqual(Form(self.wizard(self.ann + self.bob)).client_count, 2)

    def test_all_that_were_found(self):
        """What the browser hands over as the list's search, with more clients than it can select."""
        search = ["&", ["clientele_listed", "=", True], ["complete_name", "ilike", "Bob"]]
        wizard = Form(self.wizard(clientele_domain=search, clientele_sort_by="complete_name DESC"))
        self.assertEqual((wizard.client_count, wizard.filter_words), (1, "Name contains Bob"))
        job = self.env["clientele.export"].browse(wizard.save().action_export()["res_id"])
        self.run_jobs()
        self.assertEqual(self.rows(job)[0][0], "Bob")

    def test_nothing_selected(self):
        self.assertEqual(Form(self.wizard(self.env["res.partner"])).client_count, 0)

    def test_fields_are_remembered(self):
        """The first time the usual ones are proposed, then those of the last time, as far as they are allowed."""
        first = self.wizard(self.ann).create({})
        self.assertEqual(first.field_names[:3], ["complete_name", "phone", "email"])
        self.assertIn("clientele_visit_count", first.field_names)
        first.field_names = ["complete_name", "clientele_spent"]
        first.action_export()
        self.assertEqual(self.wizard(self.bob).create({}).field_names, ["complete_name", "clientele_spent"])
        self.user.group_ids -= self.env.ref("clientele.clientele_group_turnover")
        self.assertEqual(self.wizard(self.bob).create({}).field_names, ["complete_name"])

    def test_saved_fields(self):
        """A choice of fields has a name, and fields that one may not see stay away."""
        Preset = self.env["clientele.export.preset"].with_user(self.user)
        kept = Preset.with_context(default_field_names=["complete_name", "clientele_spent"]).name_create("Money")[0]
        with Form(self.wizard(self.ann)) as wizard:
            wizard.preset_id = Preset.browse(kept)
            self.assertEqual(wizard.field_names, ["complete_name", "clientele_spent"])
        other = self.make_user("receptionist", "export")
        self.assertFalse(Preset.with_user(other).search([]))
        Preset.browse(kept).user_id = False
        shared = Form(self.wizard(self.ann).with_user(other))
        shared.preset_id = Preset.browse(kept)
        self.assertEqual(shared.field_names, ["complete_name"])

    def test_choices_are_what_the_user_may_export(self):
        names = [choice["name"] for choice in self.wizard(self.ann).create({}).choices]
        self.assertEqual(names, self.env["res.partner"].with_user(self.user)._clientele_exported())
        self.assertEqual(len(names), len(set(names)))
