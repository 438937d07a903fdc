from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .loyalty_common import LoyaltyCase

WORK = "odoo.addons.clientele.models.loyalty.clientele_group_discount"

PERCENTS = {0: 10, 1000: 10, 1000.01: 20, 2999.99: 20, 3000: 20, 3000.01: 30}


class DiscountCase(LoyaltyCase):
    """Anna is in a group with 10 % off, 20 % above a turnover of 1000 and 30 % above 3000 (SK9)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.make_program(
            {"clientele_rate": 10, "tier_ids": cls.tiers((1000, 20), (3000, 30))},
            name="Friends",
            clientele_benefit="discount",
        )
        cls.group = cls.env["clientele.group"].create(
            {"name": "Friends", "loyalty_type": "discount", "program_id": cls.program.id}
        )
        cls.client_anna.clientele_group_id = cls.group

    def commit(self):
        """What happens before a commit."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def night(self, day=None):
        """The nightly jobs, without their commits: first the facts, then the discounts."""
        env = self.on(day) if day else self.env
        env["clientele.client"]._verify(self.company.with_env(env))
        with patch(f"{WORK}.commit_batch", lambda env, work: work()):
            env["clientele.group"]._cron_keep_discounts()
        self.env.invalidate_all()

    def percent(self, client=None):
        """:return: the discount of the pricelist that the client holds; 0 without"""
        client = client or self.client_anna
        return client.specific_property_product_pricelist.clientele_percent

    def buys(self, client=None, **values):
        """:return: what 100 cost the client now, in an order"""
        return self.make_order({"product_id": self.cream.id}, client=client, confirm=False, **values).amount_total


