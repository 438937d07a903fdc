"""A client who is logged in to the portal, and short ways to read its pages."""

from lxml import html

from odoo.tests import HttpCase, new_test_user

from ..visit.test_classes import ClassCase


class PortalCase(ClassCase, HttpCase):
    """Ann has an account; requests see the same day as the test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("clientele.today", str(cls.today))
        cls.env["clientele.client"]._ensure(cls.ann | cls.bob | cls.eve | cls.joe, cls.company)
        cls.ann_user = cls.make_portal_user(cls.ann, "portal_ann")
        cls.bob_user = cls.make_portal_user(cls.bob, "portal_bob")

    @classmethod
    def make_portal_user(cls, partner, login):
        return new_test_user(
            cls.env, login=login, password=login, groups="base.group_portal", name=partner.name, partner_id=partner.id
        )

    def setUp(self):
        super().setUp()
        self.log_in(self.ann_user)

    def log_in(self, user):
        self.authenticate(user.login, user.login)

    # ---------------------------------------------------------------- pages

    def page(self, url="/my/classes", status=200):
        """:return: the page as a tree"""
        response = self.url_open(url)
        self.assertEqual(response.status_code, status, url)
        return html.fromstring(response.text)

    def texts(self, page, path):
        return [" ".join(node.text_content().split()) for node in page.xpath(path)]

    def marks(self, url="/my/classes"):
        """:return: {class: list of what is said of it}"""
        found = {}
        for item in self.page(url).xpath("//li[@data-class]"):
            session = self.env["clientele.session"].browse(int(item.get("data-class")))
            found[session] = self.texts(item, ".//span[contains(@class, 'badge')]")
        return found

    def shown(self, url="/my/classes"):
        """:return: the classes on the page, in order"""
        return self.env["clientele.session"].concat(*self.marks(url))

    def post(self, url="/my/classes", follow=False, **values):
        token = self.page("/my/classes").xpath("//input[@name='csrf_token']/@value")[0]
        return self.url_open(url, data={"csrf_token": token, **values}, allow_redirects=follow)

    def answer(self, url="/my/classes", **values):
        """:return: what the page says after a button was pressed"""
        response = self.post(url, follow=True, **values)
        self.assertEqual(response.status_code, 200)
        return self.texts(html.fromstring(response.text), "//div[@role='status']")
