from datetime import time, timedelta

from odoo import fields
from odoo.tests import tagged

from .test_journal import JournalCase


@tagged("post_install", "-at_install")
class TestJournalBudget(JournalCase):
    """How many queries the journal takes, and that they do not grow with the number of visits (issue 3)."""

    @classmethod
    def fill(cls, visits):
        """Done visits of many clients over a month, some of them on the day of the test."""
        first = fields.Date.to_date("2021-07-01")
        clients = cls.env["res.partner"].concat(*(cls.make_client(f"Client {number}") for number in range(visits)))
        cls.env["clientele.visit"].create(
            [
                {
                    "partner_id": client.id,
                    "branch_id": cls.branch.id,
                    "state": "done",
                    "start": cls.branch._utc_of(
                        cls.today if number % 2 else first + timedelta(days=number % 30), time(9 + number % 9)
                    ),
                    "line_ids": [
                        fields.Command.create(
                            {
                                "product_id": cls.make_service(f"Service {number % 5}", 20).id,
                                "resource_id": (cls.practitioner, cls.nina)[number % 2].id,
                            }
                        )
                    ],
                }
                for number, client in enumerate(clients)
            ]
        )
        cls.env.flush_all()

    def count(self, method, *args):
        """:return: queries of a read that meets cold caches of records and warm ones of everything else"""
        journal = self.journal.with_user(self.user)
        for _warm in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            method(journal, self.branch.id, *args)
        return self.cr.sql_log_count - before

    def budgets(self):
        journal = type(self.journal)
        return {
            "day": self.count(journal.get_day, "2021-07-21"),
            "week": self.count(journal.get_week, "2021-07-19"),
            "person_week": self.count(journal.get_person_week, "2021-07-19", self.nina.id),
            "month": self.count(journal.get_month, "2021-07-21"),
        }

    def test_queries_do_not_grow_with_visits(self):
        self.user = self.make_user("receptionist", "turnover", "contact_data")
        self.fill(10)
        few = self.budgets()
        self.fill(60)
        self.assertEqual(self.budgets(), few)
        self.assertLessEqual(few["month"], 15)
        self.assertLessEqual(max(few.values()), 40)
