from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from .segment_common import SegmentCase, last, visits

RUN = "odoo.addons.clientele.models.segment.clientele_action_run"


@tagged("post_install", "-at_install")
class TestActions(SegmentCase):
    """Doing something with all clients found, or with the selected (YC7, TR1, TR23, YC12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.cid = (cls.make_client(name) for name in ("Ann", "Bob", "Cid"))
        cls.all = cls.ann | cls.bob | cls.cid
        for client in (cls.ann, cls.bob):
            cls.make_visit(client, "2021-07-01")
        cls.recent = cls.env["clientele.segment"]._from_conditions("Recent", [visits(">", 0, last(1))])
        cls.label = cls.env["clientele.label"].create({"name": "Gift"})
        cls.vip = cls.env["clientele.group"].create({"name": "Very good"})

    def act(self, kind, segment=None, clients=None, **values):
        """Fill in the wizard from the segment, or from clients selected in the list.

        :return: the run, or the record that the action opens
        """
        if segment:
            opened = segment.action_act()
            wizard = self.env["clientele.action"].browse(opened["res_id"])
        else:
            context = {"active_ids": clients.ids, "active_domain": [], "active_model": "res.partner"}
            wizard = self.env["clientele.action"].with_context(**context).create({"kind": kind})
        wizard.write({"kind": kind, **values})
        action = wizard.action_apply()
        return self.env[action["res_model"]].browse(action.get("res_id"))

    def work(self, run):
        """Run the background job until its end."""
        with self.enter_registry_test_mode():
            self.env.ref("clientele.clientele_cron_action").method_direct_trigger()
        run.invalidate_recordset()

    def outcomes(self, run):
        return {row.partner_id.name: row.outcome for row in run.client_ids}

    # ---------------------------------------------------------------- what

    def test_label_of_a_segment(self):
        """YC12: a category for all found; who has it already is skipped, nobody else is touched."""
        self.ann.clientele_label_ids = self.label
        run = self.act("label_add", self.recent, label_id=self.label.id)
        self.assertEqual(run.state, "done")
        self.assertEqual(self.outcomes(run), {"Ann": "skipped", "Bob": "done"})
        self.assertEqual((run.row_count, run.changed_count, run.skipped_count, run.failed_count), (2, 1, 1, 0))
        self.assertEqual(
            [client.clientele_label_ids for client in self.all], [self.label, self.label, self.label.browse()]
        )
        self.assertEqual((run.user_id, run.segment_id), (self.env.user, self.recent))
        self.assertIn("Recent", run.words)

    def test_label_made_in_place(self):
        """YC12: with name and colour."""
        run = self.act("label_add", clients=self.cid, label_name=" Win back ", label_color=4)
        label = self.cid.clientele_label_ids
        self.assertEqual((label.name, label.color, run.label_id), ("Win back", 4, label))

    def test_label_removed(self):
        self.all.clientele_label_ids = self.label
        self.act("label_remove", clients=self.ann | self.bob, label_id=self.label.id)
        self.assertEqual(self.all.filtered("clientele_label_ids"), self.cid)

    def test_group_and_none(self):
        self.act("group", clients=self.all, group_id=self.vip.id)
        self.assertEqual(self.all.clientele_group_id, self.vip)
        self.act("group", clients=self.ann, group_id=False)
        self.assertFalse(self.ann.clientele_group_id)

    def test_discount(self):
        self.act("discount", self.recent, discount=7.5)
        self.assertEqual(self.all.mapped("clientele_personal_discount"), [7.5, 7.5, 0])
        with self.assertRaisesRegex(UserError, "between 0 and 100"):
            self.act("discount", self.recent, discount=101)

    def test_inactive_and_active(self):
        """TR1: inactive clients leave segments until they are active again."""
        self.act("inactive", self.recent)
        self.assertFalse(self.recent._clients())
        self.act("active", clients=self.ann)
        self.assertEqual(self.recent._clients(), self.ann)

    def test_archive(self):
        """YC12: who cannot be archived is refused with the reason, the others are."""
        user = self.make_user("receptionist")
        user.partner_id.is_client = True
        run = self.act("archive", clients=self.ann | user.partner_id | self.cid)
        self.assertEqual((self.ann.active, self.cid.active, user.partner_id.active), (False, False, True))
        self.assertEqual(run.failed_count, 1)
        self.assertTrue(run.client_ids.filtered(lambda row: row.outcome == "failed").reason)

    def test_call_plan(self):
        """YC18: calls spread evenly over who calls; who is in the plan already is skipped."""
        users = self.make_user("receptionist") | self.make_user("manager")
        run = self.act("call_plan", self.recent, plan_name="Win back", deadline="2021-07-30", user_ids=users.ids)
        calls = run.plan_id.task_ids
        self.assertEqual((calls.partner_id, calls.user_id), (self.ann | self.bob, users))
        again = self.act("call_plan", clients=self.all, plan_id=run.plan_id.id)
        self.assertEqual(self.outcomes(again), {"Ann": "skipped", "Bob": "skipped", "Cid": "done"})

    # ---------------------------------------------------------------- whom

    def test_all_that_a_list_found(self):
        """YC7: more than can be named are taken by the list's search, in words in the log."""
        domain = list(Domain("clientele_listed", "=", True) & Domain("clientele_visit_count", ">", 0))
        context = {"active_ids": [0] * 20000, "active_domain": domain}
        wizard = self.env["clientele.action"].with_context(**context).create({"kind": "label_add"})
        self.assertEqual(wizard.client_count, self.env["res.partner"].search_count(domain))
        wizard.label_id = self.label
        run = self.env["clientele.action.run"].browse(wizard.action_apply()["res_id"])
        self.assertIn("Visits", run.words)
        self.assertTrue((self.ann | self.bob).clientele_label_ids)
        self.assertFalse(self.cid.clientele_label_ids)

    def test_not_the_clients_of_another_company(self):
        """Only clients of the own base are found, whatever a request names."""
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        wizard = self.env["clientele.action"].create(
            {"kind": "label_add", "domain": f"[('id', 'in', [{stranger.id}])]"}
        )
        self.assertEqual(wizard.client_count, 0)
        with self.assertRaisesRegex(UserError, "no clients"):
            wizard.action_apply()

    def test_frozen_at_the_start(self):
        """Clients who enter or leave the segment while the run waits change nothing."""
        with patch(f"{RUN}.AT_ONCE", 0):
            run = self.act("label_add", self.recent, label_id=self.label.id)
        self.assertEqual((run.state, run.done_count), ("queued", 0))
        self.make_visit(self.cid, "2021-07-20")
        self.work(run)
        self.assertEqual((run.state, run.changed_count, run.progress), ("done", 2, 100))
        self.assertFalse(self.cid.clientele_label_ids)

    # ---------------------------------------------------------------- rights

    def test_rights(self):
        """Discount, group and archive are a branch manager's; the job has the rights of who started it."""
        reception = self.make_user("receptionist", "marketer")
        kinds = dict(self.env["clientele.action"].with_user(reception)._selection_kind())
        self.assertTrue({"label_add", "inactive"} <= kinds.keys())
        self.assertFalse({"discount", "group", "archive"} & kinds.keys())
        with self.assertRaisesRegex(AccessError, "branch manager"):
            select = self.env["res.partner"]._search([("id", "in", self.ann.ids)]).subselect("id")
            self.env["clientele.action.run"].with_user(reception)._launch(select, kind="discount", discount=50)

    def test_practitioner_sees_none(self):
        practitioner = self.make_user("practitioner")
        self.assertFalse(self.env["clientele.action.run"].with_user(practitioner).has_access("read"))
        with self.assertRaises(AccessError):
            self.env["clientele.action"].with_user(practitioner).create({"kind": "label_add"})

    def test_log_is_read_only(self):
        """Who did what cannot be rewritten."""
        run = self.act("label_add", self.recent, label_id=self.label.id)
        admin = self.make_user("admin", "marketer")
        for record in (run, run.client_ids[:1]):
            for access in ("write", "create", "unlink"):
                self.assertFalse(record.with_user(admin).has_access(access))
        self.assertTrue(run.with_user(admin).has_access("read"))
        self.assertFalse(run.with_user(self.make_user("receptionist")).has_access("read"))

    def test_right_lost_meanwhile(self):
        """A job whose user lost the right fails with words, and changes nothing."""
        user = self.make_user("manager", "marketer")
        with patch(f"{RUN}.AT_ONCE", 0):
            wizard = self.env["clientele.action"].with_user(user).with_context(active_ids=self.ann.ids)
            action = wizard.create({"kind": "discount", "discount": 5}).action_apply()
        run = self.env["clientele.action.run"].browse(action["res_id"])
        user.group_ids -= self.env.ref("clientele.clientele_group_manager")
        with self.assertLogs("odoo.addons.clientele", "WARNING"):
            self.work(run)
        self.assertEqual((run.state, run.done_count), ("failed", 0))
        self.assertIn("branch manager", run.error)

    # ---------------------------------------------------------------- stop, resume, undo

    def test_stop_and_go_on(self):
        """What is done stays, what is left is done later, once."""
        with patch(f"{RUN}.AT_ONCE", 0), patch(f"{RUN}_work.BATCH", 1):
            run = self.act("group", clients=self.all, group_id=self.vip.id)
            self.assertEqual(run._work_batch(), 1)
            self.assertEqual((run.state, run.done_count), ("running", 1))
            run.action_stop()
            self.work(run)
            self.assertEqual((run.state, run.done_count), ("stopped", 1))
            with self.assertRaisesRegex(UserError, "Stopped"):
                run.action_stop()
            run.action_resume()
            self.work(run)
        self.assertEqual((run.state, run.changed_count), ("done", 3))
        self.assertEqual(self.all.clientele_group_id, self.vip)

    def test_somebody_elses_run(self):
        """Only who started a run, or a branch manager, stops it."""
        with patch(f"{RUN}.AT_ONCE", 0):
            run = self.act("group", clients=self.all, group_id=self.vip.id)
        with self.assertRaises(AccessError):
            run.with_user(self.make_user("receptionist", "marketer")).action_stop()
        run.with_user(self.make_user("manager")).action_stop()
        self.assertEqual(run.state, "stopped")

    def test_undo(self):
        """Each client gets back what was there, but who was changed once more since keeps that."""
        regular = self.env["clientele.group"].create({"name": "Regular"})
        self.bob.clientele_group_id = regular
        old = self.ann.clientele_group_id
        run = self.act("group", clients=self.all, group_id=self.vip.id)
        self.cid.clientele_group_id = regular
        action = run.action_undo()
        undo = self.env["clientele.action.run"].browse(action["res_id"])
        self.assertEqual(self.outcomes(undo), {"Ann": "done", "Bob": "done", "Cid": "skipped"})
        self.assertEqual([client.clientele_group_id for client in self.all], [old, regular, regular])
        self.assertFalse(run.can_undo)
        with self.assertRaisesRegex(UserError, "undone already"):
            run.action_undo()

    def test_undo_label_and_discount(self):
        """A label that was there before stays, a discount comes back."""
        self.ann.clientele_label_ids = self.label
        self.ann.clientele_personal_discount = 3
        self.act("label_add", clients=self.ann | self.bob, label_id=self.label.id).action_undo()
        self.assertEqual(self.all.filtered("clientele_label_ids"), self.ann)
        self.act("discount", clients=self.ann | self.bob, discount=9).action_undo()
        self.assertEqual((self.ann | self.bob).mapped("clientele_personal_discount"), [3, 0])

    # ---------------------------------------------------------------- messages

    def test_message_to_exactly_these(self):
        """TR23: a new mailing; the block-list, inactive clients and core's blacklist are left out, newcomers too."""
        self.all.write({"email": "x@example.com"})
        mailing = self.act("mail", self.recent)
        self.assertEqual((mailing.mailing_type, mailing.segment_id, mailing.state), ("mail", self.recent, "draft"))
        self.assertEqual(set(mailing._get_recipients()), set((self.ann | self.bob).ids))
        self.assertEqual(mailing.total, 2)
        self.make_visit(self.cid, "2021-07-20")
        self.assertNotIn(self.cid.id, mailing._get_recipients())
        self.ann.clientele_blocked = True
        self.bob.clientele_inactive = True
        self.assertFalse(mailing._get_recipients())
        (self.ann | self.bob).write({"clientele_blocked": False, "clientele_inactive": False})
        self.ann.active = False
        mailing.mailing_domain = "[]"
        self.assertEqual(mailing._get_recipients(), self.bob.ids)

    def test_sms_to_the_selected(self):
        mailing = self.act("sms", clients=self.ann | self.cid)
        self.assertEqual(
            (mailing.mailing_type, set(mailing._get_recipients())), ("sms", set((self.ann | self.cid).ids))
        )

    def test_export_hands_over(self):
        """YC13: the wizard of the export opens for these clients."""
        wizard = self.env["clientele.action"].browse(self.recent.action_act()["res_id"])
        wizard.kind = "export"
        action = wizard.action_apply()
        self.assertEqual(action["res_model"], "clientele.export.wizard")
        export = (
            self.env["clientele.export.wizard"].with_context(**action["context"]).create({"field_names": ["phone"]})
        )
        self.assertEqual(export.client_count, 2)

    # ---------------------------------------------------------------- speed

    def test_statements(self):
        """A run over forty clients takes hardly more statements than one over four."""
        few, many = self._queries(4), self._queries(40)
        self.assertLessEqual(many, few + 4)

    def _queries(self, count):
        clients = self.env["res.partner"].create([{"name": f"C {nr}", "is_client": True} for nr in range(count)])
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.act("label_add", clients=clients, label_id=self.label.id)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
