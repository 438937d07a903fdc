from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .segment_common import SegmentCase


@tagged("post_install", "-at_install")
class TestReadyMadeSegments(SegmentCase):
    """YC16 and the examples of FF, TR: each can be used as it is, or after one choice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.examples = cls.env["clientele.segment.example"].search([])
        cls.plan = cls.env["clientele.plan"].create({"name": "Ten", "kind": "credits", "credits": 10, "price": 9})
        cls.chosen = {
            "practitioner_ids": cls.practitioner.ids,
            "category_ids": cls.category.ids,
            "product_ids": cls.service.ids,
            "plan_ids": cls.plan.ids,
        }

    def filled(self, example):
        """:return: the definition with what somebody would choose"""
        shops = self.env["clientele.segment"].editor_setup()["kinds"]["bought_in"]["choices"]
        chosen = {**self.chosen, "choices": shops[0][0]}
        return {
            "blocks": [
                [{**condition, **{name: chosen[name] for name in condition.get("ask", ())}} for condition in block]
                for block in example.definition["blocks"]
            ]
        }

    def use(self, example):
        """:return: defaults of the new segment that *Use* opens"""
        context = example.action_use()["context"]
        return {name.removeprefix("default_"): value for name, value in context.items()}

    def test_each_works(self):
        Segment = self.env["clientele.segment"]
        self.assertGreater(len(self.examples), 30)
        for example in self.examples:
            with self.subTest(example.name):
                values = {**self.use(example), "definition": self.filled(example)}
                segment = Segment.create(values)
                self.assertEqual(segment._count(), len(segment._clients()))
                self.assertTrue(segment.summary and example.summary and segment.name == example.name)
                self.assertEqual(Segment.editor_count(segment.definition), segment.last_count)

    def test_open_choices(self):
        """What must be chosen is marked, and nothing is saved without it."""
        Segment = self.env["clientele.segment"]
        left = self.env.ref("clientele.clientele_segment_example_left")
        ((said,),) = Segment.editor_describe(left.definition)
        self.assertIn("Choose Practitioners.", said["problem"])
        self.assertIn("practitioners of your choice", left.summary)
        with self.assertRaisesRegex(ValidationError, "Choose Practitioners"):
            Segment.create(self.use(left))

    def test_win_back(self):
        """FF4 by one click, on the days of its example."""
        for name, day in (("in", "2021-04-21"), ("out", "2021-04-22"), ("today", "2021-07-21")):
            self.make_visit(self.make_client(name), day)
        self.make_client("never")
        segment = self.env["clientele.segment"].create(
            self.use(self.env.ref("clientele.clientele_segment_example_win_back"))
        )
        self.assertEqual(segment._clients().mapped("name"), ["in"])

    def test_contest(self):
        """TR17: without the best clients; three visits of 100 each are no big spender."""
        cheap, dear = self.make_client("cheap"), self.make_client("dear")
        for client, price in ((cheap, 100), (dear, 101)):
            for day in ("2021-05-01", "2021-06-01", "2021-07-01"):
                self.make_visit(client, day, lines=[{"product_id": self.service.id, "price_unit": price}])
        segment = self.env["clientele.segment"].create(
            self.use(self.env.ref("clientele.clientele_segment_example_contest"))
        )
        self.assertEqual(segment._clients(), cheap)

    def test_rights(self):
        """Who may not see turnover is not offered what asks for it."""
        user = self.make_user("receptionist", "marketer")
        spent = self.env.ref("clientele.clientele_segment_example_spent").with_user(user)
        self.assertFalse(spent.usable)
        with self.assertRaises(UserError):
            spent.action_use()
        self.assertTrue(self.env.ref("clientele.clientele_segment_example_win_back").with_user(user).usable)
