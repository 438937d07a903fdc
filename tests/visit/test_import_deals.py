from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ..client.test_import_clients import ImportCase

SAMPLE = Path(__file__).parents[1] / "data" / "cdnow_sample.csv"


class DealCase(ImportCase):
    def checked(self, *lines, kind="visit", **values):
        return super().checked(*lines, kind=kind, **values)

    def deals(self, job):
        return self.env["clientele.visit"].search([("import_key", "in", job.row_ids.mapped("key"))], order="id")


@tagged("post_install", "-at_install")
class TestImportCdnow(DealCase):
    """A real history: 2,357 clients and 6,919 deals, 21 of which look like another one."""

    today = date(1998, 7, 1)

    def test_history(self):
        job = self.bring(SAMPLE.read_bytes(), name="cdnow_sample.csv", deal_kind="sale")
        self.assertEqual(job.column_ids.mapped("field"), ["client_ref", "date", "quantity", "amount"])
        self.assertEqual((job.row_count, job.new_count, job.new_client_count), (6919, 6919, 2357))
        clients = self.env["clientele.client"].search([("partner_id.created_from", "=", "import")])
        self.assertEqual((len(clients), sum(clients.mapped("deal_count"))), (2357, 6919))
        self.assertAlmostEqual(sum(clients.mapped("spent")), 244091.94, 2)
        self.assertEqual(len(clients.filtered(lambda client: client.deal_count == 1)), 1205)
        best = clients.sorted("spent", reverse=True)[0]
        self.assertEqual((best.partner_id.ref, best.deal_count), ("19339", 56))
        self.assertEqual((round(best.spent, 2), round(best.average_check, 2)), (6552.70, 117.01))
        self.assertEqual(self.client(ref="00004").name, "00004", "leading zeros are kept")
        first = self.env["clientele.visit"].search([("partner_id.ref", "=", "00004")], order="start", limit=1)
        self.assertEqual((first.start, first.day), (datetime(1997, 1, 1, 10), date(1997, 1, 1)), "local noon")
        self.assertEqual((first.kind, first.state, first.amount_due), ("sale", "done", 0))
        self.assertEqual(first.line_ids.product_id, self.env.ref("clientele.product_imported_sale"))

        before = self.count("clientele.visit", "clientele.visit.line", "res.partner")
        again = self.bring(SAMPLE.read_bytes(), name="cdnow_sample (1).csv")
        self.assertEqual((again.same_count, again.new_count), (6919, 0))
        self.assertEqual(self.count("clientele.visit", "clientele.visit.line", "res.partner"), before)


