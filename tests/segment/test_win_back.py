from datetime import date, time, timedelta

from odoo.tests import tagged

from .flag_common import FlagCase


@tagged("post_install", "-at_install")
class TestWinBack(FlagCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maria = cls.make_user("practitioner")
        cls.practitioner.user_id = cls.maria

    def slip(self):
        """The nights around the day on which regulars begin to slip away.

        :return: Ann's win-back task
        """
        self.night(self.today)
        self.night(self.breaks)
        return self.tasks(self.ann)

    def test_task_for_the_last_practitioner(self):
        """YC18: OK to losing opens a call for who served the client last, in the win-back funnel."""
        task = self.slip()
        self.assertEqual((task.user_id, task.kind, task.state), (self.maria, "call", "open"))
        self.assertEqual((task.funnel_id.name, task.stage_id.name), ("Win-back", "To call"))
        self.assertEqual((task.opened_on, task.deadline), (self.breaks, self.breaks + timedelta(days=3)))
        change = self.env["clientele.flag.change"].search([("partner_id", "=", self.ann.id)])
        self.assertEqual(change.task_id, task)

    def test_else_reception(self):
        """YC18: a practitioner without a user, who left, or whose user is archived: the branch's reception, else the
        company's."""
        reception, office = self.make_user("receptionist"), self.make_user("manager")
        self.company.clientele_win_back_user_id = office
        self.branch.user_id = reception
        gone = self.make_regular("Gone")
        left = self.practitioner.copy({"name": "Left", "user_id": self.maria.id})
        lines = [{"product_id": self.service.id, "resource_id": left.id}]
        self.make_visit(gone, "2021-07-01", lines=lines)
        left.active = False
        nobody = self.practitioner.copy({"name": "No user", "user_id": False})
        elsewhere = self.make_regular("Elsewhere")
        other = self.env["clientele.branch"].create({"name": "Other", "user_id": False})
        elsewhere.clientele_branch_id = other
        self.make_visit(elsewhere, "2021-07-01", lines=[{"product_id": self.service.id, "resource_id": nobody.id}])
        self.slip()
        self.assertEqual(self.tasks(gone).user_id, reception)
        self.assertEqual(self.tasks(elsewhere).user_id, office)
        self.assertEqual(self.tasks(elsewhere).branch_id, other)

    def test_who_is_not_called(self):
        """TR1, YC18: inactive, blocked and archived clients get no task; that they slip away is written."""
        inactive, blocked, archived = (self.make_regular(name) for name in ("Inactive", "Blocked", "Archived"))
        inactive.clientele_inactive = True
        blocked.clientele_blocked = True
        archived.active = False
        self.slip()
        self.assertFalse(self.tasks(inactive) | self.tasks(blocked) | self.tasks(archived))
        self.assertEqual([len(self.changes(client)) for client in (inactive, blocked)], [1, 1])

    def test_switched_off(self):
        """YC18: the company may do without; changes are written all the same."""
        self.company.clientele_win_back = False
        self.assertFalse(self.slip())
        self.assertEqual(len(self.changes(self.ann)), 1)

    def test_open_task_is_not_doubled(self):
        """YC18: back by a booking, which is cancelled: the task that won opens again, and there is no second one."""
        task = self.slip()
        visit = self.book(self.ann, "2021-08-20", on="2021-08-03", state="booked")
        self.assertEqual((task.state, task.stage_id.outcome, task.visit_id), ("done", "won", visit))
        self.night("2021-08-04")
        visit.with_env(self.on("2021-08-05")).action_cancel()
        self.assertEqual((task.state, task.stage_id.name, task.visit_id.id), ("open", "To call", False))
        self.nights("2021-08-05", "2021-08-07")
        self.assertEqual(self.tasks(self.ann), task)

    def test_back_before_the_run(self):
        """YC18: who came back during nights that were missed is not called."""
        self.night(self.today)
        self.book(self.ann, "2021-08-05")
        self.night("2021-08-10")
        self.assertEqual([change[2] for change in self.changes(self.ann)], ["losing", "ok"])
        self.assertFalse(self.tasks(self.ann))

    def test_won_by_a_visit(self):
        """YC18: coming without a booking moves the task to won, with the visit and what it was worth."""
        task = self.slip()
        visit = self.book(self.ann, "2021-08-05")
        self.assertEqual((task.stage_id.name, task.state, task.visit_id), ("Booked", "done", visit))
        row = self.env["clientele.task.report"].search([("task_id", "=", task.id)])
        self.assertEqual((row.tasks, row.reached, row.booked, row.came, row.value), (1, 0, 1, 1, 20))

    def test_refused_and_came_all_the_same(self):
        """YC18: what counts is what the client does within the days of the funnel, both days included."""
        task = self.slip()
        task.with_env(self.on(self.breaks)).action_result(self.env.ref("clientele.clientele_result_refused").id)
        late = self.breaks + timedelta(days=61)
        self.book(self.ann, late, state="booked")
        self.assertFalse(task.visit_id, "a day too late")
        last = late - timedelta(days=1)
        visit = self.book(self.ann, late, on=last, state="booked", at=time(15))
        self.assertEqual((task.visit_id, task.stage_id.outcome), (visit, "won"))

    def test_booked_before_the_call_is_not_won(self):
        """YC18: a call plan did not bring what was booked before it."""
        visit = self.make_visit(self.ann, "2021-07-30", state="booked")
        env = self.on("2021-07-25")
        plan = self.env["clientele.call.plan"].with_env(env).create({"name": "Plan"})
        plan._spread(self.ann)
        visit.with_env(self.on("2021-07-30")).action_done()
        self.assertFalse(plan.task_ids.visit_id)

    def test_won_call_of_a_plan(self):
        """YC18: booked within the days of the funnel after the call."""
        plan = self.env["clientele.call.plan"].create({"name": "Plan"})
        plan._spread(self.ann)
        visit = self.make_visit(self.ann, "2021-07-30", state="booked")
        self.assertEqual((plan.task_ids.visit_id, plan.task_ids.state), (visit, "done"))
        self.assertEqual(plan.progress, 100)

    def test_numbers_of_funnel_and_plan(self):
        """YC18: tasks, reached, booked, came and value, on the funnel."""
        self.make_regular("Bob")
        task = self.slip()
        task.with_env(self.on(self.breaks)).action_result(self.env.ref("clientele.clientele_result_will_come").id)
        self.book(self.ann, "2021-08-05")
        funnel = self.env.ref("clientele.clientele_funnel_win_back")
        numbers = [funnel[name] for name in ("number_of_tasks", "reached", "booked", "came", "value")]
        self.assertEqual(numbers, [2, 1, 1, 1, 20])

    def test_task_of_a_year_ago_is_not_won(self):
        """YC18: and a task that was cancelled is not won either."""
        task = self.slip()
        task.action_cancel()
        self.book(self.ann, "2021-08-05")
        self.assertFalse(task.visit_id)
        self.assertEqual(task.opened_on, date(2021, 8, 1))
