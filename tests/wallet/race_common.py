"""A committed client with a prepaid plan, visits to close, and what must hold of the ledger whatever met whom."""

import itertools

from odoo import SUPERUSER_ID, Command, api, fields

from ..races import RaceCase
from .common import WRONG_LOTS, WRONG_RUNNING

# What nobody may delete, in an order that foreign keys allow.
LEDGER = """
    SET LOCAL clientele.ledger_unlocked = 'on';
    DELETE FROM clientele_hold USING clientele_lot l WHERE l.id = lot_id AND l.partner_id = ANY(%(partners)s);
    DELETE FROM clientele_move USING clientele_lot l WHERE l.id = lot_id AND l.partner_id = ANY(%(partners)s);
    DELETE FROM clientele_shortfall WHERE partner_id = ANY(%(partners)s);
    DELETE FROM clientele_lot WHERE partner_id = ANY(%(partners)s);
    DELETE FROM loyalty_card WHERE partner_id = ANY(%(partners)s);
    DELETE FROM clientele_receipt
     USING clientele_instalment i WHERE i.id = instalment_id AND i.partner_id = ANY(%(partners)s);
    DELETE FROM clientele_instalment WHERE partner_id = ANY(%(partners)s);
    DELETE FROM clientele_subscription WHERE partner_id = ANY(%(partners)s);
"""


class WalletRaceCase(RaceCase):
    def setUp(self):
        super().setUp()
        self.numbers = itertools.count()
        self.visit_ids, self.plan_ids = [], []
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            self.day = env["clientele.branch"]._today()
            laser = {"name": "Laser", "type": "service", "list_price": 200, "taxes_id": [Command.clear()]}
            self.laser_id = env["product.product"].create(laser).id
            clients = env["res.partner"].create([{"name": name, "is_client": True} for name in ("Ann", "Anne")])
            self.ann_id, self.anne_id = self.client_ids = clients.ids
        self.addCleanup(self.clean_up)

    def clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            visits = env["clientele.visit"].search([("partner_id", "in", self.client_ids)])
            cr.execute("UPDATE clientele_visit_line SET prepaid = FALSE WHERE visit_id = ANY(%s)", (visits.ids,))
            orders = env["sale.order"].search([("partner_id", "in", self.client_ids)])
            paid = "UPDATE sale_order_line SET clientele_prepaid = FALSE, coupon_id = NULL WHERE order_id = ANY(%s)"
            cr.execute(paid, (orders.ids,))
            cr.execute(LEDGER, {"partners": self.client_ids})
            cr.execute("DELETE FROM payment_transaction WHERE partner_id = ANY(%s)", (self.client_ids,))
            env.invalidate_all()
            orders._action_cancel()
            orders.unlink()
            visits = visits.exists()  # the deals of orders went with them
            visits.write({"state": "booked"})
            visits.unlink()
            plans = env["clientele.plan"].browse(self.plan_ids)
            products = plans.product_id | env["product.product"].browse(self.laser_id)
            plans.unlink()
            products.product_tmpl_id.unlink()
            env["res.partner"].browse(self.client_ids).exists().unlink()

    # ---------------------------------------------------------------- what there is

    def make_subscription(self, visits=1, price=None, pay=True, **values):
        """:return: id of a subscription of Ann"""

        def sell(env):
            plan = env["clientele.plan"].create(
                {
                    "name": "Laser sessions",
                    "kind": "visits",
                    "price": visits * 200 if price is None else price,
                    "visits": visits,
                    "service_ids": [Command.set([self.laser_id])],
                    **values,
                }
            )
            self.plan_ids.append(plan.id)
            subscription = env["clientele.subscription"]._sell(plan, env["res.partner"].browse(self.ann_id))
            for part in subscription.instalment_ids if pay else []:
                part._receive(part.amount, f"race:{part.id}")
            return subscription.id

        return self.request(sell)

    def make_visit(self, *quantities, client=None):
        """:return: id of a booked visit of lines that a package pays, one line for each quantity"""
        line = {"product_id": self.laser_id, "paid_by": "visits"}
        start = fields.Datetime.to_datetime(self.day).replace(hour=9)

        def book(env):
            return env["clientele.visit"].create(
                {
                    "partner_id": client or self.ann_id,
                    "branch_id": env.company._clientele_default_branch().id,
                    "start": start,
                    "state": "booked",
                    "line_ids": [Command.create({**line, "quantity": number}) for number in quantities or (1,)],
                }
            )

        return self.request(lambda env: book(env).id)

    def make_order(self, quantity=1):
        """:return: id of a quotation that a package pays"""

        def quote(env):
            line = {"product_id": self.laser_id, "product_uom_qty": quantity, "clientele_paid_by": "visits"}
            return env["sale.order"].create({"partner_id": self.ann_id, "order_line": [Command.create(line)]}).id

        return self.request(quote)

    # ---------------------------------------------------------------- what is done

    def close(self, visit_id):
        return lambda env: env["clientele.visit"].browse(visit_id).action_done()

    def on_lots(self, action):
        """An action on the lots of both clients."""
        return lambda env: action(env["clientele.lot"].search([("partner_id", "in", self.client_ids)], order="id"))

    def on_part(self, action, number=0):
        """An action on an instalment."""

        def act(env):
            parts = env["clientele.instalment"].search([("partner_id", "in", self.client_ids)], order="id")
            return action(parts[number])

        return act

    def receive(self, amount, key):
        return self.on_part(lambda part: part._receive(amount, key))

    def refund(self, amount, key):
        return self.on_part(lambda part: part._refund(amount, key))

    def merge(self):
        def merge(env):
            wizard = env["base.partner.merge.automatic.wizard"].create({})
            wizard._merge([self.anne_id, self.ann_id], env["res.partner"].browse(self.anne_id))

        return merge

    # ---------------------------------------------------------------- what holds

    def ledger(self):
        """:return: (units left, worth, {kind of move: how many}) of the clients; after the invariants"""
        with self.registry.cursor() as cr:
            for query in (WRONG_LOTS, WRONG_RUNNING):
                cr.execute(query)
                self.assertEqual(cr.fetchall(), [], "balances and moves differ")
            cr.execute(
                """SELECT coalesce(sum(balance), 0), coalesce(sum(value), 0), coalesce(sum(held), 0)
                     FROM clientele_lot WHERE partner_id = ANY(%s)""",
                (self.client_ids,),
            )
            left, value, held = cr.fetchone()
            cr.execute(
                """SELECT coalesce(sum(quantity), 0) FROM clientele_hold
                    WHERE state = 'open' AND lot_id IN (SELECT id FROM clientele_lot WHERE partner_id = ANY(%s))""",
                (self.client_ids,),
            )
            self.assertEqual(cr.fetchone()[0], held, "what is held is the sum of the open holds")
            cr.execute(
                """SELECT m.kind, count(*) FROM clientele_move m JOIN clientele_lot l ON l.id = m.lot_id
                    WHERE l.partner_id = ANY(%s) GROUP BY m.kind""",
                (self.client_ids,),
            )
            return left, value, dict(cr.fetchall())
