from collections import Counter
from datetime import timedelta

from odoo import Command
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ...models.client import clientele_call_plan_spread
from .test_tasks import TaskCase


@tagged("post_install", "-at_install")
class TestCallPlans(TaskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.env["res.users"].concat(*(cls.make_user(role) for role in ("receptionist", "manager", "admin")))
        cls.clients = cls.env["res.partner"].create([{"name": f"Client {nr}", "is_client": True} for nr in range(10)])

    def make_plan(self, **values):
        return self.env["clientele.call.plan"].create(
            {"name": "Ask why", "user_ids": [Command.set(self.users.ids)], **values}
        )

    def shares(self, plan):
        """:return: how many calls each user has, in the order of their ids"""
        counts = Counter(plan.task_ids.user_id.mapped("id") and [task.user_id.id for task in plan.task_ids])
        return [counts[user.id] for user in self.users.sorted("id")]

    def test_spread_evenly(self):
        """YC18: 10 clients over 3 users are 4, 3 and 3; a task each, due as the plan says."""
        plan = self.make_plan(deadline=self.today + timedelta(days=5))
        self.assertEqual(plan._spread(self.clients), 10)
        self.assertEqual(self.shares(plan), [4, 3, 3])
        self.assertEqual(plan.task_ids.partner_id, self.clients)
        self.assertEqual(set(plan.task_ids.mapped("deadline")), {plan.deadline})
        self.assertEqual(set(plan.task_ids.mapped("stage_id.name")), {"To call"})
        self.assertEqual((plan.task_count, plan.open_count, plan.progress), (10, 10, 0))

    def test_spread_again_changes_nothing(self):
        """YC18: a client is in a plan once; who comes later evens the shares out."""
        plan = self.make_plan()
        plan._spread(self.clients[:4])
        before = {task.partner_id: task.user_id for task in plan.task_ids}
        self.assertEqual(plan._spread(self.clients[:4]), 0)
        self.assertEqual(plan._spread(self.clients), 6)
        after = {task.partner_id: task.user_id for task in plan.task_ids}
        self.assertEqual({client: after[client] for client in before}, before)
        self.assertEqual(self.shares(plan), [4, 3, 3])

    def test_new_user_gets_the_next_ones(self):
        """YC18: who joins later takes what comes until all have the same."""
        plan = self.make_plan(user_ids=[Command.set(self.users.sorted("id")[0].ids)])
        plan._spread(self.clients[:4])
        plan.user_ids = self.users
        plan._spread(self.clients)
        self.assertEqual(self.shares(plan), [4, 3, 3])

    def test_spread_by_sql_in_batches(self):
        """YC18: a segment hands over SQL; batches of any size end in the same shares."""
        plan = self.make_plan()
        clients = SQL("SELECT id FROM res_partner WHERE id = ANY(%s)", self.clients.ids)
        self.patch(clientele_call_plan_spread, "BATCH", 3)
        made, after, sizes = 0, 0, []
        while after is not None:
            count, after = plan._spread_batch(clients, after, 3)
            made += count
            sizes.append(count)
        self.assertEqual((made, sizes, self.shares(plan)), (10, [3, 3, 3, 1], [4, 3, 3]))

    def test_nobody_calls(self):
        """YC18: without users the calls are there for everyone."""
        plan = self.make_plan(user_ids=[])
        plan._spread(self.clients)
        self.assertFalse(plan.task_ids.user_id)
        self.assertEqual(plan.mine_count, 10)

    def test_who_is_left_out(self):
        """TR1, YC18: archived clients and mere contacts are left out, inactive ones only by who asks."""
        plan = self.make_plan()
        archived, contact = self.clients[0], self.env["res.partner"].create({"name": "Supplier"})
        archived.active = False
        self.clients[1].clientele_inactive = True
        plan._spread(self.clients | contact)
        self.assertEqual(plan.task_ids.partner_id, self.clients[1:])

    def test_query_budget(self):
        """A thousand clients take as many queries as ten."""
        many = self.env["res.partner"].create([{"name": f"Many {nr}", "is_client": True} for nr in range(300)])
        self.env.flush_all()

        def queries(clients):
            plan = self.make_plan()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(plan._spread(clients), len(clients))
            return self.cr.sql_log_count - before

        queries(self.clients)
        few = queries(self.clients)
        self.assertEqual(queries(many), few)
        self.assertLessEqual(few, 12)

    def test_results(self):
        """YC18: how far the plan is, and ending it cancels what is open."""
        plan = self.make_plan()
        plan._spread(self.clients)
        self.say(plan.task_ids[0], "booked")
        self.say(plan.task_ids[1], "no_answer")
        self.assertEqual((plan.open_count, plan.progress), (9, 10))
        plan.action_close()
        self.assertFalse(plan.active)
        self.assertEqual(Counter(plan.task_ids.mapped("state")), {"done": 1, "cancelled": 9})

    def test_plan_moves_its_calls(self):
        """YC18: another day for the plan is another day for what is still to call."""
        plan = self.make_plan()
        plan._spread(self.clients[:2])
        first, second = plan.task_ids
        self.say(first, "booked")
        plan.deadline = self.today + timedelta(days=9)
        self.assertEqual([first.deadline, second.deadline], [self.today, self.today + timedelta(days=9)])

    def test_from_selected_clients(self):
        """TR1: selected clients go into a new plan or into one that is there."""
        user = self.make_user("receptionist", "contact_data")
        Add = self.env["clientele.call.plan.add"].with_user(user).with_context(default_partner_ids=self.clients.ids)
        with Form(Add) as form:
            form.name = "New colours"
        action = form.record.action_add()
        plan = self.env["clientele.call.plan"].browse(action["res_id"])
        self.assertEqual((plan.name, len(plan.task_ids), plan.task_ids.user_id), ("New colours", 10, user))
        with Form(Add.with_context(default_partner_ids=(self.ann | self.clients).ids)) as form:
            form.plan_id = plan.with_user(user)
        form.record.action_add()
        self.assertEqual(len(plan.task_ids), 11)
