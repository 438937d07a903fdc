from odoo import Command
from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestWalletInJournal(WalletCase):
    """What is left on subscriptions is visible on the visit: in its form, in the journal, while booking (issue 3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.laser.clientele_duration = 30
        line = {"product_id": cls.laser.id, "resource_id": cls.practitioner.id}
        cls.visit = cls.make_visit(cls.ann, "2021-07-21", "booked", [line])
        cls.journal = cls.env["clientele.journal"].with_user(cls.make_user("receptionist"))

    def shown(self):
        """:return: what the journal's day shows of Ann's subscriptions, as (plan, left, until, due, late)"""
        day = self.journal.get_day(self.branch.id, "2021-07-21")
        wallet = day["clients"][self.ann.id]["wallet"]
        return [(one["plan"], one["left"], one["until"], one["due"], one["overdue"]) for one in wallet]

    def test_what_is_left(self):
        self.sell(self.package, pay=1)
        left = ("Six laser sessions", "2 of 6 visits", "until 01/21/2022", "$\xa0400.00 due 09/15/2021", False)
        self.assertEqual(self.shown(), [left])
        self.use(self.laser)
        self.assertEqual(self.shown()[0][1], "1 of 6 visits")

    def test_everywhere_the_same(self):
        self.sell(self.package, pay=1)
        [found] = self.journal.find_clients(self.branch.id, "Ann")
        panel = self.journal.get_visit(self.visit.id)["client"]
        self.assertEqual(found["wallet"], panel["wallet"])
        self.assertEqual(self.visit.wallet_glance, panel["wallet"])
        self.assertFalse(self.make_visit(self.make_client("Boris"), "2021-07-21").wallet_glance)

    def test_overdue(self):
        self.sell(self.package, pay=1, start=self.today.replace(month=3))
        self.assertEqual(self.shown()[0][3:], ("$\xa0400.00 due 05/16/2021", True))

    def test_shared(self):
        """What others share is shown with whose it is, without what they have to pay; what ended is not."""
        boris = self.make_client("Boris")
        self.package.shareable = True
        self.sell(self.package, boris, pay=1, guest_ids=[Command.set(self.ann.ids)])
        ended = self.sell(self.make_credits(100, 100))
        ended.sudo().state = "quit"
        self.assertEqual(self.shown(), [("Boris: Six laser sessions", "2 of 6 visits", "until 01/21/2022", "", False)])

    def test_practitioner_sees_none(self):
        """Who may not see subscriptions has a journal all the same."""
        self.sell(self.package, pay=1)
        user = self.make_user("practitioner")
        self.practitioner.user_id = user
        day = self.env["clientele.journal"].with_user(user).get_day(self.branch.id, "2021-07-21")
        self.assertNotIn("wallet", day["clients"][self.ann.id])

    def test_panel_of_a_done_visit(self):
        self.sell(self.package, pay=1)
        action = self.journal.set_state(self.visit.id, "done")
        self.assertEqual(action["res_model"], "clientele.settle")
        self.env["clientele.settle"].with_user(self.journal.env.user).browse(action["res_id"]).action_done()
        panel = self.journal.get_visit(self.visit.id)
        self.assertEqual([line["prepaid"] for line in panel["lines"]], ["1 of Six laser sessions"])
        self.assertEqual((panel["state"], panel["due"]), ("done", ""))
        self.assertEqual(self.journal.set_state(self.visit.id, "reopen"), {})
        self.assertEqual((self.left(), self.visit.state), (2, "arrived"))

    def test_prepaid_on_the_form(self):
        self.sell(self.make_credits(80, 100))
        line = self.use(self.service, by="credits")
        visit = line.visit_id
        self.assertEqual((line.prepaid_text, line.units_taken), ("20 credits of 100 credits", 20))
        self.assertEqual((visit.has_prepaid, visit.amount_prepaid, visit.amount_due), (True, 16, 0))
        visit.action_reopen()
        self.assertEqual((line.prepaid_text, line.amount_prepaid, visit.has_prepaid), (False, 0, False))
