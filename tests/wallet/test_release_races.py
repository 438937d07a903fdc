from odoo import SUPERUSER_ID, Command, api
from odoo.tests import tagged

from .race_common import WalletRaceCase

SETTINGS = ("release_entries", "release_journal_id", "deferred_account_id", "earned_account_id", "unused_account_id")


@tagged("post_install", "-at_install")
class TestReleaseRaces(WalletRaceCase):
    """Two who book the same movements, each with its own cursor: one entry, whoever is first."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.clean_books)
        self.request(self.make_books)
        self.make_subscription(visits=2)
        self.request(self.invoice_part)
        self.request(self.close(self.make_visit()))

    def make_books(self, env):
        accounts = env["account.account"].create(
            [
                {"name": kind, "code": f"RACE{nr}", "account_type": kind}
                for nr, kind in enumerate(("liability_current", "income", "income_other"))
            ]
        )
        journal = env["account.journal"].create({"name": "Race", "code": "RACE", "type": "general"})
        values = [True, journal.id, *accounts.ids]
        env.company.write({f"clientele_{name}": value for name, value in zip(SETTINGS, values, strict=True)})
        self.account_ids, self.journal_id = accounts.ids, journal.id

    def invoice_part(self, env):
        """An invoice of what was paid at once: what counts is that it put the money on the deferred revenue."""
        part = env["clientele.instalment"].search([("partner_id", "=", self.ann_id)])
        line = {"product_id": part.plan_id.product_id.id, "price_unit": 400, "tax_ids": [Command.clear()]}
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.ann_id,
                "invoice_line_ids": [Command.create({**line, "clientele_instalment_id": part.id})],
            }
        )
        invoice.action_post()

    def clean_books(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"force_delete": True})
            moves = env["account.move.line"].search([("account_id", "in", self.account_ids)]).move_id
            moves.button_draft()
            moves.unlink()
            env.company.write({f"clientele_{name}": False for name in SETTINGS})
            env["account.journal"].browse(self.journal_id).unlink()
            env["account.account"].browse(self.account_ids).unlink()

    def book(self, env):
        return env["clientele.release"]._book_day(env.company, self.day).mapped("amount_total")

    def standing(self):
        """:return: (entries, what is left on the deferred revenue)"""
        with self.registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM account_move WHERE journal_id = %s", (self.journal_id,))
            entries = cr.fetchone()[0]
            cr.execute("SELECT -sum(balance) FROM account_move_line WHERE account_id = %s", (self.account_ids[0],))
            return entries, cr.fetchone()[0]

    def test_the_later_one_finds_it_done(self):
        self.assertEqual(self.standing(), (0, 400))
        self.assertEqual(self.interrupted(self.book, self.book), 2)
        self.assertEqual(self.standing(), (1, 200))

    def test_both_at_once(self):
        amounts = self.at_once(self.book, self.book)
        self.assertEqual(sorted(amounts), [[], [200]])
        self.assertEqual(self.standing(), (1, 200))
