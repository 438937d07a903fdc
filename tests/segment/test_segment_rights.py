from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .segment_common import SegmentCase, asks, last, visits


@tagged("post_install", "-at_install")
class TestSegmentRights(SegmentCase):
    """Who may ask what, and sees whom (DESIGN 7, YC4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketer = cls.make_user("receptionist", "marketer")
        cls.ann = cls.make_client("Ann")
        cls.make_visit(cls.ann, "2021-07-01")

    def as_user(self, user, company=None):
        context = {**self.env.context, **({"allowed_company_ids": company.ids} if company else {})}
        return self.env(user=user, context=context)["clientele.segment"]

    def test_who_may(self):
        segment = self.segment(visits(">", 0))
        for role in ("practitioner", "receptionist"):
            with self.assertRaises(AccessError):
                self.as_user(self.make_user(role)).browse(segment.id).read(["name"])
        manager = self.make_user("manager")
        self.assertEqual(self.as_user(manager).browse(segment.id).client_count, 1)
        with self.assertRaises(AccessError):
            self.as_user(manager).create({"name": "Mine"})
        self.assertTrue(self.as_user(self.marketer).create({"name": "Mine"}))

    def test_turnover(self):
        """Conditions on money need the right, whichever way they come in."""
        segments = self.as_user(self.marketer)
        money = [asks(kind, ">", 1) for kind in ("spent", "average_check", "debt", "turnover", "money_score")]
        money.append(asks("check_band", "any", choices="00"))
        for condition in money:
            with self.subTest(condition), self.assertRaisesRegex(UserError, "right to see turnover"):
                segments.create({"name": "Rich", "definition": {"blocks": [[condition]]}})
        segment = segments.create({"name": "Plain", "definition": {"blocks": [[visits(">", 0)]]}})
        with self.assertRaisesRegex(UserError, "right to see turnover"), self.env.cr.savepoint():
            segment.write({"condition_ids": [Command.create({"kind": "spent", "operator": ">", "value": 1})]})
        with self.assertRaisesRegex(UserError, "right to see turnover"), self.env.cr.savepoint():
            segment.condition_ids.write({"kind": "spent"})
        allowed = self.as_user(self.make_user("receptionist", "marketer", "turnover"))
        shared = allowed._from_conditions("Shared", [asks("spent", ">", 1)])
        self.assertEqual(shared.with_user(self.marketer)._clients(), self.ann.with_user(self.marketer))
        with self.assertRaisesRegex(UserError, "right to see turnover"), self.env.cr.savepoint():
            shared.with_user(self.marketer).condition_ids.write({"value": 19})

    def test_why_tells_no_turnover(self):
        definition = self.env["clientele.segment"]._read_definition({"blocks": [[asks("spent", ">", 1)]]})
        for user, value in ((self.marketer, None), (self.make_user("receptionist", "marketer", "turnover"), 20)):
            [[told]] = self.as_user(user)._why(definition, self.ann)
            self.assertEqual((told["met"], told["value"]), (True, value))

    def test_unshared(self):
        """What is not shared is its owner's alone: not to be read, searched, or put into another."""
        mine = self.as_user(self.make_user("manager", "marketer"))._from_conditions("Mine", [visits(">", 0)])
        mine.shared = False
        theirs = self.as_user(self.marketer)
        self.assertNotIn(mine.id, theirs.search([]).ids)
        with self.assertRaises(AccessError):
            theirs.browse(mine.id).read(["name"])
        with self.assertRaisesRegex(UserError, "may not see it"):
            theirs._from_conditions("Curious", [asks("segment", "any", segment_ids=mine.ids)])
        partners = self.env["res.partner"].with_user(self.marketer)
        self.assertFalse(partners.search([("clientele_segment_ids", "in", mine.ids)]))

    def test_companies(self):
        """Each base is asked alone, with its own settings and its own day; nobody sees the other's segments."""
        other = self.env["res.company"].create({"name": "Unrelated"})
        self.env.user.company_ids += other
        self.env["clientele.client"]._ensure(self.ann, other)
        segments = self.as_user(self.env.user, other)
        theirs = segments._from_conditions("Theirs", [visits("=", 0)])
        self.assertEqual(theirs.company_id, other)
        self.assertEqual(theirs._clients().ids, self.ann.ids, "the visit was in the first company")
        again = self.env["clientele.segment"].browse(theirs.id)
        self.assertEqual((again._clients().ids, again._count()), (self.ann.ids, 1), "asked from the first company")
        self.assertNotIn(theirs.id, self.as_user(self.marketer).search([]).ids)

    def test_settings_of_the_segments_company(self):
        """TR4: a flag follows the thresholds of the company whose clients are meant."""
        other = self.env["res.company"].create({"name": "Unrelated"})
        self.env.user.company_ids += other
        self.env["clientele.client"]._ensure(self.ann, other)
        self.make_history(self.ann, "2021-01-01")
        band = self.segment(asks("check_band", "any", choices="01"))
        other.clientele_check_band = 10
        self.company.clientele_check_band = 15
        self.assertEqual(band._count(), 1)
        elsewhere = band.with_context(allowed_company_ids=[other.id, self.company.id])
        self.assertEqual(elsewhere._count(), 1, "20 lies in 15–30 of its own company, not in 20–30 of the other")

    def test_contacts_of_another_company(self):
        """Count and list agree where core hides a contact."""
        other = self.env["res.company"].create({"name": "Unrelated"})
        segment = self.segment(visits(">=", 0))
        hidden = self.make_client("Hidden")
        hidden.with_context(no_check=True).company_id = other
        for user in (self.marketer, self.make_user("manager", "marketer")):
            mine = segment.with_user(user)
            self.assertNotIn(hidden.id, mine._clients().ids)
            self.assertEqual(mine._count(), len(mine._clients()))

    def test_own_branches(self):
        """YC4: where the base is kept per branch, who is bound to branches counts and lists their clients alone."""
        second = self.env["clientele.branch"].create({"name": "Second", "company_id": self.company.id})
        names = {"here": self.branch, "there": second, "anywhere": self.env["clientele.branch"]}
        for name, branch in names.items():
            client = self.make_client(name)
            self.make_visit(client, "2021-07-10")
            client.clientele_branch_id = branch
        self.company.clientele_base_per_branch = True
        self.marketer.clientele_branch_ids = second
        segment = self.segment(visits(">", 0, last(1)))
        mine = segment.with_user(self.marketer)
        self.assertEqual(sorted(mine._clients().mapped("name")), ["Ann", "anywhere", "there"])
        self.assertEqual((mine._count(), mine.client_count, segment._count()), (3, 3, 4))
        found = self.env["res.partner"].with_user(self.marketer).search([("clientele_segment_ids", "in", mine.ids)])
        self.assertEqual(found, mine._clients())
        self.assertEqual(segment.client_count, 4, "what one user counts is not another's")
