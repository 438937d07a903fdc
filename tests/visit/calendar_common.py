"""Maria shares her calendar: what tests of both directions stand on."""

from unittest.mock import patch

from .test_slots import SlotCase


class CalendarCase(SlotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("practitioner")
        cls.user.write({"name": "Maria", "email": "maria@example.com"})
        cls.practitioner.user_id = cls.user
        cls.share(cls.practitioner)
        cls.Event = cls.env["calendar.event"]

    @classmethod
    def share(cls, resource, shared=True):
        resource.clientele_calendar_sync = shared
        cls.run_job()

    @classmethod
    def run_job(cls):
        with patch.object(type(cls.env["ir.cron"]), "_commit_progress", return_value=60):
            cls.env["clientele.visit.line"]._cron_mirror()

    def events(self, user=None):
        """:return: all events in a user's calendar"""
        return self.Event.with_context(active_test=False).search([("user_id", "=", (user or self.user).id)])

    def assertShown(self, visits, user=None):
        """Each line of the visits has one event at its time, and there are no others."""
        events = self.events(user)
        self.assertEqual(events, visits.line_ids.calendar_event_id)
        times = [(line.calendar_event_id.start, line.calendar_event_id.stop) for line in visits.line_ids]
        self.assertEqual(times, [(line.start, line.stop) for line in visits.line_ids])
        self.assertEqual(len(events), len(visits.line_ids))

    def tasks(self, visit):
        kind = self.env.ref("clientele.clientele_activity_type_calendar")
        return visit.activity_ids.filtered(lambda task: task.activity_type_id == kind)

    def cost(self, function):
        """:return: number of queries, with everything flushed before and after and nothing in memory"""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.cr.sql_log_count - before
