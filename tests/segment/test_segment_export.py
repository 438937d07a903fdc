from odoo.tests import tagged

from ..client.test_export import ExportCase
from .segment_common import SegmentCase, between, visits


@tagged("post_install", "-at_install")
class TestSegmentExport(SegmentCase, ExportCase):
    """YC13: the clients of a segment in a file, with the segment's name in the log."""

    def test_from_the_segment_to_the_file(self):
        self.user.group_ids += self.env.ref("clientele.clientele_group_marketer")
        ann, bob = self.make_client("Ann"), self.make_client("Bob")
        self.make_history(ann, "2021-07-01", "2021-07-10")
        self.make_history(bob, "2020-07-01")
        segment = self.segment(visits(">=", 2, between("2021-07-01", "2021-07-21")))
        job = self.exported(domain=repr([("clientele_segment_ids", "in", segment.ids)]))
        self.assertEqual(self.rows(job), [["Ann"]])
        self.assertEqual(job.log_ids[:1].filter_words, f"Segments is one of {segment.name}")
