"""Ann has prepaid something, and claims it in the cart."""

from lxml import html

from odoo import Command, http

from .common import WebShopCase


class PrepaidShopCase(WebShopCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.service | cls.massage).taxes_id = [Command.clear()]

    @classmethod
    def make_plan(cls, name, **values):
        return cls.env["clientele.plan"].create({"name": name, **values})

    @classmethod
    def sell(cls, plan, client=None):
        subscription = cls.env["clientele.subscription"]._sell(plan, client or cls.ann)
        for part in subscription.instalment_ids:
            part._receive(part.amount, f"shop:{part.id}")
        return subscription

    def left(self):
        """:return: (units left, units held) of Ann"""
        lots = self.env["clientele.lot"].search([("partner_id", "=", self.ann.id)])
        return sum(lots.mapped("balance")), sum(lots.mapped("held"))

    def claim(self, plan):
        """What the button of the cart does."""
        values = {"reward_id": plan.program_id.reward_ids.id, "csrf_token": http.Request.csrf_token(self)}
        self.url_open("/shop/claimreward", data=values)
        self.env.invalidate_all()

    def offered(self):
        """:return: {plan: what the cart says of it} of the plans that it offers to use"""
        page = html.fromstring(self.url_open("/shop/cart").content)
        shown = {}
        for form in page.xpath("//form[@name='claim_reward']"):
            reward = self.env["loyalty.reward"].browse(int(form.xpath(".//input[@name='reward_id']/@value")[0]))
            shown[reward.program_id._clientele_plan()] = " ".join(form.text_content().split())
        return shown
