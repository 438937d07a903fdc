from datetime import date, timedelta

from psycopg2.errors import UniqueViolation

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import ClienteleCase


class TaskCase(ClienteleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calls = cls.env.ref("clientele.clientele_funnel_calls")
        cls.win_back = cls.env.ref("clientele.clientele_funnel_win_back")
        cls.ann = cls.make_client("Ann", phone="+359 888 123 456")

    @classmethod
    def make_task(cls, client=None, **values):
        call = {"kind": "call", "funnel_id": cls.calls.id} if client else {}
        return cls.env["clientele.task"].create({"partner_id": client and client.id, **call, **values})

    @classmethod
    def result(cls, code):
        return cls.env.ref(f"clientele.clientele_result_{code}")

    def say(self, task, code, **options):
        return task.action_result(self.result(code).id, **options)

    def talks(self, client):
        return self.env["clientele.contact"].search([("partner_id", "=", client.id)])


@tagged("post_install", "-at_install")
class TestTasks(TaskCase):
    def test_task_of_an_employee(self):
        """YC18: a task needs no client; it begins in the first stage, and Done moves it to the last."""
        task = self.make_task(name="Order shampoo")
        self.assertEqual((task.stage_id.name, task.deadline, task.user_id), ("To do", self.today, self.env.user))
        task.action_done()
        self.assertEqual((task.state, task.stage_id.name, task.done_by), ("done", "Done", self.env.user))
        task.action_reopen()
        self.assertEqual((task.state, task.stage_id.name, task.done_at), ("open", "To do", False))

    def test_dragging_closes_and_opens(self):
        """YC18: a stage with an outcome closes a task, and taking it out opens it again."""
        task = self.make_task(self.ann)
        booked = self.win_back.stage_ids.filtered(lambda stage: stage.outcome == "won")
        task.funnel_id = self.win_back
        self.assertEqual(task.stage_id, self.win_back.stage_ids[0], "another funnel begins anew")
        task.stage_id = booked
        self.assertEqual((task.state, bool(task.done_at)), ("done", True))
        task.stage_id = self.win_back.stage_ids[2]
        self.assertEqual((task.state, task.done_at), ("open", False))

    def test_board_shows_all_stages(self):
        """YC18: the board of a funnel has its empty stages too."""
        self.make_task(self.ann)
        groups = (
            self.env["clientele.task"]
            .with_context(default_funnel_id=self.calls.id, read_group_expand=True)
            .formatted_read_group([("funnel_id", "=", self.calls.id)], ["stage_id"], ["__count"])
        )
        self.assertEqual([group["stage_id"][0] for group in groups], self.calls.stage_ids.ids)

    def test_form(self):
        """YC18: the branch of a task is the client's own."""
        branch = self.env["clientele.branch"].create({"name": "Second"})
        self.ann.clientele_branch_id = branch
        with Form(self.env["clientele.task"]) as form:
            form.kind = "call"
            form.partner_id = self.ann
        self.assertEqual(form.record.branch_id, branch)
        self.assertEqual((form.record.name, form.record.funnel_id), ("Call", self.calls))

    def test_funnel_follows_the_kind(self):
        """YC18: a call has the stages of calls, a plain task its own; a funnel that was chosen stays."""
        task = self.make_task(name="Order shampoo")
        self.assertEqual(task.funnel_id.name, "Tasks")
        task.kind = "call"
        self.assertEqual((task.funnel_id, task.stage_id.name), (self.calls, "To call"))
        task.funnel_id = self.win_back
        task.kind = "task"
        self.assertEqual(task.funnel_id, self.win_back)

    def test_result_without_a_stage(self):
        """YC18: in a funnel that the result does not name, it closes the call in the stage of what is done."""
        task = self.make_task(self.ann, funnel_id=self.env.ref("clientele.clientele_funnel_tasks").id)
        self.say(task, "booked")
        self.assertEqual((task.state, task.stage_id.name), ("done", "Done"))

    def test_order(self):
        """YC18: what is due first comes first, the urgent before the rest of its day, what has no day last."""
        days = [self.today + timedelta(days=number) for number in (1, 0, 0, -1)]
        later, plain, urgent, overdue = (self.make_task(name=str(day), deadline=day) for day in days)
        urgent.priority = "1"
        free = self.make_task(deadline=False)
        tasks = later | plain | urgent | overdue | free
        self.assertEqual(list(tasks.search([("id", "in", tasks.ids)])), [overdue, urgent, plain, later, free])

    def test_merge_calls_once(self):
        """YC6, YC18: two cards of one person in a plan, and two win-backs: one of each stays."""
        anne = self.make_client("Anne")
        plan = self.env["clientele.call.plan"].create({"name": "Plan"})
        plan._spread(self.ann | anne)
        for client in self.ann | anne:
            self.make_task(client, win_back=True)
        called = plan.task_ids.filtered(lambda task: task.partner_id == anne)
        self.say(called, "will_come")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([self.ann.id, anne.id], self.ann)
        self.env.invalidate_all()
        self.assertEqual(plan.task_ids, called, "who was called already is not called again")
        tasks = self.env["clientele.task"].search([("partner_id", "=", self.ann.id)])
        self.assertEqual(len(tasks), 4)
        self.assertEqual(len(tasks.filtered(lambda task: task.win_back and task.state == "open")), 1)

    @mute_logger("odoo.sql_db")
    def test_one_open_win_back(self):
        """YC18: a client has one open win-back at most."""
        first = self.make_task(self.ann, win_back=True)
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.make_task(self.ann, win_back=True).flush_recordset()
        first.action_done()
        first.flush_recordset()
        self.assertTrue(self.make_task(self.ann, win_back=True))


@tagged("post_install", "-at_install")
class TestTaskRights(TaskCase):
    def test_who_sees_what(self):
        """Practitioners have their own tasks, reception those of its branches, managers all."""
        other = self.env["clientele.branch"].create({"name": "Other"})
        users = {role: self.make_user(role) for role in ("practitioner", "receptionist", "manager")}
        for role in ("receptionist", "manager"):
            users[role].clientele_branch_ids = self.branch
        mine = self.make_task(user_id=users["practitioner"].id, branch_id=other.id)
        here = self.make_task(branch_id=self.branch.id)
        there = self.make_task(branch_id=other.id)
        nowhere = self.make_task(branch_id=False)
        nowhere.branch_id = False
        all_tasks = mine | here | there | nowhere
        seen = {
            role: self.env["clientele.task"].with_user(user).search([("id", "in", all_tasks.ids)]).sudo(False)
            for role, user in users.items()
        }
        self.assertEqual(seen["practitioner"].ids, mine.ids)
        self.assertEqual(set(seen["receptionist"].ids), set((here | nowhere).ids))
        self.assertEqual(set(seen["manager"].ids), set(all_tasks.ids))

    def test_phone_needs_the_right(self):
        """DESIGN 7: who may not see contact data finds no phone in the tasks, also not by the field of the task."""
        user = self.make_user("receptionist")
        task = self.make_task(self.ann).with_user(user)
        names = task.fields_get()
        self.assertNotIn("phone", names)
        self.assertIn("phone", task.with_user(self.make_user("receptionist", "contact_data")).fields_get())

    def test_practitioner_closes_the_own_call(self):
        """TR5: a practitioner may not write talks, but what the own call ended with is logged."""
        user = self.make_user("practitioner")
        task = self.make_task(self.ann, user_id=user.id).with_user(user)
        task.action_result(self.result("booked").id)
        self.assertEqual(self.talks(self.ann).user_id, user)

    def test_other_companies(self):
        """DESIGN 7: nobody sees tasks, plans or changes of a company that is not the own."""
        other = self.env["res.company"].create({"name": "Other Ltd"})
        task = self.make_task(company_id=other.id)
        plan = self.env["clientele.call.plan"].create({"name": "Theirs", "company_id": other.id})
        user = self.make_user("manager")
        for record in (task, plan):
            self.assertFalse(record.with_user(user).search([("id", "=", record.id)]))


@tagged("post_install", "-at_install")
class TestCalls(TaskCase):
    def test_result_logs_a_talk_once(self):
        """TR5: closing a call logs a talk, once however often it is clicked, and the client counts as talked to."""
        task = self.make_task(self.ann)
        task.note = "After the holidays"
        for _click in range(2):
            self.say(task, "will_come")
        talk = self.talks(self.ann)
        self.assertEqual(
            (talk.summary, talk.note, talk.kind, talk.day), ("Will come", "After the holidays", "call", self.today)
        )
        self.assertEqual((task.state, task.reached, task.attempts, task.stage_id.name), ("done", True, 1, "Called"))
        self.assertFacts(self.ann, last_contact=self.today)

    def test_correcting_a_result_corrects_the_talk(self):
        """TR5: opened again and closed with another result on the same day, it is the same talk; next day another."""
        task = self.make_task(self.ann)
        self.say(task, "will_come")
        task.action_reopen()
        self.say(task, "booked")
        self.assertEqual(self.talks(self.ann).summary, "Booked")
        task.action_reopen()
        self.say(task.with_env(self.on(self.today + timedelta(days=1))), "refused")
        self.assertEqual(len(self.talks(self.ann)), 2)

    def test_no_answer_puts_off(self):
        """YC18: nobody answered: no talk, the task is due again in a day and stays open."""
        task = self.make_task(self.ann, deadline=date(2021, 7, 1))
        self.say(task, "no_answer")
        self.assertFalse(self.talks(self.ann))
        self.assertEqual((task.state, task.deadline, task.attempts), ("open", self.today + timedelta(days=1), 1))
        self.assertEqual((task.stage_id.name, task.reached), ("Call again", False))
        self.say(task, "no_answer")
        self.assertEqual(task.attempts, 2)

    def test_thinking_stays_open_and_is_a_talk(self):
        """YC18: in the win-back funnel a client who thinks about it moves there, and is called in a week."""
        task = self.make_task(self.ann, funnel_id=self.win_back.id)
        self.say(task, "thinking")
        self.assertEqual((task.state, task.stage_id.name), ("open", "Thinking"))
        self.assertEqual(task.deadline, self.today + timedelta(days=7))
        self.assertEqual(len(self.talks(self.ann)), 1)

    def test_refused_is_left_alone(self):
        """YC18: who refused is taken out of all other calls; other tasks about the client stay."""
        task, other = self.make_task(self.ann), self.make_task(self.ann)
        parcel = self.make_task(self.ann, kind="task", name="Send the parcel")
        stranger = self.make_task(self.make_client("Bob"))
        self.say(task, "refused")
        self.assertEqual((task.state, task.stage_id.outcome), ("done", "lost"))
        self.assertEqual((other.state, parcel.state, stranger.state), ("cancelled", "open", "open"))

    def test_choices(self):
        """YC18: the buttons are there for open calls about a client."""
        task = self.make_task(self.ann)
        self.assertIn(self.result("booked"), task.choice_ids)
        other = self.env["res.company"].create({"name": "Other Ltd"})
        foreign = self.result("booked").copy({"code": "foreign", "company_id": other.id})
        self.assertNotIn(foreign, task.choice_ids)
        self.assertFalse(self.make_task(name="Plain").choice_ids)
        self.say(task, "booked")
        task.invalidate_recordset()
        self.assertFalse(task.choice_ids)

    def test_next_call(self):
        """YC18: after a result comes the next call of the plan, in its order; after the last one the plan."""
        clients = self.env["res.partner"].concat(*(self.make_client(f"Client {nr}") for nr in range(3)))
        plan = self.env["clientele.call.plan"].create({"name": "Plan", "deadline": self.today})
        plan._spread(clients)
        self.make_task(self.ann, deadline=date(2021, 1, 1))
        first, second, third = plan.task_ids.sorted("id")
        self.assertEqual(plan.action_call()["res_id"], first.id)
        self.assertEqual(self.say(first, "no_answer", go_on=True)["res_id"], second.id)
        self.assertEqual(self.say(second, "booked", go_on=True)["res_id"], third.id)
        self.assertEqual(self.say(third, "booked", go_on=True)["res_id"], first.id, "nobody answered there")
        last = self.say(first, "booked", go_on=True)
        self.assertEqual((last["tag"], last["params"]["next"]["res_id"]), ("display_notification", plan.id))
        self.assertEqual(plan.progress, 100)

    def test_next_call_without_a_plan(self):
        """YC18: without a plan the next one is what is due until today."""
        first, second = self.make_task(self.ann), self.make_task(self.make_client("Bob"))
        self.make_task(self.make_client("Carl"), deadline=self.today + timedelta(days=1))
        self.assertEqual(self.say(first, "booked", go_on=True)["res_id"], second.id)
        self.assertEqual(self.say(second, "booked", go_on=True)["tag"], "display_notification")
