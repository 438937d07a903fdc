from itertools import product

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_portal_fuzz import ODD
from .test_portal_wallet import URL, PortalWalletCase


@tagged("post_install", "-at_install")
class TestPortalWalletAccess(PortalWalletCase):
    """The wallet's pages answer to anything, and tell nobody what is not theirs."""

    def setUp(self):
        super().setUp()
        self.package.shareable = True
        self.own = self.sell(self.package, pay=2)
        self.foreign = self.sell(self.package, client=self.bob, pay=1)
        self.foreign.guest_ids = [Command.set(self.eve.ids)]

    def body(self, url, **params):
        response = self.opener.get(self.base_url() + url, params=params)
        self.assertEqual(response.status_code, 200, (url, params))
        lines = [line for line in response.text.splitlines() if "csrf_token" not in line]
        return "\n".join(line for line in lines if "canonical" not in line and "og:url" not in line)

    def test_visitors_have_to_log_in(self):
        self.authenticate(None, None)
        for url in (URL, f"{URL}/{self.own.id}", f"{URL}/{self.own.id}/page/2"):
            response = self.url_open(url, allow_redirects=False)
            self.assertEqual(response.status_code, 303)
            self.assertIn("/web/login?redirect=", response.headers["Location"])

    def test_others_shared_and_missing_ones_answer_alike(self):
        """The same bytes, whatever is asked for."""
        shared = self.sell(self.package, client=self.bob, pay=1)
        shared.guest_ids = [Command.set(self.ann.ids)]
        ids = [self.foreign.id, shared.id, shared.id + 10**6, 0, 2**31, int("9" * 30)]
        answers = set()
        for path in [f"/{each}{page}" for each, page in product(ids, ("", "/page/2", "?since=2021-07-01"))]:
            response = self.url_open(f"{URL}{path}", allow_redirects=False)
            answers.add((response.status_code, response.headers["Location"], response.content))
        self.assertEqual(len(answers), 1, answers)
        self.assertIn("no such subscription", self.page(f"{URL}?answer=unknown").text_content())

    def test_each_sees_the_own(self):
        """The employer's and a colleague's are not the own either."""
        firm = self.make_client("Firm", is_company=True)
        self.ann.parent_id = firm
        colleague = self.make_client("Colleague", parent_id=firm.id)
        others = self.foreign + self.sell(self.package, client=firm) + self.sell(self.package, client=colleague)
        shown = self.page(URL).xpath("//li/@data-subscription")
        self.assertEqual(shown, [str(self.own.id)])
        self.log_in(self.bob_user)
        self.assertEqual(self.page(URL).xpath("//li/@data-subscription"), [str(self.foreign.id)])
        self.assertNotIn("Ann", self.body(f"{URL}/{self.foreign.id}"))
        self.assertEqual(len(others), 3)

    def test_odd_parameters_count_as_absent(self):
        here = f"{URL}/{self.own.id}"
        for url, names in ((URL, ["answer", "page", "unknown"]), (here, ["since", "until", "page", "answer"])):
            plain = self.body(url)
            for name, value in product(names, ODD):
                with self.subTest(url=url, name=name, value=value[:40]):
                    self.assertEqual(self.body(url, **{name: value}), plain)
        for since, until in (("0001-01-01", "9999-12-31"), ("9999-12-31", "0001-01-01")):
            self.body(here, since=since, until=until)

    def test_odd_addresses(self):
        for end in ("x", "-1", "²", "1.5", f"{self.own.id}/page/0", f"{self.own.id}/page/x", f"{self.own.id}/page/-1"):
            with mute_logger("odoo.http"):
                self.assertLess(self.url_open(f"{URL}/{end}").status_code, 500, end)
        self.assertEqual(self.url_open(f"{URL}/{self.own.id}/page/{'9' * 30}").status_code, 200)

    def test_nothing_can_be_changed(self):
        with mute_logger("odoo.http"):
            for url in (URL, f"{URL}/{self.own.id}"):
                self.assertEqual(self.post(url, state="cancelled").status_code, 405)

    def test_portal_users_have_no_rights_of_their_own(self):
        for model in ("plan", "subscription", "instalment", "lot", "move", "receipt", "hold"):
            records = self.env[f"clientele.{model}"].with_user(self.ann_user)
            self.assertFalse(records.has_access("read"), model)

    def test_names_are_no_markup(self):
        self.package.name = "<img src=x onerror=alert(1)>"
        self.laser.name = "<b>Laser</b>"
        self.use(self.laser)
        for url in (URL, f"{URL}/{self.own.id}"):
            body = self.body(url)
            self.assertNotIn("<img src=x", body)
            self.assertNotIn("<b>Laser", body)
