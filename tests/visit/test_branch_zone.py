from datetime import date, time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestBranchZone(ClienteleCase):
    """DF3: a branch changes its clock only together with the days of its visits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client = cls.make_client()
        cls.visit = cls.make_visit(cls.client, "2021-07-01", at=time(1, 30))

    def wizard(self, **values):
        return self.env["clientele.branch.zone"].create({"branch_id": self.branch.id, **values})

    def test_days_move_with_the_clock(self):
        self.assertEqual(self.visit.day, date(2021, 7, 1))
        moment = self.visit.start
        self.wizard(tz="America/New_York").action_change()
        self.assertEqual(self.branch.tz, "America/New_York")
        self.assertEqual((self.visit.start, self.visit.day), (moment, date(2021, 6, 30)))
        self.assertEqual(self.visit.line_ids.day, date(2021, 6, 30))
        self.env["clientele.client"]._refresh(self.client.ids)
        self.assertFacts(self.client, last_visit=date(2021, 6, 30))

    def test_not_by_hand(self):
        with self.assertRaisesRegex(UserError, "Change time zone"):
            self.branch.tz = "America/New_York"

    def test_only_an_administrator(self):
        with self.assertRaises(AccessError):
            self.env["clientele.branch.zone"].with_user(self.make_user("manager")).create(
                {"branch_id": self.branch.id, "tz": "Asia/Tokyo"}
            )
