from odoo.tests import tagged

from ..common import ClienteleCase

LISTED = [("clientele_listed", "=", True)]


@tagged("post_install", "-at_install")
class TestList(ClienteleCase):
    """YC14, YC19, TR5–TR16: the list sorts and groups by every fact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clients = cls.env["res.partner"].concat(*(cls.make_client(f"Client {nr}") for nr in range(4)))
        cls.make_history(cls.clients[1], "2021-01-01", "2021-03-01", "2021-05-10")
        cls.make_history(cls.clients[2], "2021-07-01", lines=[{"product_id": cls.service.id, "price_unit": 500}])
        cls.listed = cls.env["res.partner"].search(LISTED)
        cls.facts = cls.env["res.partner"]._clientele_facts()

    def fields(self, capability):
        described = self.env["res.partner"].fields_get(self.facts, [capability])
        return [name for name, field in described.items() if field[capability]]

    def test_sorts_by_every_fact(self):
        names = self.fields("sortable")
        self.assertLess({"clientele_spent", "clientele_flag", "clientele_importance", "clientele_group_id"}, {*names})
        for name in names:
            for direction in ("asc", "desc"):
                with self.subTest(name=name, direction=direction):
                    page = self.env["res.partner"].search(LISTED, order=f"{name} {direction}")
                    self.assertEqual(set(page), set(self.listed))

    def test_groups_by_every_fact(self):
        names = self.fields("groupable")
        self.assertLess({"clientele_flag", "clientele_group_id", "clientele_age_band"}, {*names})
        for name in names:
            kind = self.env["res.partner"]._fields[name].type
            spec = f"{name}:month" if kind in ("date", "datetime") else name
            for order in (None, f"{spec} desc"):
                with self.subTest(spec=spec, order=order):
                    groups = self.env["res.partner"].formatted_read_group(LISTED, [spec], ["__count"], order=order)
                    self.assertEqual(sum(group["__count"] for group in groups), len(self.listed))

    def test_most_visits_first_then_newest(self):
        """YC14: clients without visits come by date added, newest first, then by id."""
        self.env.flush_all()
        for nr, day in enumerate(("2020-01-01", "2020-01-02", "2020-01-03", "2020-01-01")):
            self.env.cr.execute(
                "UPDATE clientele_client SET added_on = %s WHERE partner_id = %s", (day, self.clients[nr].id)
            )
        found = self.env["res.partner"].search([("id", "in", self.clients.ids)], order="clientele_visit_count desc")
        self.assertEqual(found, self.clients.browse([self.clients[nr].id for nr in (1, 2, 3, 0)]))

    def test_by_flag(self):
        """Falling: lost, losing, OK, and who never had a deal; rising the other way round."""
        lost, losing, fine, new = self.clients[0], self.clients[3], self.clients[2], self.make_client("New")
        self.make_visit(lost, "2020-01-10")
        self.make_visit(losing, "2021-01-10")
        expected = lost + losing + fine + new
        mine = [("id", "in", expected.ids)]
        self.assertEqual(expected.mapped("clientele_flag"), ["lost", "losing", "ok", False])
        self.assertEqual(self.env["res.partner"].search(mine, order="clientele_flag desc"), expected)
        self.assertEqual(self.env["res.partner"].search(mine, order="clientele_flag"), expected[::-1])