@tagged("post_install", "-at_install")
class TestImportDeals(DealCase):
    def test_stored_as_by_the_orm(self):
        """Column by column, an imported visit and its line are what the ORM makes of the same values."""
        self.assert_imported_as_made()

    def test_commission_as_by_the_orm(self):
        """FO10: own rates and bases of a service hold for imported lines, too."""
        tax = self.env["account.tax"].create({"name": "20 %", "amount": 20, "price_include_override": "tax_included"})
        self.service.write({"clientele_consumables": 1.55, "taxes_id": tax.ids})
        self.env["clientele.service.practitioner"].create(
            {"product_id": self.service.id, "resource_id": self.practitioner.id, "commission_rate": 33}
        )
        for base, commission in (("whole", 11.88), ("consumables", 10.86), ("tax", 9.9)):
            self.service.clientele_commission_base = base
            with self.subTest(base=base):
                self.assertEqual(self.assert_imported_as_made(f"Ann {base}").commission_amount, commission)

    def assert_imported_as_made(self, name="Ann"):
        """:return: the imported line"""
        job = self.bring(
            "Client;Date;Service;Practitioner;Price;Discount;Quantity;Comment",
            f"{name};20.07.2021 10:30;Haircut;Maria;20;10;2;short",
        )
        imported = self.deals(job)
        line = {"product_id": self.service.id, "resource_id": self.practitioner.id, "quantity": 2, "discount": 10}
        made = (
            self.env["clientele.visit"]
            .with_user(self.manager)
            .sudo()
            .create(
                {
                    "partner_id": imported.partner_id.id,
                    "branch_id": self.branch.id,
                    "state": "done",
                    "source": "import",
                    "start": "2021-07-20 07:30:00",
                    "booked_at": "2021-07-20 07:30:00",
                    "done_at": "2021-07-20 07:30:00",
                    "note": "short",
                    "line_ids": [(0, 0, line)],
                }
            )
        )
        made.amount_paid = made.amount_total
        made.flush_recordset()
        made.line_ids.flush_recordset()
        self.assertEqual(imported.amount_total, 36)
        self.assert_same_row(imported, made, {"id", "uuid", "import_key", "create_date", "write_date"})
        self.assert_same_row(imported.line_ids, made.line_ids, {"id", "visit_id", "create_date", "write_date"})
        return imported.line_ids

    def assert_same_row(self, imported, made, different):
        self.env.flush_all()
        rows = []
        for record in (imported, made):
            self.env.cr.execute(SQL("SELECT * FROM %s WHERE id = %s", SQL.identifier(record._table), record.id))
            rows.append(self.env.cr.dictfetchone())
        for name in rows[0].keys() - different:
            with self.subTest(column=name):
                self.assertEqual(rows[0][name], rows[1][name])

    def test_clients_of_deals(self):
        """Number, phone and e-mail find the client; a name alone does when only one client has it."""
        anna = self.make_client("Anna", phone="0888123456")
        boris = self.make_client("Boris Petrov")
        job = self.bring(
            "Client;Phone;Date;Amount",
            "Anna Ivanova;0888 123 456;01.07.2021;20",
            "Boris Petrov;;02.07.2021;20",
            "Vera;;03.07.2021;20",
            "vera;;04.07.2021;20",
        )
        vera = self.client(name="Vera")
        self.assertEqual([row.partner_id for row in job.row_ids.sorted("number")], [anna, boris, vera, vera])
        self.assertEqual((job.new_count, job.new_client_count), (4, 1))
        self.assertEqual(vera.clientele_deal_count, 2)

    def test_documents(self):
        """Rows with one document number are lines of one deal; what does not fit is refused with the reason."""
        job = self.bring(
            "Receipt No;Client ID;Date;Service;Amount",
            "A1;1;01.07.2021;Haircut;20",
            "A2;2;01.07.2021;;30",
            "A1;1;01.07.2021;Shampoo;9",
            "A1;2;01.07.2021;Haircut;20",
            "A2;2;01.07.2021;;30",
            "A2;2;01.07.2021;;31",
        )
        self.assertEqual(self.outcomes(job), ["new", "new", "line", "refused", "same", "refused"])
        deal = self.deals(job).filtered(lambda visit: visit.import_key.endswith("A1"))
        self.assertEqual(deal.line_ids.product_id, self.service | self.product)
        self.assertEqual((deal.amount_total, deal.amount_service, deal.amount_product), (29, 20, 9))
        # The longer history of next month: known documents stay, new ones come.
        later = self.bring(
            "Receipt No;Client ID;Date;Service;Amount", "A1;1;01.07.2021;Haircut;20", "A3;1;08.07.2021;;5"
        )
        self.assertEqual(self.outcomes(later), ["same", "new"])

    def test_states_and_refusals(self):
        job = self.bring(
            "Client ID;Date;Amount;State",
            "1;01.07.2021;20;",
            "1;22.07.2021;20;",
            "1;02.07.2021;20;отменена",
            "1;03.07.2021;-20;",
            "1;soon;20;",
            "1;;20;",
        )
        self.assertEqual(self.deals(job).mapped("state"), ["done", "booked", "cancelled"])
        self.assertEqual(self.outcomes(job), ["new"] * 3 + ["refused"] * 3)
        self.assertEqual(self.client(ref="1").clientele_deal_count, 1)
        self.assertEqual(self.deals(job).mapped("amount_due"), [0, 0, 0])

    def test_catalogue(self):
        """Unknown services and practitioners are made once, or named on an imported sale; archived ones are found."""
        self.service.active = False
        lines = [
            "Client ID;Date;Service;Employee;Amount",
            "1;01.07.2021;haircut;MARIA;20",
            "1;02.07.2021;Peeling;Ida;30",
        ]
        job = self.bring(*lines, "1;03.07.2021;peeling;ida;30")
        self.assertEqual(len(self.deals(job).line_ids.product_id), 2)
        self.assertIn(self.service, self.deals(job).line_ids.product_id)
        self.assertEqual(self.deals(job).line_ids.resource_id.mapped("name"), ["Maria", "Ida"])
        plain = self.bring("Client ID;Date;Service;Amount", "1;04.07.2021;Massage;50", make_catalogue=False)
        line = self.deals(plain).line_ids
        self.assertEqual((line.name, line.product_id), ("Massage", self.env.ref("clientele.product_imported_sale")))

    def test_branches(self):
        """A row's branch dates it by its own clock."""
        abroad = self.env["clientele.branch"].create(
            {"name": "New York", "tz": "America/New_York", "company_id": self.company.id}
        )
        job = self.bring("Client ID;Date;Branch;Amount", "1;01.07.2021 21:00;new york;20", "1;01.07.2021;Mars;20")
        there, here = self.deals(job)
        self.assertEqual((there.branch_id, there.start, there.day), (abroad, datetime(2021, 7, 2, 1), date(2021, 7, 1)))
        self.assertEqual((here.branch_id, here.start), (self.branch, datetime(2021, 7, 1, 9)))
        self.assertIn("Mars", job.row_ids.sorted("number")[1].problem)

    def test_batches_go_on_where_they_stopped(self):
        """A stop between two batches leaves whole deals; going on finishes the rest and doubles nothing."""
        lines = ["Client ID;Date;Amount", *(f"{number % 7};{number % 28 + 1:02}.06.2021;10" for number in range(50))]
        job = self.checked(*lines)
        with patch("odoo.addons.clientele.models.client.clientele_import_run.BATCH", 20):
            job.action_run()
            self.assertTrue(self.start(job))
            self.assertEqual(job._run_batch(), 20)
            self.assertEqual((job.done_count, len(self.deals(job))), (20, 20))
            job.action_stop()
            self.assertIsNone(job._run_batch(), "nobody goes on with a stopped import")
            self.run_job(job)
        self.assertEqual((job.new_count, job.done_count, len(self.deals(job))), (50, 50, 50))
        self.assertEqual(sum(self.deals(job).partner_id.mapped("clientele_deal_count")), 50)
