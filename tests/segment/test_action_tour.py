from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestActionTour(HttpCase):
    """YC7 in a browser: a snapshot of a segment, a label for all of it, the log."""

    def test_from_the_segment_to_the_log(self):
        clients = self.env["res.partner"].create([{"name": f"Tour {n}", "is_client": True} for n in range(2)])
        clients.clientele_vip = True
        self.env["clientele.segment"]._from_conditions("Of the tour", [{"kind": "vip", "operator": "yes"}])
        self.start_tour(
            "/odoo/action-clientele.clientele_segment_action", "clientele_segment_action_tour", login="admin"
        )
        self.assertEqual(clients.clientele_label_ids.mapped("name"), ["Toured"])
        self.assertEqual(self.env["clientele.segment.snapshot"].search([], limit=1).member_count, 2)