@tagged("post_install", "-at_install")
class TestDiscountGroups(DiscountCase):
    """SK9, SK10: discounts by turnover, by pricelists in step with it."""

    def test_boundaries(self):
        """SK9, SK10: what an order costs at each boundary; the tier starts strictly above its threshold."""
        for turnover, percent in PERCENTS.items():
            client = self.make_client(f"Client of {turnover}", clientele_group_id=self.group.id)
            if turnover:
                self.make_turnover(turnover, client)
            self.commit()
            self.assertEqual(self.percent(client), percent, turnover)
            self.assertEqual(self.buys(client), 100 - percent, turnover)

    def test_the_night_finds_the_same(self):
        """SK9: everyone at once gets what each gets by herself."""
        clients = {}
        for turnover in PERCENTS:
            clients[turnover] = self.make_client(str(turnover), clientele_group_id=self.group.id)
            if turnover:
                self.make_turnover(turnover, clients[turnover])
        self.env.cr.precommit.data.pop("clientele.discounts")
        self.night()
        self.assertEqual({turnover: self.percent(client) for turnover, client in clients.items()}, PERCENTS)
        self.assertEqual({turnover: client.clientele_discount for turnover, client in clients.items()}, PERCENTS)

    def test_a_paid_order_lifts_the_next_one(self):
        """SK11: an order has the discount of the turnover before it."""
        self.commit()
        order = self.make_order((self.cream, 1200))
        self.assertEqual(order.pricelist_id.clientele_percent, 10)
        self.make_turnover(1200, day="2021-07-21")
        self.commit()
        self.assertEqual(self.percent(), 20)
        self.assertEqual(self.buys(), 80)

    def test_visits_have_the_discount_of_the_tier(self):
        """SK9: visits use no pricelists."""
        self.make_turnover(1500)
        self.commit()
        visit = self.make_visit(self.client_anna, self.today, state="booked")
        self.assertEqual(visit.line_ids.discount, 20)
        self.assertEqual(visit.amount_total, 16)

    def test_never_twice(self):
        """SK9: neither where lines show the pricelist's discount, nor where they hide it."""
        self.commit()
        for show in (True, False):
            users = self.env.ref("base.group_user")
            feature = self.env.ref("sale.group_discount_per_so_line")
            users._apply_group(feature) if show else users._remove_group(feature)
            self.assertEqual(self.buys(), 90, show)

    def test_standing_discount_where_orders_have_no_pricelist(self):
        self.commit()
        order = self.make_order({"product_id": self.cream.id}, confirm=False, pricelist_id=False)
        self.assertEqual((order.order_line.discount, order.amount_total), (10, 90))

    def test_another_pricelist_on_the_order_is_instead_of_it(self):
        self.commit()
        plain = self.env["product.pricelist"].create({"name": "Plain"})
        self.assertEqual(self.buys(pricelist_id=plain.id), 100)

    def test_the_discount_is_no_promotion(self):
        """LO9: with points besides, lines at the group's price earn."""
        self.make_program({"clientele_rate": 5})
        self.group.points_besides = True
        self.commit()
        order = self.make_order({"product_id": self.cream.id})
        self.assertEqual(order.clientele_award_ids.mapped("points"), [4.5])

    # ---------------------------------------------------------------- what people chose

    def test_a_pricelist_that_a_person_chose_stays(self):
        chosen = self.env["product.pricelist"].create({"name": "Wholesale"})
        self.client_anna.specific_property_product_pricelist = chosen
        self.commit()
        self.night()
        self.assertEqual(self.client_anna.specific_property_product_pricelist, chosen)

    def test_a_higher_personal_discount_wins(self):
        self.make_turnover(1500)
        self.client_anna.clientele_personal_discount = 25
        self.commit()
        self.assertFalse(self.percent())
        self.assertEqual(self.buys(), 75)
        self.client_anna.clientele_personal_discount = 15
        self.commit()
        self.assertEqual(self.percent(), 20)
        self.assertEqual(self.buys(), 80)
        self.assertEqual(self.client_anna.clientele_discount, 20)

    def test_pricelists_of_programs_are_not_edited(self):
        pricelist = self.program._clientele_pricelists()[0].with_context(clientele_keeps_pricelists=False)
        pricelist.name = "Ours"
        with self.assertRaises(UserError):
            pricelist.active = False
        with self.assertRaises(UserError):
            pricelist.item_ids.percent_price = 50
        with self.assertRaises(UserError):
            pricelist.item_ids = [Command.create({"percent_price": 50, "compute_price": "percentage"})]
        with self.assertRaises(UserError):
            pricelist.unlink()

    def test_nobody_else_gets_it(self):
        """Core gives a client without a pricelist the first one of the company."""
        self.commit()
        bob = self.make_client("Bob")
        self.env["product.pricelist"].search([("clientele_program_id", "=", False)]).active = False
        self.assertFalse(bob.property_product_pricelist)
        self.assertEqual(self.buys(bob), 100)

    # ---------------------------------------------------------------- following changes

    def test_leaving_the_group(self):
        self.commit()
        self.assertEqual(self.percent(), 10)
        self.client_anna.clientele_group_id = False
        self.commit()
        self.assertFalse(self.client_anna.specific_property_product_pricelist)
        self.assertEqual(self.client_anna.clientele_discount, 0)
        self.assertEqual(self.buys(), 100)

    def test_the_group_changes(self):
        self.commit()
        self.group.loyalty_type = "none"
        self.commit()
        self.assertFalse(self.percent())
        self.assertEqual(self.client_anna.clientele_discount, 0)

    def test_a_tier_changes(self):
        self.make_turnover(1500)
        self.commit()
        self.program.rule_ids.tier_ids[0].rate = 22.5
        self.commit()
        self.assertEqual(self.percent(), 22.5)
        self.night()
        shown = self.env["product.pricelist"].search([("clientele_program_id", "=", self.program.id)])
        self.assertEqual(sorted(shown.mapped("clientele_percent")), [10, 22.5, 30])
        self.program.rule_ids.tier_ids[0].rate = 20
        self.commit()
        self.assertTrue(self.client_anna.specific_property_product_pricelist.active)
        self.assertEqual(self.percent(), 20)

    def test_an_archived_program(self):
        self.commit()
        self.program.active = False
        self.commit()
        self.night()
        self.assertFalse(self.percent())
        self.assertFalse(self.program._clientele_pricelists().filtered("active"))

    def test_turnover_grows_old(self):
        """LO7: deals leave the period while nothing is sold."""
        self.make_turnover(1500)
        self.commit()
        self.night("2022-02-28")
        self.assertEqual(self.percent(), 20)
        self.night("2022-03-01")
        self.assertEqual(self.percent(), 10)

    def test_contacts_follow_as_commercial_data_do(self):
        contact = self.env["res.partner"].create({"name": "Office", "parent_id": self.client_anna.id})
        self.commit()
        self.assertEqual(self.percent(contact), 10)

    # ---------------------------------------------------------------- set-up

    def test_none_has_no_standing_discount(self):
        """SK3: messages only."""
        group = self.env["clientele.group"].create({"name": "Some", "discount": 7})
        client = self.make_client("Bob", clientele_group_id=group.id)
        self.assertEqual(client.clientele_discount, 7)
        group.loyalty_type = "none"
        self.assertEqual(client.clientele_discount, 0)
        self.assertEqual(self.buys(client), 100)
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            group.discount = 5
            self.env.flush_all()

    def test_a_discount_program_has_one_rule_for_everything(self):
        with self.assertRaises(ValidationError):
            self.program.rule_ids.write({"clientele_scope": "product", "product_ids": self.cream.ids})
        with self.assertRaises(ValidationError):
            self.program.rule_ids.clientele_rate = 101

    def test_the_group_opens_its_pricelists(self):
        self.assertEqual(self.group.pricelist_count, 3)
        action = self.group.action_open_pricelists()
        shown = self.env["product.pricelist"].search(action["domain"])
        self.assertEqual(set(shown.mapped("clientele_percent")), {10, 20, 30})
        self.group.loyalty_type = "none"
        self.assertEqual(self.group.pricelist_count, 0)

    def test_tills_with_several_pricelists_have_them(self):
        plain = self.env["product.pricelist"].create({"name": "Plain"})
        till = self.env["pos.config"].create(
            {
                "name": "Till",
                "use_pricelist": True,
                "pricelist_id": plain.id,
                "available_pricelist_ids": [Command.set(plain.ids)],
            }
        )
        self.night()
        self.assertEqual(sorted(till.available_pricelist_ids.mapped("clientele_percent")), [0, 10, 20, 30])
