from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestSearchViews(ClienteleCase):
    """TR5-TR16, YC14, YC19: every filter, group and sort of the screens works in SQL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client = cls.make_client("Ann", gender="female", birthdate_date="1990-05-01")
        cls.make_history(cls.client, "2021-02-01", "2021-04-01")
        cls.make_visit(cls.client, "2021-08-01", state="booked")
        cls.user = cls.make_user("admin", "turnover", "contact_data")

    def nodes(self, name, tag):
        view = self.env.ref(f"clientele.{name}")
        model = self.env[view.model].with_user(self.user).with_context(clientele_today=self.today)
        arch = etree.fromstring(model.get_view(view.id, view.type)["arch"])
        return model, list(arch.iter(tag))

    def test_filters(self):
        for view in ("clientele_client_view_search", "clientele_visit_view_search", "clientele_contact_view_search"):
            model, nodes = self.nodes(view, "filter")
            for node in nodes:
                domain = safe_eval(node.get("domain") or "[]", {"uid": self.user.id})
                with self.subTest(view=view, filter=node.get("name")):
                    found = model.search(domain)
                    opposite = model.search(["!", *_joined(domain)]) if domain else model
                    self.assertFalse(found & opposite)

    def test_groups(self):
        for view in ("clientele_client_view_search", "clientele_visit_view_search", "clientele_contact_view_search"):
            model, nodes = self.nodes(view, "filter")
            for node in nodes:
                group_by = safe_eval(node.get("context") or "{}").get("group_by")
                if group_by:
                    with self.subTest(view=view, group=group_by):
                        groups = model.web_read_group([], [group_by], ["__count"])["groups"]
                        self.assertEqual(bool(groups), bool(model.search_count([])))

    def test_search_fields(self):
        model, nodes = self.nodes("clientele_client_view_search", "field")
        for node in nodes:
            with self.subTest(field=node.get("name")):
                model.search([(node.get("name"), "ilike", "x")])

    def test_every_column_sorts(self):
        """Stable: the same clients in the same order, page by page, both ways."""
        others = self.env["res.partner"].create([{"name": f"Client {nr}", "is_client": True} for nr in range(5)])
        model, nodes = self.nodes("clientele_client_view_list", "field")
        mine = [("clientele_listed", "=", True), ("id", "in", (others | self.client).ids)]
        default = "clientele_visit_count desc"  # what the list adds after the column that one clicks
        fields = model.fields_get([node.get("name") for node in nodes])
        for name, description in fields.items():
            if not description.get("sortable"):
                continue
            for direction in ("asc", "desc"):
                with self.subTest(order=f"{name} {direction}"):
                    order = f"{name} {direction}, {default}" if name not in default else f"{name} {direction}"
                    pages = [model.search(mine, order=order, limit=2, offset=offset).ids for offset in (0, 2, 4)]
                    self.assertEqual(sum(pages, []), model.search(mine, order=order).ids)

    def test_most_visits_first(self):
        """YC14 [D]: most visits first, then date added, newest first, then id."""
        old, new = self.make_client("Old"), self.make_client("New")
        order = self.env.ref("clientele.clientele_client_view_list").arch_db
        self.assertIn('default_order="clientele_visit_count desc"', order)
        mine = [("id", "in", (old | new | self.client).ids)]
        found = self.env["res.partner"].search(mine, order="clientele_visit_count desc")
        self.assertEqual(found, self.client | new | old)


def _joined(domain):
    """:return: the domain with its ANDs written out, so that one NOT covers it"""
    operators = sum(1 for item in domain if isinstance(item, str))
    terms = len(domain) - operators
    return ["&"] * (terms - 1 - operators) + list(domain)
