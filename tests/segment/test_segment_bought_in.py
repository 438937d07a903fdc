from odoo.tests import tagged

from ..visit.common import DealCase
from .segment_common import SegmentCase, asks, between


@tagged("post_install", "-at_install")
class TestSegmentBoughtIn(DealCase, SegmentCase):
    """FF14: bought in shop X in a period; a linked shop keeps importing orders."""

    def test_bought_in_a_shop(self):
        woo, other = self.env["crm.team"].create([{"name": "Woo"}, {"name": "Other"}])
        for name, team in (("woo", woo), ("other", other), ("open", woo)):
            order = self.make_order(self.make_client(name), (self.goods, 1), team_id=team.id)
            if name != "open":
                self.pay_online(order)
        for name, day, linked in (("visited", "2021-07-01", True), ("not linked", "2021-07-02", False)):
            client = self.make_client(name)
            visit = self.make_visit(client, day)
            if linked:
                order = self.make_order(client, (self.goods, 1), team_id=woo.id)
                order.clientele_visit_id = visit
                self.pay_online(order)
        bought = asks("bought_in", ">", 0, choices=f"team-{woo.id}")
        self.assertFound(["woo", "visited"], bought)
        self.assertFound([], {**bought, **between("2011-01-01", "2011-12-31"), "period": "between"})
        self.assertFound(["woo", "visited", "other"], {**bought, "choices": f"team-{woo.id},team-{other.id}"})
        self.assertFound(["other", "open", "not linked"], {**bought, "operator": "=", "value": 0})

    def test_bought_at_a_till(self):
        client = self.make_client("till")
        self.ring(client, (self.goods, 1))
        self.make_client("never")
        self.assertFound(["till"], asks("bought_in", ">", 0, choices=f"till-{self.till.id}"))
        self.assertFound(["never"], asks("bought_in", "=", 0, choices=f"till-{self.till.id}"))
