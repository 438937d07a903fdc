from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ...controllers import portal_wallet
from ..wallet.common import WalletCase
from .common import PortalCase

URL = "/my/wallet"


class PortalWalletCase(PortalCase, WalletCase):
    """Ann buys packages and credits, and looks at them."""

    def card(self, subscription, url=URL):
        """:return: list of what the card says, line by line"""
        [card] = self.page(url).xpath(f"//li[@data-subscription='{subscription.id}']")
        lines = card.xpath(".//*[not(*)] | .//div[text()[normalize-space()]]")
        return [" ".join(line.text_content().split()) for line in lines if line.text_content().strip()]

    def rows(self, subscription, query=""):
        """:return: list of what is said of each movement"""
        return self.texts(self.page(f"{URL}/{subscription.id}{query}"), "//li[contains(@class, 'clientele_move')]")

    def parts(self, subscription):
        return self.texts(self.page(f"{URL}/{subscription.id}"), "//li[contains(@class, 'clientele_instalment')]")

    def assertSays(self, lines, *expected):
        for text in expected:
            self.assertTrue(any(text in line for line in lines), f"{text} is not in {lines}")


@tagged("post_install", "-at_install")
class TestPortalWallet(PortalWalletCase):
    """CR9: the client sees in the portal what is left and every movement."""

    def test_package_in_instalments(self):
        """CR9, IN2: what can be used, what the next payments open, and the next payment."""
        subscription = self.sell(self.package, pay=1)
        self.use(self.laser)
        card = self.card(subscription)
        self.assertSays(
            card, "Six laser sessions", "Visits left: 5 of 6", "Usable now: 1", "After the next payments: 4"
        )
        self.assertSays(card, "For: Laser", "Valid until Jan 21, 2022", "Instalment 2 of 3:", "400.00")
        self.assertSays(card, "Due on Sep 15, 2021")

    def test_credits(self):
        """CR9: credits, not the money that was paid for them."""
        subscription = self.sell(self.make_credits(80, 100, validity="always"))
        self.use(self.service, by="credits")
        card = self.card(subscription)
        self.assertSays(card, "Credits left: 80 of 100", "For: every service", "without end")
        self.assertNotIn("80.00", " ".join(card))
        self.assertNotIn("Usable", " ".join(card), "all of it can be used now")

    def test_units_that_are_no_whole_number(self):
        self.service.lst_price = 10.5
        subscription = self.sell(self.make_credits(80, 1000))
        self.use(self.service, by="credits")
        self.assertSays(self.card(subscription), "Credits left: 989.50 of 1,000")
        self.assertEqual(self.rows(subscription)[0], "Haircut, visit of Jul 21, 2021 Jul 21, 2021 −10.50 Left: 989.50")

    def test_overdue_payment(self):
        subscription = self.sell(self.package, start=date(2021, 7, 1))
        late = self.sell(self.package, start=date(2021, 7, 20), pay=0)
        self.assertNotIn("Overdue", " ".join(self.card(subscription)))
        self.assertSays(self.card(late), "Overdue since Jul 20, 2021")
        self.assertSays(self.card(late), "Visits left: 6 of 6", "After the next payments: 6")
        counters = ["clientele_wallet_count", "clientele_overdue_count"]
        counts = self.make_jsonrpc_request("/my/counters", {"counters": counters})
        self.assertEqual(counts, {"clientele_wallet_count": 2, "clientele_overdue_count": 1})

    def test_usable_later_and_usable_until(self):
        """IN7: parts that open on their own day, and are lost when the next one begins."""
        self.package.write({"open_when_paid": False, "roll": False})
        subscription = self.sell(self.package, pay=2)
        card = self.card(subscription)
        self.assertSays(card, "Visits left: 6 of 6", "Usable now, until Sep 14, 2021: 2")
        self.assertSays(card, "From Sep 15, 2021 until Nov 9, 2021: 2", "After the next payments: 2")

    def test_frozen(self):
        """IN8: until when, and not why; a freeze to come is announced."""
        subscription = self.sell(self.package, start=date(2021, 7, 1))
        subscription._freeze(date(2021, 7, 21), date(2021, 7, 25), "Her divorce")
        later = self.sell(self.package)
        later._freeze(date(2021, 8, 1), date(2021, 8, 5), "Holidays")
        card = self.card(subscription)
        self.assertSays(card, "Frozen until Jul 25, 2021", "After the freeze: 2", "Valid until Jan 6, 2022")
        self.assertSays(self.card(later), "Frozen from Aug 1, 2021 until Aug 5, 2021")
        page = self.page(f"{URL}/{subscription.id}")
        self.assertEqual(self.texts(page, "//li[contains(@class, 'clientele_freeze')]"), ["Frozen until Jul 25, 2021"])
        self.assertNotIn("divorce", page.text_content())

    def test_ended_ones_are_folded(self):
        """Expired, used up and quit ones; what cannot be used any more is not called left."""
        used = self.sell(self.make_plan("One", kind="visits", price=5, visits=1, duration=1))
        self.use(self.service)
        over = self.sell(self.package, start=date(2020, 12, 1), pay=0)
        running = self.sell(self.package)
        page = self.page(URL)
        cards = "/ul/li/@data-subscription"
        self.assertEqual(page.xpath(f"//main//details{cards}"), [str(each.id) for each in (used, over)])
        self.assertEqual(page.xpath(f"//main//div{cards}"), [str(running.id)])
        self.assertSays(self.card(over), "Ended", "Visits left: 0 of 6")
        self.assertSays(self.card(used), "Used up")

    def test_nothing(self):
        self.assertIn("nothing that you have paid for ahead", self.page(URL).text_content())

    # ---------------------------------------------------------------- one subscription

    def test_instalments(self):
        subscription = self.sell(self.package, pay=1)
        parts = self.parts(subscription)
        self.assertSays(parts[:1], "Instalment 1 of 3: ", "400.00", "Visits: 2", "Paid on Jul 21, 2021")
        self.assertSays(parts[1:2], "usable from Sep 15, 2021 on", "Due on Sep 15, 2021")
        self.assertSays(parts[2:], "200.00", "Due on Nov 10, 2021")

    def test_every_movement(self):
        """CR9: day, what for, units, and what was left of the whole subscription then."""
        subscription = self.sell(self.package, pay=2)
        line = self.use(self.laser, day="2021-07-23", quantity=3)
        line.visit_id.action_reopen()
        self.assertEqual(
            self.rows(subscription),
            [
                "Given back: Laser, visit of Jul 23, 2021 Jul 21, 2021 +1 Left: 4",
                "Given back: Laser, visit of Jul 23, 2021 Jul 21, 2021 +2 Left: 3",
                "Laser, visit of Jul 23, 2021 Jul 21, 2021 −1 Left: 1",
                "Laser, visit of Jul 23, 2021 Jul 21, 2021 −2 Left: 2",
                "Instalment 2 of 3: paid Jul 21, 2021 +2 Left: 4",
                "Instalment 1 of 3: paid Jul 21, 2021 +2 Left: 2",
            ],
        )

    def test_payment_that_is_taken_back(self):
        subscription = self.sell(self.package, pay=1)
        part = subscription.instalment_ids[0]
        part._book(-100, "test:back", None)
        part._sync()
        self.assertEqual(self.rows(subscription)[0], "Instalment 1 of 3: taken back Jul 21, 2021 −2 Left: 0")

    def test_reasons_of_staff_stay_with_staff(self):
        subscription = self.sell(self.package, pay=1)
        ledger = self.env["clientele.ledger"].sudo()
        ledger._withdraw("test:adjust", subscription.lot_ids, 1, "adjust", reason="She lied about it")
        self.assertEqual(self.rows(subscription)[0], "Corrected Jul 21, 2021 −1 Left: 1")

    def test_period(self):
        """FO8: both days included; a day that makes no sense counts as absent."""
        subscription = self.sell(self.package, pay=2)
        for day in (22, 23, 24):
            self.use(self.laser.with_env(self.on(f"2021-07-{day}")), day=f"2021-07-{day}")
        self.env["clientele.visit"].search([]).mapped("line_ids.move_ids")
        self.assertEqual(len(self.rows(subscription)), 5)
        self.assertEqual(len(self.rows(subscription, "?since=2021-07-22")), 0)
        self.assertEqual(len(self.rows(subscription, "?since=x&until=2021-07-21")), 5)
        page = self.page(f"{URL}/{subscription.id}?since=2021-07-22&until=2021-07-23")
        self.assertIn("Nothing happened in this period", page.text_content())
        self.assertEqual(page.xpath("//input[@type='date']/@value"), ["2021-07-22", "2021-07-23"])

    def test_pages_keep_the_period(self):
        subscription = self.sell(self.package, pay=2)
        for _time in range(3):
            self.use(self.laser)
        with patch.object(portal_wallet, "PER_PAGE", 2):
            self.assertEqual(len(self.rows(subscription)), 2)
            page = self.page(f"{URL}/{subscription.id}?since=2021-07-21")
            self.assertIn(f"{URL}/{subscription.id}/page/2?since=2021-07-21", page.xpath("//a/@href"))
            last = self.rows(subscription, "/page/3?since=2021-07-21")
            self.assertEqual(last, ["Instalment 1 of 3: paid Jul 21, 2021 +2 Left: 2"])
            self.assertEqual(self.rows(subscription, "/page/99?since=2021-07-21"), last)

    # ---------------------------------------------------------------- shared

    def test_guest_sees_what_is_left_and_not_what_the_owner_pays(self):
        self.package.shareable = True
        subscription = self.sell(self.package, client=self.bob, pay=1)
        subscription.guest_ids = [Command.set(self.ann.ids)]
        card = self.card(subscription)
        self.assertSays(card, "Shared with you by Bob", "Visits left: 2", "For: Laser")
        for hidden in ("payment", "Instalment", "400", "of 6"):
            self.assertNotIn(hidden, " ".join(card))
        self.assertFalse(self.page(URL).xpath(f"//a[@href='{URL}/{subscription.id}']"))
        response = self.url_open(f"{URL}/{subscription.id}", allow_redirects=False)
        self.assertURLEqual(response.headers["Location"], f"{URL}?answer=unknown")

    def test_owner_sees_which_guest_came(self):
        self.package.shareable = True
        subscription = self.sell(self.package, pay=1)
        subscription.guest_ids = [Command.set(self.bob.ids)]
        self.use(self.laser, client=self.bob, payer_id=self.ann.id)
        self.assertEqual(self.rows(subscription)[0], "Laser, visit of Jul 21, 2021, for Bob Jul 21, 2021 −1 Left: 1")
        self.assertIn("Shared with Bob", " ".join(self.page(f"{URL}/{subscription.id}").text_content().split()))

    # ---------------------------------------------------------------- the home page

    def test_home(self):
        """A card for clients, without JavaScript."""
        [card] = self.page("/my").xpath(f"//div[contains(@class, 'o_portal_index_card')][a/@href='{URL}'][.//img]")
        self.assertNotIn("d-none", card.get("class").split())
