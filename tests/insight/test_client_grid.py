from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..common import ClienteleCase

MODEL = "clientele.client.grid"


class GridCase(ClienteleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # months of the deals of each client: one fifth of the base each, by the last and by the number
        cls.clients = {}
        cls.make_fifths()
        cls.clients["New"] = cls.make_client("Grid New")
        cls.env["clientele.client"]._verify(cls.company)

    @classmethod
    def make_fifths(cls):
        for nr, name in enumerate(("Lost", "Hibernating", "Potential", "Loyal", "Champion"), 1):
            cls.clients[name] = cls.make_client(f"Grid {name}")
            cls.make_history(cls.clients[name], *(date(2021, 2 + nr, 1 + deal) for deal in range(nr)))


@tagged("post_install", "-at_install")
class TestClientGrid(GridCase):
    """Recency × frequency and importance × flag: each number opens the list of exactly these clients."""

    def grid(self, name, user=None):
        return self.env[MODEL].with_user(user or self.env.user).get_grid(name)

    def listed(self, name, chosen, user=None):
        """:return: the clients that the list of a cell shows"""
        env = self.env(user=user or self.env.user)
        action = env[MODEL].get_clients_action(name, chosen)
        return env["res.partner"].search(action["domain"])

    def test_cells_open_exactly_what_they_count(self):
        for name in ("rfm", "importance"):
            grid = self.grid(name)
            row_field, column_field = grid["fields"]["row"], grid["fields"]["column"]
            for cell in grid["cells"]:
                with self.subTest(name=name, cell=cell):
                    found = self.listed(name, {row_field: cell["row"], column_field: cell["column"]})
                    self.assertEqual(len(found), cell["clients"])
                    self.assertEqual(sum(found.mapped("clientele_turnover")), cell["turnover"])
            everyone = self.env["res.partner"].search_count([("clientele_listed", "=", True)])
            self.assertEqual(sum(cell["clients"] for cell in grid["cells"]) + grid["outside"], everyone)

    def test_rfm_by_hand(self):
        """Client n is in the n-th fifth by both; a deal is 20."""
        cells = {(cell["row"], cell["column"]): cell for cell in self.grid("rfm")["cells"]}
        self.assertEqual(set(cells), {(nr, nr) for nr in range(1, 6)})
        self.assertEqual([cells[nr, nr]["turnover"] for nr in range(1, 6)], [20, 40, 60, 80, 100])
        self.assertEqual(
            [cells[nr, nr]["tone"] for nr in range(1, 6)], ["lost", "hibernating", "potential", "loyal", "champions"]
        )

    def test_limits_in_words(self):
        """The head of a row or column says which values it stands for."""
        grid = self.grid("rfm")
        self.assertEqual(
            [column["hint"] for column in grid["columns"]], ["1 deal", "2 deals", "3 deals", "4 deals", "over 4 deals"]
        )
        self.assertEqual(
            [row["hint"] for row in grid["rows"]],
            ["after 06/04/2021", "until 06/04/2021", "until 05/03/2021", "until 04/02/2021", "until 03/01/2021"],
        )

    def test_segments_are_sums_of_cells(self):
        segments = {segment["key"]: segment for segment in self.grid("rfm")["segments"]}
        self.assertEqual(len(segments), 8)
        self.assertEqual((segments["champions"]["clients"], segments["champions"]["turnover"]), (1, 100))
        self.assertEqual(self.listed("rfm", {"clientele_rfm_segment": "champions"}), self.clients["Champion"])
        self.assertEqual(segments["cannot_lose"]["clients"], 0)

    def test_without_a_score(self):
        """Who never had a deal is in no cell, and can be listed, too."""
        self.assertEqual(len(self.listed("rfm", {})), self.grid("rfm")["outside"])
        self.assertIn(self.clients["New"], self.listed("rfm", {}))

    def test_importance_by_hand(self):
        """300 in all: 100 + 80 + 60 are the first 80 % (A), with 40 it is 93 %, and 20 crosses 95 % (both B)."""
        cells = {(cell["row"], cell["column"]): cell["clients"] for cell in self.grid("importance")["cells"]}
        self.assertEqual(cells, {("a", "ok"): 3, ("b", "ok"): 2, (False, False): cells[False, False]})
        self.assertIn(self.clients["New"], self.listed("importance", {"clientele_flag": False}))

    def test_money_needs_the_right(self):
        """DESIGN 7: without *see turnover* clients are counted and money is not told."""
        marketer = self.make_user("practitioner", "marketer")
        grid = self.grid("rfm", marketer)
        self.assertFalse(grid["sees_turnover"])
        self.assertEqual({cell["turnover"] for cell in grid["cells"]}, {0})
        self.assertEqual(sum(cell["clients"] for cell in grid["cells"]), 5)

    def test_clients_of_the_own_branches(self):
        """A base that is kept per branch is counted per branch."""
        second = self.env["clientele.branch"].create({"name": "Second", "tz": "Europe/Sofia"})
        self.company.clientele_base_per_branch = True
        self.clients["Champion"].clientele_branch_id = second
        manager = self.make_user("manager", "turnover")
        manager.clientele_branch_ids = self.branch
        grid = self.grid("rfm", manager)
        self.assertNotIn(5, [cell["row"] for cell in grid["cells"]])
        self.assertEqual(sum(cell["clients"] for cell in grid["cells"]), 4)

    def test_other_companies_are_not_counted(self):
        other = self.env["res.company"].create({"name": "Unrelated"})
        self.env.user.company_ids += other
        grid = self.env[MODEL].with_company(other).with_context(allowed_company_ids=other.ids).get_grid("rfm")
        self.assertFalse(grid["cells"])

    def test_only_known_grids_and_fields(self):
        with self.assertRaises(ValueError):
            self.grid("password")
        with self.assertRaises(ValueError):
            self.listed("importance", {"comment": "secret"})

    def test_strangers_see_nothing(self):
        """Who may not read clients' facts gets no grid."""
        stranger = self.env["res.users"].create({"name": "Stranger", "login": "grid_stranger"})
        with self.assertRaises(AccessError):
            self.grid("rfm", stranger)


@tagged("post_install", "-at_install")
class TestClientGridTours(GridCase, HttpCase):
    """The grids in a real browser."""

    def test_grids(self):
        self.env["ir.config_parameter"].set_param("clientele.today", self.today)
        self.make_fifths()  # each has a twin
        self.env["clientele.client"]._verify(self.company)
        self.start_tour("/odoo/clientele-rfm", "clientele_rfm_grid", login="admin")
        self.start_tour("/odoo/clientele-importance", "clientele_importance_grid", login="admin")
