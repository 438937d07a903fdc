from itertools import product

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_portal_fuzz import ODD
from .test_portal_wallet import PortalWalletCase

URL = "/my/wallet/statement"


@tagged("post_install", "-at_install")
class TestPortalStatement(PortalWalletCase):
    """FO8: the client's own statement over a period, on the screen and as PDF."""

    def setUp(self):
        super().setUp()
        self.package.shareable = True
        self.sell(self.package, pay=1)
        self.shared = self.sell(self.make_plan("Secret", kind="visits", price=7, visits=3, shareable=True), self.bob)
        self.shared.guest_ids = [Command.set(self.ann.ids)]
        self.use(self.laser)

    def test_own_statement(self):
        text = " ".join(self.page(URL).text_content().split())
        for words in ("Six laser sessions", "Laser", "Instalment", "400.00"):
            self.assertIn(words, text)
        self.assertNotIn("Secret", text, "what another one pays is not the own")

    def test_period(self):
        page = self.page(f"{URL}?since=2021-07-22&until=2021-07-23")
        self.assertEqual(page.xpath("//input[@type='date']/@value"), ["2021-07-22", "2021-07-23"])
        self.assertNotIn("Laser,", page.text_content())

    def test_pdf(self):
        """By a POST of the client, who has no rights on statements otherwise."""
        response = self.post(URL, since="2021-07-01", until="2021-07-31")
        self.assertEqual(response.status_code, 200)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        statement = self.env["clientele.statement"].search([], order="id desc", limit=1)
        self.assertEqual((statement.partner_id, str(statement.date_from)), (self.ann, "2021-07-01"))
        self.assertFalse(self.env["clientele.statement"].with_user(self.ann_user).has_access("read"))
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(URL, data={"since": "2021-07-01"}).status_code, 400, "without a token")

    def test_values_of_a_request_choose_nobody_else(self):
        self.post(URL, partner_id=self.bob.id, company_id=99)
        statement = self.env["clientele.statement"].search([], order="id desc", limit=1)
        self.assertEqual((statement.partner_id, statement.company_id), (self.ann, self.company))

    def test_odd_days_count_as_absent(self):
        for name, value in product(("since", "until", "partner_id", "page"), ODD):
            response = self.opener.get(self.base_url() + URL, params={name: value})
            self.assertEqual(response.status_code, 200, (name, value[:40]))
        page = self.page(f"{URL}?since=2021-07-23&until=2021-07-22")
        self.assertNotIn("2021-07-23", page.xpath("//input[@type='date']/@value"))

    def test_visitors_have_to_log_in(self):
        self.authenticate(None, None)
        response = self.url_open(URL, allow_redirects=False)
        self.assertIn("/web/login?redirect=", response.headers["Location"])
