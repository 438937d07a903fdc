import io
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from unittest.mock import patch

import openpyxl

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...models.client import clientele_export_run
from ..common import ClienteleCase

RUN = "odoo.addons.clientele.models.client.clientele_export_run"


class ExportCase(ClienteleCase):
    """A manager with all rights exports; ``run`` does what the background job does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("manager", "export", "contact_data", "turnover")
        cls.user.email = "boss@example.com"
        cls.Export = cls.env["clientele.export"].with_user(cls.user)

    def ask(self, clients=None, names=("complete_name",), user=None, **values):
        domain = [("id", "in", clients.ids)] if clients is not None else []
        asked = {"domain": repr(domain), "field_names": list(names), **values}
        return self.Export.with_user(user or self.user).create(asked)

    @contextmanager
    def job(self):
        """An environment of its own, as the scheduler has it; what it commits is seen afterwards."""
        self.env["clientele.client"].flush_model()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            yield self.env(cr=cr, su=True)["clientele.export"]

    def run_jobs(self):
        with self.job() as jobs:
            jobs._cron_run()

    def exported(self, clients=None, names=("complete_name",), **values):
        job = self.ask(clients, names, **values)
        self.run_jobs()
        self.assertEqual(job.state, "done", job.error)
        return job

    def content(self, job):
        return job._attachments().raw

    def book(self, job):
        return openpyxl.load_workbook(io.BytesIO(self.content(job)))

    def rows(self, job):
        """:return: list of lists of values, without the heading"""
        return [[cell.value for cell in row] for row in list(self.book(job).active.rows)[1:]]

    def events(self, job):
        return self.env["clientele.export.log"].search([("export_id", "=", job.id)], order="id").mapped("event")


@tagged("post_install", "-at_install")
class TestExport(ExportCase):
    """YC13: clients in a file, made in the background."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls.make_client("Ann", phone="+359 888 123 456", gender="female", birthdate_date=date(1990, 7, 21))
        cls.bob = cls.make_client("Bob")
        cls.make_visit(cls.ann, "2021-07-01")

    def test_every_kind_of_field(self):
        """Dates, numbers, money and marks are values of their kind, with headings in bold and a filter."""
        gold = self.env["clientele.group"].create({"name": "Gold", "company_id": self.company.id})
        labels = self.env["clientele.label"].create([{"name": name} for name in ("nails", "laser")])
        tag = self.env["res.partner.category"].create({"name": "Loyal"})
        self.ann.write({"clientele_group_id": gold.id, "clientele_label_ids": labels.ids, "category_id": tag.ids})
        self.ann.clientele_vip = True
        names = {
            "complete_name": "Ann",
            "phone": "+359 888 123 456",
            "gender": "Female",
            "birthdate_date": datetime(1990, 7, 21),
            "clientele_group_id": "Gold",
            "clientele_label_ids": "laser, nails",
            "category_id": "Loyal",
            "clientele_vip": True,
            "clientele_visit_count": 1,
            "clientele_spent": 20,
            "clientele_last_visit": datetime(2021, 7, 1),
            "clientele_flag": "OK",
        }
        job = self.exported(self.ann + self.bob, names)
        self.assertEqual(self.rows(job)[0], list(names.values()))
        self.assertEqual(self.rows(job)[1][:5], ["Bob", None, None, None, None])
        sheet = self.book(job).active
        self.assertEqual([cell.value for cell in sheet[1]][:2], ["Name", "Phone"])
        self.assertTrue(all(cell.font.bold for cell in sheet[1]))
        self.assertEqual((sheet.freeze_panes, sheet.auto_filter.ref), ("A2", "A1:L3"))
        self.assertEqual([sheet[f"{column}2"].number_format for column in "DIJ"], ["yyyy-mm-dd", "#,##0", "#,##0.00"])
        self.assertEqual((job.done_count, job.progress), (2, 100))

    def test_moments_are_of_the_branch(self):
        """DF3: a moment is written as the branch's clock showed it."""
        moment = datetime(2021, 7, 1, 21, 30)
        self.env.cr.execute(SQL("UPDATE clientele_client SET added_on = %s", moment))
        job = self.exported(self.ann, ["clientele_added_on"])
        self.assertEqual(self.rows(job), [[datetime(2021, 7, 2, 0, 30)]])

    def test_what_sql_cannot_say_comes_from_the_orm(self):
        partner = type(self.env["res.partner"])
        with patch.object(partner, "_clientele_exported", lambda self: ["display_name", "is_public"]):
            job = self.exported(self.ann + self.bob, ["display_name", "is_public"])
        self.assertEqual(self.rows(job), [["Ann", False], ["Bob", False]])

    def test_all_fields_at_once(self):
        """Whatever may be exported can be, for who never came, too."""
        names = self.env["res.partner"].with_user(self.user)._clientele_exported()
        for file_format in ("xlsx", "csv"):
            job = self.exported(self.ann + self.bob, names, file_format=file_format)
            self.assertTrue(self.content(job))
        self.assertGreater(len(names), 40)

    def test_in_the_order_of_the_list(self):
        job = self.exported(self.ann + self.bob, ["complete_name"], sort_by="complete_name desc")
        self.assertEqual(self.rows(job), [["Bob"], ["Ann"]])
        job = self.exported(self.ann + self.bob, ["complete_name"], sort_by="clientele_visit_count desc")
        self.assertEqual(self.rows(job), [["Ann"], ["Bob"]])

    def test_in_the_language_of_who_asks(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user.lang = "fr_FR"
        heading = (
            self.env["res.partner"]
            .with_context(lang="fr_FR")
            ._fields["email"]
            ._description_string(self.env(context={"lang": "fr_FR"}))
        )
        job = self.exported(self.ann, ["email"])
        self.assertEqual(self.book(job).active["A1"].value, heading)

    def test_only_clients_who_are_found(self):
        """Contacts who are no clients never leave by this way."""
        nobody = self.env["res.partner"].create({"name": "Supplier"})
        job = self.exported(self.ann + nobody)
        self.assertEqual(self.rows(job), [["Ann"]])
        self.assertEqual(job.row_count, 1)

    def test_search_of_a_list(self):
        search = [["clientele_visit_count", ">=", 1], ["id", "in", (self.ann + self.bob).ids]]
        job = self.exported(domain=repr(search))
        self.assertEqual(self.rows(job), [["Ann"]])

    def test_sql_handed_over_by_code(self):
        """What a segment does: clients chosen by a statement, said in its own words."""
        model = type(self.env["clientele.export"])
        chosen = Domain("id", "any", SQL("SELECT id FROM res_partner WHERE id = %s", self.bob.id))
        with (
            patch.object(model, "_source_domain", lambda job: chosen),
            patch.object(model, "_source_words", lambda job: "Segment: Lost"),
        ):
            job = self.exported()
        self.assertEqual(self.rows(job), [["Bob"]])
        self.assertEqual(job.log_ids[:1].filter_words, "Segment: Lost")

    def test_nobody_found(self):
        with self.assertRaisesRegex(UserError, "No client was found"):
            self.ask(self.env["res.partner"])

    def test_no_field_chosen(self):
        with self.assertRaisesRegex(UserError, "at least one field"):
            self.ask(self.ann, [])

    def test_nobody_to_send_to(self):
        self.user.email = False
        with self.assertRaisesRegex(UserError, "e-mail address"):
            self.ask(self.ann)

    def test_a_sheet_is_full(self):
        """Excel takes 1,048,576 rows on a sheet; the rest goes on to the next one."""
        writer = clientele_export_run.WRITERS["xlsx"]

        def small(*args):
            return writer(*args, rows_of_sheet=3)

        clients = self.ann + self.bob + self.make_client("Cid")
        with patch.dict(clientele_export_run.WRITERS, xlsx=small):
            job = self.exported(clients)
        sheets = [[cell.value for cell in sheet["A"]] for sheet in self.book(job)]
        self.assertEqual(sheets, [["Name", "Ann", "Bob"], ["Name", "Cid"]])

    # ---------------------------------------------------------------- the job

    def test_progress_and_signs_of_life(self):
        """After each chunk others see how far the job is."""
        seen = []
        beat = clientele_export_run.ClienteleExport._beat

        def look(job, count):
            beat(job, count)
            with job.env.registry.cursor() as cr:
                cr.execute("SELECT state, done_count FROM clientele_export WHERE id = %s", [job.id])
                seen.append(cr.fetchone())

        with patch(f"{RUN}.CHUNK", 1), patch.object(clientele_export_run.ClienteleExport, "_beat", look):
            self.exported(self.ann + self.bob)
        self.assertEqual(seen, [("running", 1), ("running", 2)])

    def test_stopped_in_the_middle(self):
        """Stop is heard after the chunk that is being written; there is no file and no e-mail."""
        job = self.ask(self.ann + self.bob)
        beat = clientele_export_run.ClienteleExport._beat

        def stop(running, count):
            with running.env.registry.cursor() as cr:
                self.env(cr=cr, user=self.user)["clientele.export"].browse(job.id).action_stop()
            beat(running, count)

        with patch(f"{RUN}.CHUNK", 1), patch.object(clientele_export_run.ClienteleExport, "_beat", stop):
            self.run_jobs()
        self.assertEqual((job.state, job.has_file, job.done_count), ("stopped", False, 0))
        self.assertFalse(job._attachments())
        self.assertEqual(self.events(job), ["asked", "stopped"])
        job.action_again()
        self.run_jobs()
        self.assertEqual(job.state, "done")
        self.assertEqual(self.events(job), ["asked", "stopped", "asked", "done"])

    def test_killed_in_the_middle(self):
        """A worker that dies leaves no file; after a while of silence the next one begins anew."""
        job = self.ask(self.ann + self.bob)

        class Killed(BaseException):
            pass

        def die(running, count):
            raise Killed

        with patch.object(clientele_export_run.ClienteleExport, "_beat", die), suppress(Killed):
            self.run_jobs()
        job.invalidate_recordset()
        self.assertEqual((job.state, job.attempts), ("running", 1))
        self.run_jobs()
        self.assertEqual((job.state, job.attempts), ("running", 1), "it may still be alive")
        job.sudo().beat_at = fields.Datetime.now() - timedelta(minutes=4)
        self.run_jobs()
        self.assertEqual((job.state, job.attempts), ("done", 2))
        self.assertEqual(self.rows(job), [["Ann"], ["Bob"]])

    def test_killed_again_and_again(self):
        """What the server always ends says so instead of beginning for ever."""
        job = self.ask(self.ann)
        job.sudo().write({"state": "running", "attempts": 3, "beat_at": fields.Datetime.now() - timedelta(hours=1)})
        with mute_logger(RUN):
            self.run_jobs()
        self.assertEqual(job.state, "failed")
        self.assertIn("Export fewer clients", job.error)
        self.assertEqual(self.events(job), ["asked", "failed"])

    def test_taken_over_by_another_worker(self):
        """Two workers never both finish one export: who comes second finds that it is done."""
        job = self.ask(self.ann)
        write = clientele_export_run.ClienteleExport._write_to

        def slow(running, file):
            count = write(running, file)
            with running.env.registry.cursor() as cr:
                cr.execute("UPDATE clientele_export SET state = 'done' WHERE id = %s", [job.id])
            return count

        with patch.object(clientele_export_run.ClienteleExport, "_write_to", slow):
            self.run_jobs()
        job.invalidate_recordset()
        self.assertFalse(job._attachments())
        self.assertEqual(self.events(job), ["asked"])

    def test_a_failure_does_not_hold_up_the_others(self):
        first, second = self.ask(self.ann), self.ask(self.bob)
        write = clientele_export_run.ClienteleExport._write_to

        def fail(running, file):
            if running.id == first.id:
                raise ValueError("disk full")
            return write(running, file)

        with patch.object(clientele_export_run.ClienteleExport, "_write_to", fail), mute_logger(RUN):
            self.run_jobs()
        self.assertEqual((first.state, second.state), ("failed", "done"))
        self.assertIn("disk full", first.error)

    def test_budget_of_queries(self):
        """The number of statements follows the number of chunks, not of clients."""
        names = ["complete_name", "clientele_group_id", "category_id", "clientele_label_ids", "clientele_flag"]

        def queries(count):
            clients = self.env["res.partner"].concat(*(self.make_client(f"Client {n}") for n in range(count)))
            job = self.ask(clients, names)
            with self.job() as jobs:
                before = jobs.env.cr.sql_log_count
                jobs._cron_run()
                used = jobs.env.cr.sql_log_count - before
            self.assertEqual(job.done_count, count)
            return used

        queries(1)  # warm
        few, many = queries(5), queries(60)
        self.assertLessEqual(many, few)
        self.assertLess(few, 90)
