import csv
import uuid
from datetime import date
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import SQL

from ..common import ClienteleCase

SAMPLE = Path(__file__).parents[1] / "data" / "cdnow_sample.csv"


@tagged("post_install", "-at_install")
class TestCdnow(ClienteleCase):
    """A real history: the CDNOW sample of 2,357 clients and 6,919 deals, looked at on 1998-07-01."""

    today = date(1998, 7, 1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with SAMPLE.open() as file:
            rows = list(csv.DictReader(file))
        refs = sorted({row["client"] for row in rows})
        cls.clients = cls.env["res.partner"].create(
            [{"name": f"Client {ref}", "ref": ref, "is_client": True} for ref in refs]
        )
        cls.env.flush_all()
        client_of = dict(zip(refs, cls.clients.ids, strict=True))
        cls.insert_deals([(client_of[row["client"]], row["date"], row["amount"]) for row in rows])
        cls.env["clientele.client"]._rebuild()
        cls.mine = [("id", "in", cls.clients.ids), ("clientele_listed", "=", True)]

    @classmethod
    def insert_deals(cls, deals):
        """Deals as the import writes them, without lines."""
        values = SQL(", ").join(
            SQL(
                "('sale', %s, %s, %s, %s, 'done', 'import', %s, %s, %s, 0, %s, %s, 0)",
                str(uuid.uuid4()),
                partner_id,
                cls.branch.id,
                cls.company.id,
                f"{day} 10:00:00",
                day,
                amount,
                amount,
                amount,
            )
            for partner_id, day, amount in deals
        )
        cls.env.execute_query(
            SQL(
                """INSERT INTO clientele_visit
                   (kind, uuid, partner_id, branch_id, company_id, state, source, start, day,
                    amount_total, amount_service, amount_product, amount_paid, amount_due)
                   VALUES %s""",
                values,
            )
        )

    def counts(self, field):
        return dict(self.env["res.partner"]._read_group(self.mine, [field], ["__count"]))

    def test_totals(self):
        [[count, deals, spent]] = self.env["res.partner"]._read_group(
            self.mine, [], ["__count", "clientele_deal_count:sum", "clientele_spent:sum"]
        )
        self.assertEqual((count, deals, round(spent, 2)), (2357, 6919, 244091.94))
        self.assertEqual(self.env["res.partner"].search_count([*self.mine, ("clientele_deal_count", "=", 1)]), 1205)

    def test_colours(self):
        """FO1"""
        self.assertEqual(self.counts("clientele_colour"), {"green": 515, "orange": 297, "red": 1545})

    def test_flags(self):
        """TR2 to TR4 with the factor 1.5"""
        self.assertEqual(self.counts("clientele_flag"), {"ok": 392, "losing": 416, "lost": 1549})

    def test_card_and_list_agree(self):
        """What the card computes for each of the 2,357 equals what the list groups in SQL."""
        for field in ("clientele_flag", "clientele_colour", "clientele_check_band", "clientele_importance"):
            with self.subTest(field=field):
                shown = self.clients.grouped(field)
                self.assertEqual({key: len(group) for key, group in shown.items()}, self.counts(field))

    def test_first_by_spent(self):
        first = self.env["res.partner"].search(self.mine, order="clientele_spent desc", limit=1)
        self.assertEqual(first.ref, "19339")
        self.assertFacts(first, deal_count=56, spent=6552.70, average_check=117.01)

    def test_nothing_left_to_verify(self):
        self.assertEqual(self.env["clientele.client"]._verify(), 0)
        self.assertEqual(self.env["clientele.client"]._rebuild(), 0)
