from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .segment_common import SegmentCase, asks


@tagged("post_install", "-at_install")
class TestGridSegments(SegmentCase):
    """The cells of the RFM and importance grids open as segments that find exactly their clients."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for nr in range(1, 6):
            client = cls.make_client(f"Fifth {nr}")
            cls.make_history(client, *(date(2021, 2 + nr, 1 + deal) for deal in range(nr)))
        cls.make_client("New")
        cls.env["clientele.client"]._verify(cls.company)

    def test_every_cell(self):
        grids = self.env["clientele.client.grid"]
        for name in ("rfm", "importance"):
            grid = grids.get_grid(name)
            chosen = [
                {grid["fields"]["row"]: cell["row"], grid["fields"]["column"]: cell["column"]} for cell in grid["cells"]
            ]
            chosen += [{grid["fields"]["segment"]: segment["key"]} for segment in grid["segments"]]
            for values in chosen:
                action = grids.get_clients_action(name, values)
                listed = self.env["res.partner"].search(action["domain"])
                made = listed.with_context(**action["context"]).action_clientele_make_segment()
                segment = self.env["clientele.segment"].browse(made["res_id"])
                with self.subTest(name=name, values=values, segment=segment.name):
                    self.assertEqual(segment._clients(), listed)
                    self.assertEqual(segment.name, segment.summary)

    def test_without_a_cell(self):
        with self.assertRaises(UserError):
            self.env["res.partner"].action_clientele_make_segment()
        for chosen in ({"comment": "x"}, {"clientele_flag": "bad"}):
            with self.subTest(chosen=chosen), self.assertRaises(UserError):
                self.env["res.partner"].with_context(clientele_chosen=chosen).action_clientele_make_segment()

    def test_only_marketers(self):
        chosen = {"clientele_recency_score": 5}
        marketer = self.make_user("practitioner", "marketer")
        for user in (marketer, self.make_user("manager")):
            partners = self.env["res.partner"].with_user(user).with_context(clientele_chosen=chosen)
            if user == marketer:
                self.assertTrue(partners.action_clientele_make_segment()["res_id"])
            else:
                with self.assertRaises(AccessError):
                    partners.action_clientele_make_segment()

    def test_conditions(self):
        """Scores compare as numbers; who has none is 0."""
        self.assertFound(["Fifth 4", "Fifth 5"], asks("recency_score", ">=", 4))
        self.assertFound(["Fifth 1", "Fifth 2", "New"], asks("frequency_score", "<=", 2))
        self.assertFound(["Fifth 5"], asks("money_score", "=", 5))
        self.assertFound(["Fifth 5", "Fifth 1"], asks("rfm", "any", choices="champions,lost"))
        self.assertFound(["New"], asks("rfm", "empty"))
