from datetime import timedelta

from odoo.tests import Form, tagged

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestInactive(ClienteleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob = cls.make_client("Ann"), cls.make_client("Bob")
        cls.ann.action_clientele_mark_inactive()

    def history(self, client):
        return " ".join(client.message_ids.mapped("body"))

    def test_kept_and_found(self):
        """TR1: an inactive client stays in the list, is found by a filter, and the history says who did it."""
        clients = self.env["res.partner"].search([("clientele_listed", "=", True)])
        self.assertIn(self.ann, clients)
        self.assertEqual(clients.search([("clientele_inactive", "=", True)]), self.ann)
        self.assertNotIn(self.ann, clients.search([("clientele_inactive", "=", False)]))
        self.assertEqual(self.ann.clientele_inactive_since, self.today)
        self.assertIn("Marked inactive", self.history(self.ann))

    def test_marked_active_again(self):
        """TR1: selected clients are put to sleep and woken together, and who is as asked for is left alone."""
        (self.ann | self.bob).action_clientele_mark_active()
        self.assertFalse(self.ann.clientele_inactive or self.ann.clientele_inactive_since)
        self.assertIn("Marked active", self.history(self.ann))
        self.assertNotIn("Marked active", self.history(self.bob))

    def test_change_many(self):
        """TR1: also by the dialog that changes many clients."""
        wizard = self.env["clientele.client.change"].with_context(default_partner_ids=self.bob.ids)
        with Form(wizard) as form:
            form.inactive = "yes"
        form.record.action_apply()
        self.assertTrue(self.bob.clientele_inactive)

    def test_done_visit_wakes(self):
        """TR1: the next visit makes active again."""
        self.make_visit(self.ann, self.today)
        self.assertFalse(self.ann.clientele_inactive)
        self.assertIn("Active again", self.history(self.ann))

    def test_booking_wakes(self):
        """TR1: a booking does so too."""
        self.make_visit(self.ann, self.today + timedelta(days=3), state="booked")
        self.assertFalse(self.ann.clientele_inactive)

    def test_closing_a_visit_that_was_booked_before(self):
        """TR1: put to sleep with a booking, the client wakes by coming."""
        visit = self.make_visit(self.bob, self.today + timedelta(days=1), state="booked")
        self.bob.action_clientele_mark_inactive()
        visit.action_confirm()
        self.assertTrue(self.bob.clientele_inactive)
        visit.action_done()
        self.assertFalse(self.bob.clientele_inactive)

    def test_what_was_before_wakes_nobody(self):
        """TR1: a visit of an earlier day that is recorded late, and a cancelled one, are no next visit."""
        self.make_visit(self.ann, self.today - timedelta(days=1))
        self.make_visit(self.ann, self.today + timedelta(days=1), state="booked").action_cancel()
        self.ann.action_clientele_mark_inactive()
        self.make_visit(self.ann, self.today - timedelta(days=1))
        self.assertTrue(self.ann.clientele_inactive)

    def test_merge(self):
        """TR1: the kept client sleeps only if both did."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([self.ann.id, self.bob.id], self.ann)
        self.assertFalse(self.ann.clientele_inactive)

    def test_reception_may(self):
        """TR1: reception marks clients, a practitioner does not."""
        self.bob.with_user(self.make_user("receptionist")).action_clientele_mark_inactive()
        self.assertTrue(self.bob.clientele_inactive)
        with self.assertRaisesRegex(Exception, "access|allowed"):
            self.ann.with_user(self.make_user("practitioner")).action_clientele_mark_active()
