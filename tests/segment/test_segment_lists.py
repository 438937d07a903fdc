from math import inf
from unittest.mock import patch

from odoo.tests import tagged

from ...models.segment import clientele_segment_members, scope
from .segment_common import SegmentCase, asks, between, visits


@tagged("post_install", "-at_install")
class TestSegmentLists(SegmentCase):
    """FF1, YC14: a list shows exactly the clients of a segment, in its order, whichever way they are looked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clients = cls.env["res.partner"]
        for nr in range(12):
            client = cls.make_client(f"Client {nr:02d}", gender="female" if nr % 2 else "male")
            cls.clients += client
            for day in range(nr // 2):
                cls.make_visit(client, f"2021-07-{20 - day}")

    def lists(self, *terms, **context):
        """The clients' names in each way; they have to be the same."""
        domain = [("clientele_listed", "=", True), *terms]
        partners = self.env["res.partner"].with_context(**context)
        found = []
        for most, dense, hashed in ((0, 0, inf), (inf, inf, inf), (inf, -1, 0), (inf, -1, inf)):
            with (
                patch.object(scope, "MOST_HASHED", hashed),
                patch.object(clientele_segment_members, "MOST_COST", most),
                patch.object(clientele_segment_members, "DENSE", dense),
            ):
                found.append(partners.search(domain, order="clientele_visit_count desc, name").mapped("name"))
                self.assertEqual(partners.search_count(domain), len(found[-1]))
        self.assertEqual(found[1:], found[:1] * 3)
        return found[0]

    def names(self, *numbers):
        return [f"Client {nr:02d}" for nr in numbers]

    def test_one_and_several(self):
        often = self.segment(visits(">=", 4, between("2021-07-01", "2021-07-21")))
        women = self.segment(asks("gender", "any", choices="female"))
        either = self.segment([asks("gender", "any", choices="female"), visits("=", 1)], visits("=", 4))
        asked = ("clientele_segment_ids", "in")
        self.assertEqual(self.lists((*asked, often.ids)), self.names(10, 11, 8, 9))
        self.assertEqual(self.lists((*asked, often.ids), (*asked, women.ids)), self.names(11, 9))
        self.assertEqual(self.lists((*asked, either.ids)), self.names(8, 9, 3))
        self.assertEqual(self.lists((*asked, (often + either).ids), (*asked, women.ids)), self.names(11, 9, 3))
        not_often = ("clientele_segment_ids", "not in", often.ids)
        self.assertEqual(self.lists((*asked, women.ids), not_often), self.names(7, 5, 3, 1))
        inside_not = ["!", "&", (*asked, often.ids), (*asked, women.ids)]
        self.assertEqual(self.lists((*asked, often.ids), *inside_not), self.names(10, 8))

    def test_beside_other_facts(self):
        """The list asks, sorts and groups by the same row of facts."""
        women = self.segment(asks("gender", "any", choices="female"))
        asked = [("clientele_segment_ids", "in", women.ids), ("clientele_visit_count", "<", 2)]
        self.assertEqual(self.lists(*asked), self.names(3, 1))
        groups = self.env["res.partner"]._read_group(asked, ["clientele_visit_count"], ["__count"])
        self.assertEqual(groups, [(0, 1), (1, 1)])

    def test_from_another_record(self):
        """Visits of the clients of a segment."""
        women = self.segment([asks("gender", "any", choices="female"), visits("=", 2)])
        found = self.env["clientele.visit"].search([("partner_id.clientele_segment_ids", "in", women.ids)])
        self.assertEqual(found.partner_id.mapped("name"), self.names(5))

    def test_of_another_company(self):
        """A segment of another base finds its own clients, beside the facts of the company at work."""
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids += other
        there = self.env(context={**self.env.context, "allowed_company_ids": (other + self.company).ids})
        values = {"name": "VIP", "company_id": other.id, "definition": {"blocks": [[asks("vip", "yes")]]}}
        segment = there["clientele.segment"].create(values)
        both = self.clients[:2]
        there["clientele.client"]._ensure(both.with_env(there), other)
        both[0].with_env(there).clientele_vip = True
        both[1].clientele_vip = True
        companies = (self.company + other).ids
        asked = ("clientele_segment_ids", "in", segment.ids)
        self.assertEqual(self.lists(asked, allowed_company_ids=companies), self.names(0))
