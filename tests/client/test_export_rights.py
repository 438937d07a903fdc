from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_export import RUN, ExportCase


@tagged("post_install", "-at_install")
class TestExportRights(ExportCase):
    """YC13, DESIGN 7: exporting needs its own right, and never shows more than the user sees elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls.make_client("Ann", phone="+359 888 123 456")
        cls.make_visit(cls.ann, "2021-07-01")
        cls.poor = cls.make_user("manager", "export")
        cls.poor.email = "poor@example.com"

    def test_only_with_the_right(self):
        admin = self.make_user("admin")
        admin.email = "admin@example.com"
        with self.assertRaises(AccessError):
            self.ask(self.ann, user=admin)
        self.assertFalse(self.Export.with_user(admin).has_access("read"))
        with self.assertRaises(AccessError):
            self.env["clientele.export.wizard"].with_user(admin).create({})

    def test_menus(self):
        for user, exports, log in ((self.user, True, True), (self.make_user("admin"), False, True)):
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertEqual(self.env.ref("clientele.clientele_export_menu").id in visible, exports)
            self.assertEqual(self.env.ref("clientele.clientele_export_log_menu").id in visible, log)

    def test_no_money_and_no_contacts_without_the_rights(self):
        """Not offered by the wizard, and refused where it is asked for past it."""
        names = self.env["res.partner"].with_user(self.poor)._clientele_exported()
        self.assertFalse({"clientele_spent", "clientele_debt", "clientele_turnover", "phone", "email"} & set(names))
        for name in ("clientele_spent", "phone", "password", "user_ids", "nonsense"):
            with self.subTest(field=name), self.assertRaisesRegex(UserError, "may not be exported"):
                self.ask(self.ann, [name], user=self.poor)

    def test_no_search_by_what_is_not_seen(self):
        """What is hidden must not be guessed from who is found, or in which order."""
        asked = {"field_names": ["complete_name"]}
        jobs = self.Export.with_user(self.poor)
        with self.assertRaises(AccessError):
            jobs.create({**asked, "domain": "[('clientele_spent', '>', 10)]"})
        with self.assertRaises(AccessError):
            jobs.create({**asked, "sort_by": "clientele_spent desc"})
        for order in ("complete_name; DROP TABLE res_partner", "(SELECT 1)", "nonsense"):
            with self.subTest(order=order), self.assertRaises(UserError):
                jobs.create({**asked, "sort_by": order})

    def test_a_right_that_was_taken_away(self):
        """The job looks again: between the question and the file rights may change."""
        job = self.ask(self.ann, ["clientele_spent"])
        self.user.group_ids -= self.env.ref("clientele.clientele_group_turnover")
        with mute_logger(RUN):
            self.run_jobs()
        self.assertEqual((job.sudo().state, job.sudo()._attachments().ids), ("failed", []))
        job = self.ask(self.ann)
        self.user.group_ids -= self.env.ref("clientele.clientele_group_export")
        with mute_logger(RUN):
            self.run_jobs()
        self.assertEqual(job.sudo().state, "failed")

    def test_who_asks_says_which_clients_and_fields_only(self):
        for name, value in (
            ("state", "done"),
            ("user_id", self.env.ref("base.user_admin").id),
            ("token", "known"),
            ("file", b"abcd"),
            ("expires_at", "2099-01-01 00:00:00"),
            ("row_count", 1),
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                self.ask(self.ann, **{name: value})
        job = self.ask(self.ann)
        for name, value in (("domain", "[]"), ("state", "done"), ("token", "known")):
            with self.subTest(field=name), self.assertRaises(AccessError):
                job.write({name: value})
        with self.assertRaises(AccessError):
            job.unlink()

    def test_token_and_file_are_read_by_nobody(self):
        job = self.exported(self.ann)
        for name in ("token", "file", "mail_link"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                job.read([name])
        with self.assertRaises(AccessError):
            self.env["ir.attachment"].with_user(self.user).browse(job._attachments().id).read(["raw"])

    def test_exports_of_others(self):
        job = self.ask(self.ann)
        other = self.make_user("admin", "export", "privacy")
        foreign = job.with_user(other)
        self.assertFalse(self.Export.with_user(other).search([]))
        for action in ("action_stop", "action_again", "action_open_page"):
            with self.subTest(action=action), self.assertRaises(AccessError):
                getattr(foreign, action)()

    def test_record_rules_of_who_asks(self):
        """A base that is kept per branch: staff export the clients of their own branches."""
        self.company.clientele_base_per_branch = True
        other = self.env["clientele.branch"].create({"name": "Other", "company_id": self.company.id})
        bob = self.make_client("Bob", clientele_branch_id=other.id)
        self.ann.clientele_branch_id = self.branch
        self.user.clientele_branch_ids = self.branch
        job = self.exported(self.ann + bob)
        self.assertEqual((self.rows(job), job.row_count), ([["Ann"]], 1))

    def test_clients_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = (
            self.env["res.partner"]
            .with_company(company)
            .create({"name": "Eve", "is_client": True, "company_id": company.id})
        )
        with self.assertRaisesRegex(UserError, "No client was found"):
            self.ask(foreign)

    # ---------------------------------------------------------------- core's export

    def test_core_does_not_export_clients(self):
        """ "Excel export only as an e-mailed link": also for who may export everything else."""
        admin = self.env.ref("base.user_admin")
        for records in (self.ann, self.ann._clientele_rows().sudo(False)):
            with self.subTest(model=records._name), self.assertRaisesRegex(UserError, "Clientele › Clients"):
                records.with_user(admin).export_data(["id"])
        self.ann.active = False
        with self.assertRaisesRegex(UserError, "Clientele › Clients"):
            self.ann.with_user(admin).export_data(["name"])

    def test_core_exports_others_as_ever(self):
        admin = self.env.ref("base.user_admin")
        supplier = self.env["res.partner"].create({"name": "Supplier"})
        self.assertEqual(supplier.with_user(admin).export_data(["name"]), {"datas": [["Supplier"]]})
        with self.assertRaises(UserError):
            (supplier + self.ann).with_user(admin).export_data(["name"])
        self.assertEqual(self.ann.sudo().export_data(["name"]), {"datas": [["Ann"]]})
