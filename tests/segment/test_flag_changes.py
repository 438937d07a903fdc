from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .flag_common import FlagCase


@tagged("post_install", "-at_install")
class TestFlagChanges(FlagCase):
    def test_limit_day_exactly(self):
        """YC18, TR4: the change is written on the day on which the flag changes, not the day before, and once."""
        self.assertEqual(self.flag_on(self.ann, self.breaks - timedelta(days=1)), "ok")
        self.assertEqual(self.flag_on(self.ann, self.breaks), "losing")
        self.night(self.today)
        self.night(self.breaks - timedelta(days=1))
        self.assertEqual(self.changes(self.ann), [])
        self.night(self.breaks)
        self.night(self.breaks)
        self.night(self.breaks + timedelta(days=1))
        self.assertEqual(self.changes(self.ann), [("2021-08-01", "ok", "losing")])
        change = self.env["clientele.flag.change"].search([("partner_id", "=", self.ann.id)])
        self.assertEqual(
            (change.cause, change.last_visit, change.median_gap), ("rhythm", self.breaks - timedelta(31), 20)
        )
        self.assertIn("every 20 days", change.reason)

    def test_first_run_sets_the_mark(self):
        """YC6: the first run writes nothing, whatever the flags are."""
        lost = self.make_regular("Lost", last="2019-01-01")
        self.assertEqual(self.night(self.today), 0)
        self.assertEqual(self.company.clientele_flag_run_on, self.today)
        self.night(self.today + timedelta(days=1))
        self.assertEqual(self.changes(lost), [])

    def test_missed_nights_are_caught_up_once(self):
        """YC18: after nights without a run each change has its own day, and there is one task."""
        self.night(self.today)
        self.night("2022-07-20")
        self.assertEqual(self.changes(self.ann), [("2021-08-01", "ok", "losing"), ("2022-07-01", "losing", "lost")])
        self.assertEqual(len(self.tasks(self.ann)), 1)
        self.assertEqual(self.tasks(self.ann).opened_on.isoformat(), "2022-07-20")

    def test_caught_up_as_night_by_night(self):
        """YC18: one run over many days writes what a run every night writes."""
        bob = self.make_regular("Bob", last="2021-06-20", gap=15)
        self.night(self.today)
        self.cr.execute("SAVEPOINT before")
        self.nights("2021-07-22", "2021-08-10")
        nightly = [self.changes(client) for client in (self.ann, bob)]
        self.cr.execute("ROLLBACK TO SAVEPOINT before")
        self.env.invalidate_all()
        self.night("2021-08-10")
        self.assertEqual([self.changes(client) for client in (self.ann, bob)], nightly)

    def test_months_without_rhythm(self):
        """TR2, YC18: without a rhythm the limits are half a year and a year after the visit."""
        bob = self.make_client("Bob")
        self.make_visit(bob, "2021-03-10")
        self.night("2021-09-08")
        self.night("2021-09-09")
        self.assertEqual(self.changes(bob), [])
        self.night("2021-09-10")
        self.night("2022-03-09")
        self.night("2022-03-10")
        self.assertEqual(self.changes(bob), [("2021-09-10", "ok", "losing"), ("2022-03-10", "losing", "lost")])

    def test_ok_again_by_a_visit(self):
        """YC18: a visit of a client who was losing is noticed the next morning."""
        self.night(self.today)
        self.night(self.breaks)
        self.book(self.ann, "2021-08-05")
        self.night("2021-08-05")
        self.night("2021-08-06")
        self.assertEqual(self.changes(self.ann)[-1], ("2021-08-06", "losing", "ok"))
        self.night("2021-08-07")
        self.assertEqual(len(self.changes(self.ann)), 2)

    def test_ok_again_of_who_was_losing_from_the_start(self):
        """YC18: also where the mark was set when the client was losing already."""
        bob = self.make_regular("Bob", last="2021-05-01")
        self.night(self.today)
        self.night("2021-07-30")
        self.book(bob, "2021-07-30")
        self.night("2021-07-31")
        self.assertEqual(self.changes(bob), [("2021-07-31", "losing", "ok")])

    def test_visit_recorded_late(self):
        """YC18: a visit of an earlier day that is recorded after the run makes OK again."""
        self.night(self.today)
        self.night(self.breaks)
        self.make_visit(self.ann, "2021-07-15")
        self.night("2021-08-02")
        self.assertEqual(self.changes(self.ann)[-1], ("2021-08-02", "losing", "ok"))

    def test_regular_visit_changes_nothing(self):
        """YC18: who comes in time has no change."""
        self.night(self.today)
        self.nights("2021-07-22", "2021-07-24")
        self.book(self.ann, "2021-07-24")
        self.nights("2021-07-25", "2021-08-10")
        self.assertEqual(self.changes(self.ann), [])

    def test_booking_keeps_ok_until_it_passes(self):
        """TR3, YC18: a booking puts the limit off; once its day passed without a visit, the client is losing."""
        self.night(self.today)
        self.make_visit(self.ann, "2021-08-10", state="booked")
        self.night("2021-08-10")
        self.assertEqual(self.changes(self.ann), [])
        self.night("2021-08-11")
        self.assertEqual(self.changes(self.ann), [("2021-08-11", "ok", "losing")])
        self.assertEqual(self.env["clientele.flag.change"].search([], limit=1).cause, "booking_gone")

    def test_booking_of_who_is_losing(self):
        """TR3, YC18: a booking makes OK again the next morning, and cancelling it later losing once more."""
        self.night(self.today)
        self.night(self.breaks)
        visit = self.book(self.ann, "2021-08-20", on="2021-08-03", state="booked")
        self.nights("2021-08-03", "2021-08-06")
        self.assertEqual(self.changes(self.ann)[-1], ("2021-08-04", "losing", "ok"))
        visit.with_env(self.on("2021-08-06")).action_cancel()
        self.nights("2021-08-07", "2021-08-08")
        self.assertEqual(self.changes(self.ann)[-1], ("2021-08-07", "ok", "losing"))

    def test_no_show_is_no_visit(self):
        """YC18: who was booked and did not come is losing the day after."""
        self.night(self.today)
        visit = self.make_visit(self.ann, "2021-08-10", state="booked")
        self.night("2021-08-10")
        visit.with_env(self.on("2021-08-10")).action_no_show()
        self.night("2021-08-11")
        self.assertEqual(self.changes(self.ann), [("2021-08-11", "ok", "losing")])

    def test_booked_and_came(self):
        """YC18: passing the limit while booked and then coming changes nothing."""
        self.night(self.today)
        visit = self.make_visit(self.ann, "2021-08-10", state="booked")
        self.nights("2021-08-09", "2021-08-10")
        visit.with_env(self.on("2021-08-10")).action_done()
        self.nights("2021-08-11", "2021-08-12")
        self.assertEqual(self.changes(self.ann), [])

    def test_first_visit_is_no_change(self):
        """YC18: who comes for the first time had no flag."""
        new = self.make_client("New")
        self.night(self.today)
        self.make_visit(new, self.today)
        self.night("2021-07-22")
        self.assertEqual(self.changes(new), [])

    def test_settings_change_nothing(self):
        """YC18: another factor moves flags, but no limit day passed: no flood of tasks."""
        self.night("2021-07-25")
        self.company.clientele_factor = 1.1
        self.assertEqual(self.flag_on(self.ann, "2021-07-26"), "losing")
        self.night("2021-07-26")
        self.assertEqual(self.changes(self.ann), [])

    def test_imported_deals_change_nothing(self):
        """YC6: an import brings deals, and neither changes nor tasks."""
        self.night(self.today)
        bob = self.make_client("Bob")
        self.make_history(bob, *(f"2021-0{month}-01" for month in range(1, 7)), source="import")
        lost = self.make_regular("Lost", last="2021-05-01")
        self.book(lost, "2021-07-21", source="import")
        self.nights("2021-07-22", "2021-07-23")
        self.assertEqual(self.changes(lost) + self.changes(bob), [])

    def test_import_catches_up_before_it_starts(self):
        """YC6: nights that were missed are written before an import begins, so its clients are not among them."""
        self.night(self.today)
        job = self.env["clientele.import"].create({"file_name": "clients.csv", "kind": "client"})
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60):
            job.with_env(self.on(self.breaks))._start()
        self.assertEqual(self.company.clientele_flag_run_on, self.breaks)
        self.assertEqual(self.changes(self.ann), [("2021-08-01", "ok", "losing")])

    def test_merge_opens_no_task(self):
        """YC6: of changes on one day one stays, and joined histories make no work."""
        bob = self.make_regular("Bob")
        self.night(self.today)
        self.night(self.breaks)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([self.ann.id, bob.id], self.ann)
        self.env.invalidate_all()
        self.assertEqual(self.changes(self.ann), [("2021-08-01", "ok", "losing")])
        self.night("2021-08-02")
        self.assertEqual(len(self.tasks(self.ann).filtered(lambda task: task.state == "open")), 1)

    def test_day_of_the_branch(self):
        """DF3: at 22:30 UTC it is the next day in Sofia, and the run is of that day."""
        branch = self.branch
        self.night("2021-07-31")
        moment = branch._utc_of(self.breaks).replace(day=31, month=7, hour=22, minute=30)
        self.patch(type(self.env["clientele.branch"]), "_now", lambda records: moment)
        root = self.company.with_context(clientele_today=None)
        self.env["clientele.flag.change"].with_context(clientele_today=None)._run(root)
        self.assertEqual(self.changes(self.ann), [("2021-08-01", "ok", "losing")])

    def test_companies_do_not_mix(self):
        """DESIGN 7: another company's run leaves this one alone, and its mark is its own."""
        other = self.env["res.company"].create({"name": "Other Ltd"})
        self.night(self.today)
        env = self.on(self.breaks)
        env["clientele.flag.change"]._run(other.with_env(env))
        self.assertEqual(self.changes(self.ann), [])
        self.assertEqual(self.company.clientele_flag_run_on, self.today)

    def test_nobody_writes_changes(self):
        """YC18: changes are read-only for everyone."""
        self.night(self.today)
        self.night(self.breaks)
        change = self.env["clientele.flag.change"].search([("partner_id", "=", self.ann.id)])
        admin = change.with_user(self.make_user("admin"))
        self.assertEqual(admin.flag_to, "losing")
        for action in (lambda: admin.write({"flag_to": "ok"}), admin.unlink, lambda: admin.copy()):
            with self.assertRaises(AccessError):
                action()

    def test_query_budget(self):
        """A night takes as many queries for thirty clients as for one."""

        def queries(day):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            count = self.night(day)
            return count, self.cr.sql_log_count - before

        self.night(self.today)
        self.night("2021-07-30")
        for number in range(30):
            self.make_regular(f"Client {number}", last="2021-07-02")
        one, few = queries(self.breaks)
        many, same = queries(self.breaks + timedelta(days=1))
        self.assertEqual((one, many), (1, 30))
        self.assertLessEqual(same, few)
        self.assertLessEqual(few, 60)
