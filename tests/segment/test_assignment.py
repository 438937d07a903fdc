from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .segment_common import SegmentCase, asks, last, visits

WORK = "odoo.addons.clientele.models.segment.clientele_assignment_work"


class AssignmentCase(SegmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.cid = (cls.make_client(name) for name in ("Ann", "Bob", "Cid"))
        cls.all = cls.ann | cls.bob | cls.cid
        cls.regular, cls.vip = cls.env["clientele.group"].create([{"name": "Regular"}, {"name": "Very good"}])
        cls.label = cls.env["clientele.label"].create({"name": "Gift"})
        cls.came = cls.env["clientele.segment"]._from_conditions("Came", [visits(">", 0, last(1))])
        cls.often = cls.env["clientele.segment"]._from_conditions("Often", [visits(">", 1, last(1))])

    def rule(self, segment, **values):
        values = {"kind": "group", "group_id": self.vip.id, **values} if "kind" not in values else values
        return self.env["clientele.assignment"].create({"segment_id": segment.id, **values})

    def night(self, on=None):
        """The nightly job, without its commits."""
        assignment = self.env["clientele.assignment"]
        if on:
            assignment = assignment.with_env(self.on(on))
        with patch(f"{WORK}.commit_batch", lambda env, work: work()):
            assignment._cron_assign()
        self.env.invalidate_all()

    def commit(self):
        """What happens before a commit."""
        self.env.cr.precommit.run()

    def log(self):
        lines = self.env["clientele.assignment.log"].search([], order="id")
        return [(line.partner_id.name, line.change, line.reason) for line in lines]


@tagged("post_install", "-at_install")
class TestAssignment(AssignmentCase):
    """Groups, labels and discounts that follow from segments (YC3, TR18)."""

    def test_group_at_night(self):
        """Who is in gets it, with a line in the log; the second night changes nothing."""
        rule = self.rule(self.came)
        self.make_visit(self.ann, "2021-07-01")
        self.night()
        self.assertEqual([client.clientele_group_id.name for client in self.all], ["Very good", False, False])
        self.assertEqual(self.log(), [("Ann", "none → Very good", "entered")])
        self.night()
        self.assertEqual(len(self.log()), 1)
        self.assertEqual((rule.client_count, rule.log_count), (1, 1))

    def test_at_the_commit(self):
        """Closing a visit is enough."""
        self.rule(self.came)
        self.make_visit(self.ann, "2021-07-01")
        self.commit()
        self.assertEqual(self.ann.clientele_group_id, self.vip)
        self.assertEqual(self.log(), [("Ann", "none → Very good", "entered")])
        self.night()
        self.assertEqual(len(self.log()), 1)

    def test_at_the_commit_by_master_data(self):
        """Segments that ask for what people write on the card, too."""
        segment = self.segment(asks("vip", "yes"))
        self.rule(segment, kind="discount", discount=5)
        self.bob.clientele_vip = True
        self.commit()
        self.assertEqual(self.all.mapped("clientele_personal_discount"), [0, 5, 0])

    def test_discount_and_label(self):
        self.rule(self.came, kind="discount", discount=7.5)
        self.rule(self.came, kind="label", label_id=self.label.id)
        self.make_visit(self.bob, "2021-07-01")
        self.night()
        self.assertEqual(self.all.mapped("clientele_personal_discount"), [0, 7.5, 0])
        self.assertEqual(self.all.filtered("clientele_label_ids"), self.bob)
        self.assertEqual(sorted(self.log()), [("Bob", "0 % → 7.5 %", "entered"), ("Bob", "Gift: No → Yes", "entered")])

    def test_take_away(self):
        """Who leaves gets back what there was before: on the last day in, and on the first out."""
        self.rule(self.came, take_away=True)
        self.rule(self.came, kind="label", label_id=self.label.id, take_away=True)
        default = self.env["clientele.group"].create({"name": "New", "is_default": True})
        self.ann.clientele_group_id = default
        self.make_visit(self.ann, "2021-07-01")
        self.night()
        self.night("2021-07-31")
        self.assertEqual((self.ann.clientele_group_id, self.ann.clientele_label_ids), (self.vip, self.label))
        self.night("2021-08-01")
        self.assertEqual((self.ann.clientele_group_id, self.ann.clientele_label_ids.ids), (default, []))
        self.assertIn(("Ann", "Very good → New", "left"), self.log())

    def test_stays_without_take_away(self):
        self.rule(self.came)
        self.make_visit(self.ann, "2021-07-01")
        self.night()
        self.night("2021-09-01")
        self.assertEqual(self.ann.clientele_group_id, self.vip)

    def test_chosen_by_a_person_stays(self):
        """By hand before the rule, or after it: stays, and is not taken away either."""
        self.rule(self.came, take_away=True)
        self.ann.clientele_group_id = self.regular
        for client in (self.ann, self.bob):
            self.make_visit(client, "2021-07-01")
        self.night()
        self.assertEqual([client.clientele_group_id for client in (self.ann, self.bob)], [self.regular, self.vip])
        self.bob.clientele_group_id = self.regular
        self.night()
        self.night("2021-09-01")
        self.assertEqual([client.clientele_group_id for client in (self.ann, self.bob)], [self.regular] * 2)

    def test_group_of_new_clients_was_chosen_by_nobody(self):
        default = self.env["clientele.group"].create({"name": "New", "is_default": True})
        self.rule(self.came)
        self.ann.clientele_group_id = default
        self.make_visit(self.ann, "2021-07-01")
        self.night()
        self.assertEqual(self.ann.clientele_group_id, self.vip)

    def test_overrule(self):
        """What a person chose is replaced, and comes back when the client leaves."""
        self.rule(self.came, overrule=True, take_away=True)
        self.ann.clientele_group_id = self.regular
        self.make_visit(self.ann, "2021-07-01")
        self.night()
        self.assertEqual(self.ann.clientele_group_id, self.vip)
        self.assertEqual(self.log(), [("Ann", "Regular → Very good", "overruled")])
        self.night("2021-09-01")
        self.assertEqual(self.ann.clientele_group_id, self.regular)

    def test_label_removed_by_a_person(self):
        """It does not come back by itself, unless the rule overrules people."""
        rule = self.rule(self.came, kind="label", label_id=self.label.id)
        self.make_visit(self.ann, "2021-07-01")
        self.night()
        self.ann.clientele_label_ids = False
        self.night()
        self.assertFalse(self.ann.clientele_label_ids)
        rule.overrule = True
        self.night()
        self.assertEqual(self.ann.clientele_label_ids, self.label)

    def test_first_wins(self):
        """Two rules for one thing: the first by sequence, and the other way round once they change places."""
        first = self.rule(self.often, sequence=1)
        second = self.rule(self.came, sequence=2, kind="group", group_id=self.regular.id)
        self.make_history(self.ann, "2021-07-01", "2021-07-02")
        self.make_visit(self.bob, "2021-07-01")
        self.night()
        self.assertEqual([client.clientele_group_id for client in (self.ann, self.bob)], [self.vip, self.regular])
        self.assertEqual((first.conflict_count, second.conflict_count), (0, 1))
        opened = second.action_open_conflicts()
        self.assertEqual(self.env["res.partner"].search(opened["domain"]), self.ann)
        first.sequence = 3
        self.night()
        self.assertEqual(self.ann.clientele_group_id, self.regular)
        self.assertEqual((first.conflict_count, second.conflict_count), (1, 0))

    def test_fight_is_told_once(self):
        """The administrators get one activity, not one per night; it goes when the fight is over."""
        self.rule(self.often, sequence=1)
        second = self.rule(self.came, sequence=2, kind="group", group_id=self.regular.id)
        self.make_history(self.ann, "2021-07-01", "2021-07-02")
        for __ in range(3):
            self.night()
        self.assertEqual(len(second.activity_ids), 1)
        self.assertTrue(second.activity_ids.user_id.has_group("clientele.clientele_group_admin"))
        second.activity_ids.action_feedback()
        self.night()
        self.assertFalse(second.activity_ids)
        second.group_id = self.vip
        self.night()
        self.assertFalse(second.conflict_told)

    def test_same_value_is_no_fight(self):
        self.rule(self.often, sequence=1)
        second = self.rule(self.came, sequence=2)
        self.make_history(self.ann, "2021-07-01", "2021-07-02")
        self.night()
        self.assertEqual(second.conflict_count, 0)

    def test_second_rule_takes_over(self):
        """Who leaves the first rule's segment and is in the second's gets what that gives, then what was before."""
        self.rule(self.often, sequence=1, take_away=True)
        self.rule(self.came, sequence=2, kind="group", group_id=self.regular.id, take_away=True)
        self.make_history(self.ann, "2021-07-01", "2021-07-10")
        self.night()
        self.assertEqual(self.ann.clientele_group_id, self.vip)
        self.night("2021-08-05")
        self.assertEqual(self.ann.clientele_group_id, self.regular)
        self.night("2021-09-05")
        self.assertFalse(self.ann.clientele_group_id)

    def test_changed_segment(self):
        """A rule follows its segment's conditions at once, though it keeps them at hand."""
        self.rule(self.came, take_away=True)
        self.make_visit(self.ann, "2021-07-01")
        self.night()
        self.came.definition = {"blocks": [[visits(">", 5)]]}
        self.night()
        self.assertFalse(self.ann.clientele_group_id)
        self.came.definition = {"blocks": [[visits(">", 0)]]}
        self.make_visit(self.bob, "2021-07-02")
        self.commit()
        self.assertEqual(self.bob.clientele_group_id, self.vip)

    def test_changed_value(self):
        """What a rule gave follows the rule."""
        rule = self.rule(self.came)
        self.make_visit(self.ann, "2021-07-01")
        self.night()
        rule.group_id = self.regular
        self.night()
        self.assertEqual(self.ann.clientele_group_id, self.regular)

    def test_archived_or_deleted_rule(self):
        """What it gave stays as it is."""
        rule = self.rule(self.came, take_away=True)
        self.make_visit(self.ann, "2021-07-01")
        self.night()
        rule.active = False
        self.night("2021-09-01")
        self.assertEqual(self.ann.clientele_group_id, self.vip)
        rule.unlink()
        self.night("2021-09-01")
        self.assertEqual(self.ann.clientele_group_id, self.vip)

    def test_rule_needs_a_value(self):
        with self.assertRaisesRegex(ValidationError, "which group"):
            self.rule(self.came, kind="label")

    def test_circle(self):
        """A rule that would undo itself every night is refused."""
        segment = self.segment(asks("group", "empty"))
        self.rule(segment)
        with self.assertRaisesRegex(ValidationError, "undo itself"):
            self.rule(segment, take_away=True)

    def test_chain(self):
        """A label that one rule gives may be what another's segment asks."""
        gifted = self.segment(asks("label", "any", label_ids=self.label.ids))
        self.rule(gifted, sequence=1)
        self.rule(self.came, sequence=2, kind="label", label_id=self.label.id)
        self.make_visit(self.ann, "2021-07-01")
        self.night()
        self.assertEqual(self.ann.clientele_group_id, self.vip)

    def test_import_waits_for_the_night(self):
        """YC6: an import assigns nothing row by row."""
        self.rule(self.came)
        client = self.env["clientele.client"].with_context(clientele_created_from="import")
        self.make_visit(self.ann, "2021-07-01")
        self.env.cr.precommit.clear()
        client._touch(self.ann.ids)
        self.commit()
        self.assertFalse(self.ann.clientele_group_id)
        self.night()
        self.assertEqual(self.ann.clientele_group_id, self.vip)

    def test_error_waits_for_the_night(self):
        """A visit is closed whatever becomes of the rules."""
        self.rule(self.came)
        self.make_visit(self.ann, "2021-07-01")
        with (
            patch.object(type(self.env["clientele.assignment"]), "_found", side_effect=ValueError("broken")),
            self.assertLogs(WORK, "WARNING"),
        ):
            self.commit()
        self.assertFalse(self.ann.clientele_group_id)

    def test_other_company(self):
        """Rules of one base leave the clients of another alone."""
        other = self.env["res.company"].create({"name": "Other"})
        self.rule(self.came)
        self.env["clientele.client"]._ensure(self.ann, other)
        self.make_visit(self.ann, "2021-07-01")
        self.night()
        self.assertTrue(self.ann.clientele_group_id)
        self.assertFalse(self.ann.with_company(other).clientele_group_id)

    def test_merge(self):
        """Merged clients keep one note of what they have by a rule."""
        self.rule(self.came, take_away=True)
        for client in (self.ann, self.bob):
            self.make_visit(client, "2021-07-01")
        self.night()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.ann | self.bob).ids, self.bob)
        self.night("2021-09-01")
        self.assertFalse(self.bob.clientele_group_id)

    def test_rights(self):
        """Rules are set up by administrators; the log is nobody's to write."""
        rule = self.rule(self.came)
        manager, admin = self.make_user("manager", "marketer"), self.make_user("admin", "marketer")
        self.assertTrue(rule.with_user(manager).has_access("read"))
        with self.assertRaises(AccessError):
            rule.with_user(manager).take_away = True
        rule.with_user(admin).take_away = True
        for access in ("write", "create", "unlink"):
            self.assertFalse(self.env["clientele.assignment.log"].with_user(admin).has_access(access))

    def test_notice_that_it_is_being_applied(self):
        self.assertEqual(self.rule(self.came).action_apply()["tag"], "display_notification")


