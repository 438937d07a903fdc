import io
from datetime import timedelta

import openpyxl

from odoo.tests import HttpCase, tagged

from .test_export import ExportCase


@tagged("post_install", "-at_install")
class TestExportLink(ExportCase, HttpCase):
    """YC13: the file is reached by the link that was e-mailed, by its user, as long as it is kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("clientele.today", str(cls.today))
        cls.ann = cls.make_client("Ann")
        job = cls.Export.create({"domain": repr([("id", "=", cls.ann.id)]), "field_names": ["complete_name"]})
        cls.job_id = job.id

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self.env(cr=cr, su=True)["clientele.export"]._cron_run()
        self.env.invalidate_all()
        self.export = self.env["clientele.export"].browse(self.job_id)
        self.assertEqual(self.export.state, "done", self.export.error)
        self.url = self.export._page_url()

    def fetch(self, url=None):
        """Press the button on the page."""
        page = self.url_open(url or self.url)
        if page.status_code != 200:
            return page
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.url_open(f"{url or self.url}/file", data={"csrf_token": token})

    def test_the_link_is_e_mailed_to_who_asked(self):
        mail = self.env["mail.mail"].search([("model", "=", "clientele.export"), ("res_id", "=", self.export.id)])
        self.assertEqual(len(mail), 1)
        self.assertIn("boss@example.com", mail.email_to)
        self.assertIn(self.url, mail.body_html)
        self.assertIn("Number of clients: 1", mail.body_html)
        self.assertFalse(mail.attachment_ids)

    def test_from_the_link_to_the_file(self):
        self.authenticate(self.user.login, self.user.login)
        page = self.url_open(self.url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Chosen by hand: 1", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        response = self.fetch()
        self.assertEqual(response.status_code, 200)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertIn(self.export._file_name(), response.headers["Content-Disposition"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        self.assertEqual([cell.value for cell in sheet["A"]], ["Name", "Ann"])

    def test_looking_changes_nothing_and_fetching_is_logged(self):
        self.authenticate(self.user.login, self.user.login)
        self.url_open(self.url)
        self.assertEqual(self.events(self.export), ["asked", "done"])
        self.fetch()
        self.fetch()
        self.assertEqual(self.events(self.export), ["asked", "done", "downloaded", "downloaded"])
        self.assertTrue(self.export.log_ids[0].address)

    def test_a_post_without_the_form(self):
        self.authenticate(self.user.login, self.user.login)
        with self.assertLogs("odoo.http", "WARNING"):
            response = self.url_open(f"{self.url}/file", data={"a": "b"})
        self.assertEqual(response.status_code, 400)
        self.assertEqual(self.url_open(f"{self.url}/file").status_code, 405)
        self.assertEqual(self.events(self.export), ["asked", "done"])

    def test_who_is_not_logged_in(self):
        response = self.url_open(self.url, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    def test_the_same_answer_to_whatever_is_wrong(self):
        """Foreign, missing, another token: nobody learns which."""
        answers = set()

        def look(url):
            response = self.url_open(url)
            answers.add((response.status_code, response.text.partition("csrf_token")[0].partition("<h1")[2]))
            return response.status_code

        other = self.make_user("admin", "export")
        self.authenticate(other.login, other.login)
        self.assertEqual(look(self.url), 404)
        self.authenticate(self.user.login, self.user.login)
        for url in (
            f"/clientele/export/{self.export.id}/{'x' * 43}",
            f"/clientele/export/{self.export.id}/False",
            f"/clientele/export/{self.export.id + 1000}/{self.export.token}",
            f"/clientele/export/{self.export.id}/%C3%A9",
        ):
            with self.subTest(url=url):
                self.assertEqual(look(url), 404)
        self.user.group_ids -= self.env.ref("clientele.clientele_group_export")
        self.assertEqual(look(self.url), 404)
        self.assertEqual(len(answers), 1)

    def test_web_content_does_not_give_the_file(self):
        self.authenticate(self.user.login, self.user.login)
        for url in (
            f"/web/content/clientele.export/{self.export.id}/file",
            f"/web/content/{self.export._attachments().id}",
        ):
            with self.subTest(url=url):
                self.assertNotEqual(self.url_open(url).status_code, 200)

    def test_expiry(self):
        """The link works on the third day, and not after; the file is gone then, the log is not."""
        self.authenticate(self.user.login, self.user.login)
        parameters = self.env["ir.config_parameter"]
        self.assertEqual(self.export.expires_at, self.env["clientele.branch"]._now() + timedelta(days=3))
        parameters.set_param("clientele.today", "2021-07-23")
        self.assertEqual(self.fetch().status_code, 200)
        parameters.set_param("clientele.today", "2021-07-24")
        self.assertEqual(self.fetch().status_code, 404)
        jobs = self.env["clientele.export"].with_context(clientele_today=False)
        path = self.export._attachments()
        self.assertTrue(path)
        jobs._gc_files()
        self.assertFalse(self.export._attachments())
        self.assertEqual(self.events(self.export)[-1], "removed")
        count = len(self.events(self.export))
        jobs._gc_files()
        self.assertEqual(len(self.events(self.export)), count)

    def test_days_that_the_company_says(self):
        self.company.clientele_export_days = 10
        job = self.ask(self.ann)
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self.env(cr=cr, su=True)["clientele.export"]._cron_run()
        job.invalidate_recordset()
        self.assertEqual(job.expires_at, self.env["clientele.branch"]._now() + timedelta(days=10))

    def test_csv(self):
        job = self.ask(self.ann, file_format="csv")
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self.env(cr=cr, su=True)["clientele.export"]._cron_run()
        job.invalidate_recordset()
        self.authenticate(self.user.login, self.user.login)
        response = self.fetch(job.sudo()._page_url())
        self.assertEqual(response.headers["Content-Type"], "text/csv; charset=utf-8")
        self.assertEqual(response.content.decode("utf-8-sig"), "Name\r\nAnn\r\n")
