import base64
import io
from unittest.mock import patch

import xlsxwriter

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, email_normalize, mute_logger

from ...models.client.clientele_import_file import normal_email
from ..common import ClienteleCase


class ImportCase(ClienteleCase):
    """Files are written as rows of texts; ``bring`` takes one through all steps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("manager", "contact_data", "turnover")
        cls.Import = cls.env["clientele.import"].with_user(cls.manager)

    def upload(self, *lines, kind="client", name="clients.csv", source="crm", **values):
        content = "\n".join(lines).encode() if lines and isinstance(lines[0], str) else lines[0]
        values = {**values, **({"source": source} if source else {})}
        return self.Import.create({"kind": kind, "file": base64.b64encode(content), "file_name": name, **values})

    def checked(self, *lines, **values):
        job = self.upload(*lines, **values)
        job.action_read()
        self.assertFalse(job.error)
        job.action_check()
        self.assertEqual(job.state, "ready", job.error)
        return job

    def bring(self, *lines, **values):
        job = self.checked(*lines, **values)
        self.run_job(job)
        return job

    def run_job(self, job):
        job.action_run()
        self.work(job)
        self.assertEqual(job.state, "done", job.error)

    def work(self, job):
        """What the background job does, without its commits."""
        with self.no_commit():
            job._as_its_user()._work()
        job.invalidate_recordset()

    def start(self, job):
        with self.no_commit():
            return job._start()

    def no_commit(self):
        return patch.object(self.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: float("inf"))

    def outcomes(self, job):
        return job.row_ids.sorted("number").mapped("outcome")

    def client(self, **domain):
        found = self.env["res.partner"].search([(name, "=", value) for name, value in domain.items()])
        self.assertEqual(len(found), 1, domain)
        return found

    def count(self, *models):
        return [self.env[model].with_context(active_test=False).search_count([]) for model in models]


@tagged("post_install", "-at_install")
class TestImportClients(ImportCase):
    def test_whole_client(self):
        """Every field of a client arrives, leading zeros too."""
        self.env["clientele.branch"].create({"name": "Centre", "tz": "Europe/Sofia", "company_id": self.company.id})
        job = self.bring(
            "Client ID;Name;Phone;E-mail;Birthday;Gender;Group;Labels;VIP;Discount;Card number;Comment;Branch;City",
            '00004;Anna Ivanova;0888 123 456;Anna@X.bg;21.07.1990;f;Gold;"laser, nails";да;10;0077;tea;Centre;Sofia',
        )
        self.assertEqual(job.column_ids.mapped("field")[:3], ["client_ref", "name", "phone"])
        anna = self.client(ref="00004")
        self.assertEqual(
            (anna.name, anna.phone, anna.phone_sanitized), ("Anna Ivanova", "0888 123 456", "+359888123456")
        )
        self.assertEqual((anna.email, anna.email_normalized, anna.gender), ("Anna@X.bg", "anna@x.bg", "female"))
        self.assertEqual((str(anna.birthdate_date), anna.created_from, anna.city), ("1990-07-21", "import", "Sofia"))
        row = anna.clientele_client_ids
        self.assertEqual((row.company_id, row.branch_id.name, row.group_id.name), (self.company, "Centre", "Gold"))
        self.assertEqual((row.vip, row.personal_discount, row.card_number, row.note), (True, 10, "0077", "tea"))
        self.assertEqual(row.label_ids.mapped("name"), ["laser", "nails"])
        self.assertEqual((row.visit_count, row.spent), (0, 0), "the facts of a new client are there")

    def test_stored_as_by_the_orm(self):
        """Column by column, an imported client is what the ORM makes of the same values."""
        group = self.env["clientele.group"].create(
            {"name": "New ones", "company_id": self.company.id, "is_default": True}
        )
        values = {"name": "Anna Ivanova", "phone": "0888 123 456", "email": "Anna@X.bg", "ref": "7", "city": "Sofia"}
        self.bring(
            "Client ID;Name;Phone;E-mail;Gender;Birthday;City",
            "7;Anna Ivanova;0888 123 456;Anna@X.bg;f;1990-07-21;Sofia",
        )
        imported = self.client(ref="7")
        made = (
            self.env["res.partner"]
            .with_user(self.manager)
            .sudo()
            .create(
                {
                    **values,
                    "is_client": True,
                    "created_from": "import",
                    "gender": "female",
                    "birthdate_date": "1990-07-21",
                }
            )
        )
        made.clientele_branch_id = self.branch
        made.clientele_client_ids.flush_recordset()
        self.assertEqual(imported.clientele_group_id, group)
        self.env.flush_all()
        self.env["clientele.client"]._refresh((imported | made).ids)
        ours = {"id", "commercial_partner_id", "create_date", "write_date", "calendar_last_notif_ack"}
        self.assert_same_row(imported, made, ours)
        rows = imported.clientele_client_ids, made.clientele_client_ids
        self.assert_same_row(*rows, {"id", "partner_id", "create_date", "write_date", "added_on"})
        self.assertEqual(imported.commercial_partner_id, imported)

    def assert_same_row(self, imported, made, different):
        self.env.flush_all()
        rows = []
        for record in (imported, made):
            self.env.cr.execute(SQL("SELECT * FROM %s WHERE id = %s", SQL.identifier(record._table), record.id))
            rows.append(self.env.cr.dictfetchone())
        for name in rows[0].keys() - different:
            with self.subTest(column=name):
                self.assertEqual(rows[0][name], rows[1][name])

    def test_same_file_twice_changes_nothing(self):
        lines = ["Name;Phone", "Anna;0888123456", "Boris;", "Boris;"]
        job = self.bring(*lines)
        self.assertEqual((job.new_count, job.row_count), (3, 3))
        before = self.count("res.partner", "clientele.client", "clientele.import.key")
        written = self.env["res.partner"].search([("is_client", "=", True)]).mapped("write_date")
        again = self.bring(*lines)
        self.assertEqual(self.outcomes(again), ["match"] * 3)
        self.assertEqual(self.count("res.partner", "clientele.client", "clientele.import.key"), before)
        self.assertEqual(self.env["res.partner"].search([("is_client", "=", True)]).mapped("write_date"), written)
        # One row more is one client more.
        self.assertEqual(self.bring(*lines, "Boris;").new_count, 1)

    def test_match_by_number_phone_and_email(self):
        """Number first, then phone in any format, then e-mail."""
        anna = self.make_client("Anna", phone="0888 123 456")
        vera = self.make_client("Vera", email="vera@x.bg")
        job = self.bring(
            "Client ID;Name;Phone;E-mail",
            "1;Anna Ivanova;+359 888 123 456;",
            "2;Vera;;VERA@x.bg",
            "3;Dora;;",
        )
        self.assertEqual(self.outcomes(job), ["match", "match", "new"])
        self.assertEqual((anna.ref, vera.ref), ("1", "2"), "filled in what they lacked")
        # The number is remembered: now it outranks a changed phone.
        again = self.bring("Client ID;Name;Phone;E-mail", "1;Anna Ivanova;0888 999 999;a@x.bg")
        self.assertEqual(again.row_ids.partner_id, anna)
        self.assertEqual((anna.phone, anna.email), ("0888 123 456", "a@x.bg"))

    def test_clients_found_can_stay_as_they_are(self):
        anna = self.make_client("Anna", phone="0888 123 456")
        self.bring("Name;Phone;E-mail", "Anna;0888123456;a@x.bg", existing="keep")
        self.assertFalse(anna.email)

    def test_contacts_become_clients(self):
        """A contact that is known, but no client yet, becomes one."""
        contact = self.env["res.partner"].create({"name": "Anna", "email": "a@x.bg"})
        self.bring("Name;E-mail;VIP", "Anna;A@x.bg;1")
        self.assertTrue(contact.is_client)
        self.assertEqual((contact.created_from, contact.clientele_vip), ("import", True))

    def test_duplicates_inside_the_file(self):
        """Rows with one phone and agreeing names are one client; another name behind it is listed for decision."""
        job = self.checked(
            "Name;Phone;E-mail",
            "Anna;0888123456;",
            "Anna Ivanova;+359888123456;a@x.bg",
            "Maria;0888123456;",
            "Boris;;",
        )
        self.assertEqual(self.outcomes(job), ["new", "merge", "decide", "new"])
        self.assertEqual((job.new_client_count, job.decide_count), (2, 1))
        self.assertIn("belongs to Anna", job.row_ids.filtered(lambda row: row.outcome == "decide").problem)
        self.run_job(job)
        anna = self.client(phone_sanitized="+359888123456")
        self.assertEqual((anna.email, job.decide_count), ("a@x.bg", 1))

    def test_decisions(self):
        self.make_client("Anna", phone="0888123456")
        lines = ["Name;Phone", "Maria;0888123456", "Vera;0888123456"]
        job = self.bring(*lines)
        maria, vera = job.row_ids.sorted("number")
        maria.action_other_client()
        vera.action_same_client()
        self.run_job(job)
        self.assertEqual([maria.outcome, vera.outcome], ["new", "match"])
        self.assertEqual((job.new_client_count, job.decide_count, job.done_count), (1, 0, 2))
        self.assertEqual((maria.partner_id.name, vera.partner_id.name), ("Maria", "Anna"))
        # And by a rule for the whole file.
        job = self.bring("Name;Phone", "Dora;0888123456", "Dora;0888123456", duplicates="separate")
        self.assertEqual(self.outcomes(job), ["new", "merge"])

    def test_wrong_values_are_kept_and_reported(self):
        job = self.bring("Name;Phone;E-mail;Birthday", "Anna;12-34;anna at home;31.02.1990", ";;;1990-01-01")
        first, second = job.row_ids.sorted("number")
        self.assertEqual((first.outcome, second.outcome), ("new", "refused"))
        for text in ("12-34", "anna at home", "31.02.1990"):
            self.assertIn(text, first.problem)
        anna = self.client(name="Anna")
        self.assertEqual(
            (anna.phone, anna.phone_sanitized, anna.email, anna.email_normalized),
            ("12-34", False, "anna at home", False),
        )
        lines = list(job._problem_lines())
        self.assertEqual(lines[0][:4], ["Name", "Phone", "E-mail", "Birthday"])
        self.assertEqual([line[4] for line in lines], ["Row", "2", "3"])

    def test_preview_writes_nothing(self):
        before = self.count("res.partner", "clientele.client", "clientele.import.key", "clientele.group")
        self.checked("Name;Phone;Group", "Anna;0888123456;Gold")
        self.assertEqual(
            self.count("res.partner", "clientele.client", "clientele.import.key", "clientele.group"), before
        )

    def test_sends_nothing_and_opens_no_tasks(self):
        """YC6: no message, mail, activity or follower of a client."""
        models = ("mail.mail", "mail.activity", "sms.sms", "mail.followers")
        self.make_client("Anna", phone="0888123456")
        job = self.checked("Name;Phone;E-mail", "Anna;0888123456;a@x.bg", "Boris;0888123457;b@x.bg")
        before = self.count(*models)
        self.run_job(job)
        self.assertEqual(self.count(*models), before)
        made = self.client(name="Boris")
        self.assertFalse(self.env["mail.message"].search([("model", "=", "res.partner"), ("res_id", "=", made.id)]))

    def test_choices_are_remembered(self):
        job = self.upload("Nick;Tel", "Anna;0888123456")
        job.action_read()
        self.assertEqual(job.column_ids.mapped("field"), [False, "phone"])
        job.column_ids[0].field = "name"
        job.column_ids[1].field = False
        job.action_check()
        again = self.upload("Nick;Tel", "Boris;0888123457")
        again.action_read()
        self.assertEqual(again.column_ids.mapped("field"), ["name", False])

    def test_titles_above_the_headings(self):
        job = self.bring("Our clients", "", "Name;Phone", "Anna;0888123456")
        self.assertEqual(job.row_ids.number, 4)
        self.assertEqual(job.row_ids.partner_id.name, "Anna")

    def test_workbook(self):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["Имя", "Телефон", "День рождения"])
            sheet.write_row(1, 0, ["Анна", 888123456])
            sheet.write_datetime(1, 2, self.today.replace(year=1990), book.add_format({"num_format": "dd.mm.yyyy"}))
            sheet.write_formula(2, 0, '="Бо"&"рис"', None, "Борис")
        job = self.bring(stream.getvalue(), name="клиенты.xlsx")
        self.assertEqual(job.new_count, 2)
        anna = self.client(name="Анна")
        self.assertEqual((anna.phone_sanitized, str(anna.birthdate_date)), ("+359888123456", "1990-07-21"))
        self.assertTrue(self.client(name="Борис"), "a formula is read as its stored value")


@tagged("post_install", "-at_install")
class TestImportJob(ImportCase):
    @mute_logger("odoo.tools.mimetypes.guess_mimetype")  # where libmagic is missing, core tries to open the bad file
    def test_bad_files_load_nothing(self):
        for content, words in (
            (b"\0\1\2\3" * 9, "no table"),
            (b"Name;Phone\n", "no rows"),
            (b"PK\3\4rubbish", "damaged"),
        ):
            job = self.upload(content)
            job.action_read()
            self.assertEqual(job.state, "draft")
            self.assertIn(words, job.error)
            self.assertFalse(job.column_ids)

    def test_every_reading_error_has_its_sentence(self):
        from ...tools.sheet_reader import MESSAGES, SheetError

        job = self.upload("Name", "A")
        for code, sentence in MESSAGES.items():
            self.assertEqual(job._sheet_error(SheetError(code, limit=1, row=1)), sentence % {"limit": 1, "row": 1})

    def test_mapping_is_checked(self):
        job = self.upload("Name;City", "Anna;Sofia")
        job.action_read()
        job.column_ids.field = "name"
        with self.assertRaises(UserError):
            job.action_check()
        job.column_ids.field = False
        with self.assertRaises(UserError):
            job.action_check()

    def test_the_background_job(self):
        """The scheduled job takes waiting imports and runs them as their users."""
        job = self.checked("Name", "Anna")
        job.action_run()
        with self.enter_registry_test_mode():
            self.env.ref("clientele.clientele_cron_import").method_direct_trigger()
        job.invalidate_recordset()
        self.assertEqual((job.state, job.new_count), ("done", 1))
        self.assertEqual(job.row_ids.partner_id.create_uid, self.manager)

    def test_steps_are_kept(self):
        job = self.checked("Name", "Anna")
        job.action_run()
        for action in (job.action_read, job.action_check, job.action_back, job.action_run):
            with self.assertRaises(UserError):
                action()
        with self.assertRaises(UserError):
            job.unlink()
        job.action_stop()
        self.assertEqual(job.state, "ready")

    def test_same_file_keeps_its_source(self):
        """A copy of the file under another name does not double its rows."""
        lines = ("Name;City", "Anna;Sofia")
        self.bring(*lines, name="List of May.csv", source="our notebook")
        again = self.bring(*lines, name="List of May (2).csv", source=None)
        self.assertEqual((again.source, again.new_count), ("our notebook", 0))
        self.assertEqual(self.upload("Name", "B", name="Kunden - Copy (3).xlsx", source=None).source, "Kunden")

    def test_imports_of_one_base_go_one_after_another(self):
        first, second = self.checked("Name", "Anna"), self.checked("Name", "Boris")
        first.action_run()
        second.action_run()
        self.assertTrue(self.start(first))
        self.work(second)
        self.assertEqual((first.state, second.state), ("running", "queued"))
        self.work(first)
        self.work(second)
        self.assertEqual((first.state, second.state), ("done", "done"))

    def test_a_row_that_fails_is_refused_alone(self):
        """What the database refuses is one row's fault, not its neighbours'."""
        job = self.checked("Name;Phone", *(f"Client {number};08881234{number}" for number in range(10, 30)))
        self.env.cr.execute(
            "ALTER TABLE res_partner ADD CONSTRAINT only_here CHECK (name <> 'Client 17')",
        )
        with self.assertLogs("odoo.sql_db", "ERROR"):
            self.run_job(job)
        refused = job.row_ids.filtered(lambda row: row.outcome == "refused")
        self.assertEqual((refused.title, job.new_count), ("Client 17, 0888123417", 19))
        self.assertIn("only_here", refused.problem)

    def test_rights(self):
        """Branch managers and up; everyone sees only the own company's."""
        job = self.checked("Name", "Anna")
        receptionist = self.make_user("receptionist")
        for records in (job, job.row_ids, job.column_ids):
            with self.assertRaises(AccessError):
                records.with_user(receptionist).read(["id", "display_name"])
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.company_ids |= other
        foreign = self.Import.with_context(allowed_company_ids=other.ids)
        self.assertFalse(foreign.search([("id", "=", job.id)]))
        self.assertFalse(foreign.env["clientele.import.row"].search([("import_id", "=", job.id)]))

    def test_companies_do_not_share_clients_numbers(self):
        """The same number in another company is another client."""
        self.bring("Client ID;Name", "1;Anna")
        other = self.env["res.company"].create({"name": "Other", "country_id": self.company.country_id.id})
        self.manager.company_ids |= other
        self.Import = self.Import.with_context(allowed_company_ids=other.ids)
        job = self.bring("Client ID;Name", "1;Boris", company_id=other.id, branch_id=other.clientele_branch_ids.id)
        self.assertEqual((job.new_count, job.row_ids.partner_id.name), (1, "Boris"))
        self.assertEqual(job.row_ids.partner_id.clientele_client_ids.company_id, other)

    def test_rows_go_after_a_month(self):
        job = self.bring("Name", "Anna")
        job.finished_at = "2021-06-01"
        self.env["clientele.import.row"]._gc_rows()
        self.assertFalse(job.row_ids)
        self.assertFalse(job.file)
        self.assertEqual(job.new_count, 1)

    def test_quick_normal_form_of_addresses(self):
        """The quick way gives what core stores."""
        for text in (
            "Anna@X.bg",
            "a.b+c_d-e@x-y.co.uk",
            "A1@b",
            "a@b.c",
            "é@x.bg",
            "a..b@x.bg",
            "<a@x.bg>",
            "A <a@x.bg>",
            "a@",
            "",
        ):
            with self.subTest(text=text):
                self.assertEqual(normal_email(text), email_normalize(text) or None)