@tagged("post_install", "-at_install")
class TestAssignmentBudget(AssignmentCase):
    """What rules cost a visit that is closed."""

    def test_closing_a_visit_with_ten_rules(self):
        """Ten rules are asked by one statement: they cost hardly more than one does."""
        self.env["clientele.assignment"].create({"segment_id": self.came.id, "kind": "discount", "discount": 3})
        one = self._queries(self.ann)
        for number in range(9):
            segment = self.env["clientele.segment"]._from_conditions(
                f"Segment {number}", [visits(">", number + 5, last(1)), asks("spent", ">", number)]
            )
            self.rule(segment, kind="discount", discount=number + 1)
        ten = self._queries(self.bob)
        self.assertLessEqual(ten, one + 1)  # the days of the base's history, once
        self.assertLessEqual(ten - self._queries(self.cid, rules=False), 13)

    def _queries(self, client, rules=True):
        """:return: statements between a second visit of the day and its commit, when all is cached"""
        self.make_visit(client, "2021-07-01")
        self.commit()
        self.make_visit(client, "2021-07-01")
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        if not rules:
            with patch.object(type(self.env["clientele.assignment"]), "_assign_touched"):
                self.commit()
        else:
            self.commit()
        return self.env.cr.sql_log_count - before

    def test_night_takes_as_many_statements_for_fifty_as_for_one(self):
        self.rule(self.came, take_away=True)
        self.make_visit(self.ann, "2021-07-01")
        self.night()
        self.make_visit(self.bob, "2021-07-01")
        self._forget_touched()
        few = self._night_queries()
        for number in range(50):
            self.make_visit(self.make_client(f"Client {number}"), "2021-07-02")
        self._forget_touched()
        self.assertEqual(self._night_queries(), few)

    def _forget_touched(self):
        """Leave the clients to the night, with their facts right."""
        self.env["clientele.client"]._refresh_touched()
        self.env.cr.precommit.clear()

    def _night_queries(self):
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.night()
        return self.env.cr.sql_log_count - before
