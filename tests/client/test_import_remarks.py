import base64
import csv
import io
import zipfile

from odoo.tests import HttpCase, new_test_user, tagged

LINES = ["Name;Phone;Date of birth", "Anna;=1+2;31.02.1990", "Boris;0888123456;", ";;", '"";;01.01.1990']
ADDRESS = "/clientele/import/%s/problems"


@tagged("post_install", "-at_install")
class TestImportRemarks(HttpCase):
    """What was refused or is odd can be downloaded, mended and imported again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,clientele.clientele_group_%s"
        cls.manager = new_test_user(cls.env, "import_manager", groups=groups % "manager")
        cls.receptionist = new_test_user(cls.env, "import_receptionist", groups=groups % "receptionist")
        cls.env.company.country_id = cls.env.ref("base.bg")
        content = base64.b64encode("\n".join(LINES).encode())
        cls.job = (
            cls.env["clientele.import"]
            .with_user(cls.manager)
            .create({"kind": "client", "file": content, "file_name": "май.csv"})
        )
        cls.job.action_read()
        cls.job.action_check()

    def test_table(self):
        """Only rows with remarks; no text of the file becomes a formula."""
        self.authenticate("import_manager", "import_manager")
        answer = self.url_open(ADDRESS % self.job.id + "?format=csv")
        self.assertEqual(answer.status_code, 200)
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        self.assertEqual(rows[0], ["Name", "Phone", "Date of birth", "Row", "Remark"])
        self.assertEqual(
            [row[:4] for row in rows[1:]], [["Anna", "'=1+2", "31.02.1990", "2"], ["", "", "01.01.1990", "5"]]
        )
        self.assertIn("31.02.1990", rows[1][4])

    def test_workbook(self):
        self.authenticate("import_manager", "import_manager")
        answer = self.url_open(ADDRESS % self.job.id)
        self.assertIn("_remarks.xlsx", answer.headers["Content-Disposition"])
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        self.assertIn("=1+2", sheet)
        self.assertNotIn("<f>", sheet)

    def test_rights(self):
        """Whoever may not see the import gets the same answer as for one that does not exist."""
        self.authenticate("import_receptionist", "import_receptionist")
        foreign, missing = self.url_open(ADDRESS % self.job.id), self.url_open(ADDRESS % 10**8)
        self.assertEqual((foreign.status_code, missing.status_code), (404, 404))
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(ADDRESS % self.job.id).url)
