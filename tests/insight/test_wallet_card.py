from datetime import date

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..wallet.common import WalletCase


@tagged("post_install", "-at_install")
class TestWalletCard(WalletCase):
    """The wallet on the client card: balances, subscriptions, instalments, movements (CR9, FO8)."""

    def card(self, client=None, names=None, user=None):
        """:return: what the card shows of the client"""
        view = self.env.ref("clientele.clientele_client_view_form")
        Partner = self.env["res.partner"].with_user(user or self.env.user)
        arch = etree.fromstring(Partner.get_view(view.id)["arch"])
        shown = {node.get("name") for node in arch.iter("field") if next(node.iterancestors("field"), None) is None}
        specification = {name: {"fields": {"id": {}}} if Partner._fields[name].relational else {} for name in shown}
        [values] = (client or self.ann).with_user(user or self.env.user).web_read(specification)
        return values

    def test_nothing(self):
        card = self.card(user=self.make_user("receptionist", "turnover"))
        self.assertEqual((card["clientele_visits_left"], card["clientele_credits_left"]), (0, 0))
        self.assertEqual((card["clientele_wallet_value"], card["clientele_overdue"]), (0, 0))
        self.assertFalse(card["clientele_next_instalment_id"])
        self.assertFalse(card["clientele_living_subscription_ids"])
        self.assertFalse(card["clientele_recent_move_ids"])

    def test_package_and_credits(self):
        """IN1: after part 1 of 400 / 400 / 200 there is 400; after one visit 200. Credits count apart (CR3)."""
        package = self.sell(self.package, pay=1)
        self.assertEqual(self.ann.clientele_wallet_value, 400)
        self.use(self.laser)
        self.ann.invalidate_recordset()
        self.assertEqual((self.ann.clientele_visits_left, self.ann.clientele_wallet_value), (1, 200))
        credits = self.sell(self.make_credits(160, 200))
        self.ann.invalidate_recordset()
        self.assertEqual((self.ann.clientele_visits_left, self.ann.clientele_credits_left), (1, 200))
        self.assertEqual(self.ann.clientele_wallet_value, 360)
        self.assertEqual(self.ann.clientele_living_subscription_ids, package | credits)
        self.assertEqual(self.ann.clientele_subscription_count, 2)
        self.assertEqual(self.ann.clientele_recent_move_ids.mapped("kind"), ["issue", "use", "issue"])

    def test_next_instalment(self):
        parts = self.sell(self.package, pay=1, start=date(2021, 5, 1)).instalment_ids
        self.assertEqual(self.ann.clientele_next_instalment_id, parts[1])
        self.assertEqual((self.ann.clientele_instalment_amount, self.ann.clientele_overdue), (400, 400))
        self.pay(parts[1], 150)
        self.ann.invalidate_recordset()
        self.assertEqual((self.ann.clientele_instalment_amount, self.ann.clientele_overdue), (250, 250))
        self.pay(parts[1], key="test:rest")
        self.ann.invalidate_recordset()
        self.assertEqual(self.ann.clientele_next_instalment_id, parts[2])
        self.assertEqual(self.ann.clientele_overdue, 0)

    def test_last_day(self):
        """On its last day a balance counts, on the next it does not, even before the night takes it out."""
        self.sell(self.make_credits(10, 10, validity="dates", date_to="2021-07-30"))
        for day, left in (("2021-07-30", 10), ("2021-07-31", 0)):
            ann = self.ann.with_env(self.on(day))
            with self.subTest(day=day):
                self.assertEqual((ann.clientele_credits_left, ann.clientele_wallet_value), (left, left))

    def test_what_ended_is_not_current(self):
        living, ended = self.sell(self.package, pay=0), self.sell(self.package, pay=0)
        ended.sudo().state = "quit"
        self.assertEqual(self.ann.clientele_living_subscription_ids, living)
        self.assertEqual(self.ann.clientele_subscription_count, 2)

    def test_latest_movements_first(self):
        credits = self.sell(self.make_credits(100, 100))
        moves = self.env["clientele.move"]
        for nr in range(12):
            moves = self.env["clientele.ledger"]._use(f"test:{nr}", credits.lot_ids, 1) | moves
        self.assertEqual(self.ann.clientele_recent_move_ids, moves[:10])

    def test_other_company(self):
        self.sell(self.package, pay=1)
        other = self.ann.with_company(self.env["res.company"].create({"name": "Other"}))
        self.assertEqual((other.clientele_visits_left, other.clientele_subscription_count), (0, 0))
        self.assertFalse(other.clientele_recent_move_ids)

    def test_rights(self):
        """Reception sees balances and what to collect, not what all of it is worth; a practitioner sees none of it."""
        self.sell(self.package, pay=1)
        reception = self.card(user=self.make_user("receptionist"))
        self.assertEqual(reception["clientele_visits_left"], 2)
        self.assertEqual(reception["clientele_instalment_amount"], 400)
        self.assertNotIn("clientele_wallet_value", reception)
        self.assertEqual(self.card(user=self.make_user("receptionist", "turnover"))["clientele_wallet_value"], 400)
        practitioner = self.card(user=self.make_user("practitioner"))
        self.assertFalse({"clientele_visits_left", "clientele_living_subscription_ids"} & practitioner.keys())

    def test_buttons(self):
        bob = self.make_client("Bob")
        mine, __ = self.sell(self.package, pay=1), self.sell(self.package, bob, pay=1)
        action = self.ann.action_clientele_subscriptions()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), mine)
        action = self.ann.action_clientele_moves()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), mine.lot_ids.move_ids)
        action = self.ann.action_clientele_statement()
        statement = self.env[action["res_model"]].with_context(default_partner_id=self.ann.id).create({})
        self.assertIn("Six laser sessions", statement.preview)

    def test_filters(self):
        """FF15: the filters of the client list, on their boundary days."""
        ends = {day: self.make_client(day) for day in ("2021-07-20", "2021-07-21", "2021-07-28", "2021-07-29")}
        for day, client in ends.items():
            self.sell(self.make_credits(10, 10, validity="dates", date_to=day), client, 0, start=date(2021, 7, 1))
        endless = self.make_client("Endless")
        self.sell(self.make_credits(10, 10, validity="always"), endless)
        last, week, later = ends["2021-07-21"], ends["2021-07-28"], ends["2021-07-29"]
        expected = {
            "subscribed": last | week | later | endless,
            "subscription_ends": last | week,
            "subscription_ended": ends["2021-07-20"],
            "instalment_overdue": ends["2021-07-20"] | last | week | later,
        }
        arch = etree.fromstring(self.env.ref("clientele.clientele_client_view_search").arch)
        for name, clients in expected.items():
            [node] = arch.xpath(f"//filter[@name='{name}']")
            domain = node.get("domain").replace("'today +7d'", "'2021-07-28'").replace("'today'", "'2021-07-21'")
            found = self.env["res.partner"].search(safe_eval(domain))
            with self.subTest(filter=name):
                self.assertEqual(found, clients)

    def test_as_many_queries_for_many(self):
        """A list of clients with their balances takes as many queries as one client; so does a long history."""
        clients = self.ann.concat(*(self.make_client(str(nr)) for nr in range(8)))
        for client in clients:
            self.sell(self.package, client, 1)
        names = [
            *("clientele_visits_left", "clientele_instalment_amount", "clientele_living_subscription_ids"),
            "clientele_recent_move_ids",
        ]

        def count(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            for name in names:
                partners.mapped(name)
            return self.cr.sql_log_count - before

        count(clients)
        few = count(self.ann)
        self.assertEqual(count(clients), few)
        self.assertLessEqual(few, 12)
