from odoo import Command
from odoo.tests import tagged

from .common import WebShopCase


@tagged("post_install", "-at_install")
class TestGroupPrices(WebShopCase):
    """SK9: the shop sells to clients of a discount group by their pricelist, to others at its own prices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service.taxes_id = False
        cls.program = cls.env["loyalty.program"].create(
            {
                "name": "Friends",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "company_id": cls.company.id,
                "clientele_managed": True,
                "clientele_benefit": "discount",
                "rule_ids": [
                    Command.create(
                        {
                            "reward_point_mode": "money",
                            "clientele_rate": 10,
                            "tier_ids": [Command.create({"threshold": 1000, "rate": 20})],
                        }
                    )
                ],
                "reward_ids": [Command.create({"reward_type": "discount", "required_points": 1})],
            }
        )
        cls.group = cls.env["clientele.group"].create(
            {"name": "Friends", "loyalty_type": "discount", "program_id": cls.program.id}
        )

    def join(self):
        self.ann.is_client = True
        self.ann.clientele_group_id = self.group
        self.env.flush_all()
        self.env.cr.precommit.run()

    def shown_price(self):
        """:return: what the page of the haircut (20) says"""
        page = self.url_open(self.service.product_tmpl_id.website_url).text
        return [price for price in ("20.00", "18.00", "16.00") if f">{price}<" in page]

    def test_a_client_of_the_group(self):
        self.join()
        cart = self.put(self.service)
        self.assertEqual(cart.pricelist_id.clientele_percent, 10)
        self.assertEqual(cart.amount_total, 18)
        self.assertIn("18.00", self.shown_price())

    def test_another_client_pays_the_shop_s_price(self):
        cart = self.put(self.service)
        self.assertFalse(cart.pricelist_id.clientele_program_id)
        self.assertEqual(cart.amount_total, 20)
        self.assertEqual(self.shown_price(), ["20.00"])

    def test_a_visitor_pays_the_shop_s_price(self):
        self.log_in(None)
        self.assertEqual(self.shown_price(), ["20.00"])
        cart = self.put(self.service)
        self.assertFalse(cart.pricelist_id.clientele_program_id)
        self.assertEqual(cart.amount_total, 20)

    def test_the_next_tier(self):
        self.join()
        line = {"product_id": self.service.id, "price_unit": 1500}
        self.make_visit(self.ann, "2021-03-01", lines=[line])
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual(self.put(self.service).amount_total, 16)

    def test_nobody_chooses_it(self):
        """The pricelists of programs are in no list of the shop."""
        self.join()
        self.log_in(None)
        page = self.url_open("/shop").text
        self.assertNotIn("Friends", page)

    def for_everyone(self, website=None):
        """:return: pricelists that visitors of a website can buy by"""
        pricelists = self.env["product.pricelist"]
        usable = pricelists._get_website_pricelists_domain(website or self.website)
        return pricelists.search([*usable, ("clientele_program_id", "=", False)])

    def test_the_shop_stays_open(self):
        """Whatever is done to the last pricelist for everyone, visitors do not get a group's price, at once."""
        self.join()
        self.log_in(None)
        for close in (
            lambda lists: lists.action_archive(),
            lambda lists: lists.write({"website_id": False, "selectable": False, "code": False}),
            lambda lists: lists.unlink(),
        ):
            before = self.for_everyone()
            close(before)
            after = self.for_everyone()
            self.assertEqual((len(after), after & before.exists()), (1, before.browse()))
            self.assertEqual(after.name, f"Prices of {self.website.name}")
            self.assertEqual(self.shown_price(), ["20.00"])

    def test_another_website(self):
        """One of a company whose clients have group prices has its own prices for visitors; others are left alone."""
        second = self.env["website"].create({"name": "Second", "company_id": self.company.id})
        self.assertTrue(self.for_everyone(second))
        company = self.env["res.company"].create({"name": "Other"})
        third = self.env["website"].create({"name": "Third", "company_id": company.id})
        named = self.env["product.pricelist"].search([("name", "=", "Prices of Third")])
        self.assertFalse(named)
        third.company_id = self.company
        self.assertTrue(self.for_everyone(third))
