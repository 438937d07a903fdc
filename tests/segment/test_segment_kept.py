from odoo.tests import tagged

from .segment_common import SegmentCase, asks, visits


@tagged("post_install", "-at_install")
class TestSegmentKept(SegmentCase):
    """FF1: what a segment asks stands on its own row too, so that asking it reads nothing else."""

    def kept(self, segment):
        """:return: what stands in the database"""
        self.env.flush_all()
        segment.invalidate_recordset()
        return segment.definition

    def test_follows_its_conditions(self):
        segment = self.segment(visits(">", 1), asks("vip", "yes"))
        first, second = segment.condition_ids
        first.value = 2
        self.assertEqual(self.kept(segment)["blocks"][0], [{"kind": "visits", "operator": ">", "value": 2.0}])
        first.practitioner_ids = self.practitioner
        self.assertEqual(self.kept(segment)["blocks"][0][0]["practitioner_ids"], self.practitioner.ids)
        second.unlink()
        self.assertEqual(len(self.kept(segment)["blocks"]), 1)
        segment.inactive = True
        self.assertTrue(self.kept(segment)["inactive"])

    def test_is_kept_as_it_is_read(self):
        """What no condition knows is not kept."""
        blocks = [[{"kind": "vip", "operator": "yes", "colour": "x" * 1000}], []]
        segment = self.env["clientele.segment"].create({"name": "Asked", "definition": {"blocks": blocks, "more": 1}})
        self.assertEqual(self.kept(segment), {"blocks": [[{"kind": "vip", "operator": "yes"}]], "inactive": False})
        segment.definition = {"blocks": [[{"kind": "vip", "operator": "no", "colour": 1}]]}
        self.assertEqual(self.kept(segment)["blocks"], [[{"kind": "vip", "operator": "no"}]])
        self.assertEqual(segment.condition_ids.operator, "no")

    def test_copy(self):
        segment = self.segment([visits(">", 1), asks("vip", "yes")])
        copy = segment.copy()
        self.assertEqual(self.kept(copy), self.kept(segment))
        self.assertEqual(len(copy.condition_ids), 2)
        copy.condition_ids[0].value = 5
        self.assertNotEqual(self.kept(copy), self.kept(segment))
