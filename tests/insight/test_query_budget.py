from lxml import etree

from odoo.tests import tagged

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestQueryBudget(ClienteleCase):
    """How many queries the daily screens take, and that they do not grow with the number of records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clients = cls.env["res.partner"].concat(*(cls.make_client(f"Client {nr}") for nr in range(30)))
        for client in cls.clients[:20]:
            cls.make_history(client, "2021-01-01", "2021-03-01", "2021-05-10")
        cls.visits = cls.env["clientele.visit"].concat(
            *(cls.make_visit(client, "2021-07-20", state="arrived") for client in cls.clients[:11])
        )
        cls.env.flush_all()

    def count(self, action):
        """:return: number of queries of an action that meets cold caches of records and warm ones of everything else"""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        action()
        self.env.flush_all()
        self.env["clientele.client"]._refresh_touched()
        return self.cr.sql_log_count - before

    def test_closing_ten_visits_costs_as_one(self):
        self.count(self.visits[0].action_done)
        self.visits[0].action_reopen()
        one = self.count(self.visits[0].action_done)
        ten = self.count(self.visits[1:].action_done)
        self.assertLessEqual(one, 15)
        self.assertLessEqual(ten, one)

    def test_refresh_is_one_statement(self):
        """Any number of touched clients is one statement besides the look at companies and the branch's clock."""
        facts = self.env["clientele.client"]
        self.count(lambda: facts._refresh(self.clients[:1].ids))
        one = self.count(lambda: facts._refresh(self.clients[:1].ids))
        self.assertEqual(self.count(lambda: facts._refresh(self.clients.ids)), one)
        self.assertLessEqual(one, 8)

    def specification(self, view):
        """:return: what the web client asks of each record of that view"""
        arch = etree.fromstring(self.env["res.partner"].get_view(self.env.ref(view).id)["arch"])
        fields = self.env["res.partner"]._fields
        names = {node.get("name") for node in arch.iter("field") if next(node.iterancestors("field"), None) is None}
        return {name: {"fields": {"display_name": {}}} if fields[name].relational else {} for name in names}

    def test_list_page(self):
        """A page of 25 clients takes as many queries as one of 5."""
        names = self.specification("clientele.clientele_client_view_list")

        def page(limit):
            return self.count(
                lambda: self.env["res.partner"].web_search_read(
                    [("clientele_listed", "=", True)], names, order="clientele_visit_count desc", limit=limit
                )
            )

        page(25)
        few = page(5)
        self.assertLessEqual(few, 20)
        self.assertEqual(page(25), few)

    def test_card(self):
        """The card of a client with a long history takes as many queries as that of a short one."""
        names = self.specification("clientele.clientele_client_view_form")
        short, long = self.clients[0], self.clients[1]
        self.make_history(long, *(f"2020-{month:02d}-15" for month in range(1, 13)))
        self.count(lambda: short.web_read(names))
        few = self.count(lambda: short.web_read(names))
        self.assertEqual(self.count(lambda: long.web_read(names)), few)
        self.assertLessEqual(few, 60)
