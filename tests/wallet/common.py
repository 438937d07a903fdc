"""Plans, sales and payments in a few words, and the invariants of the ledger (DESIGN 3)."""

from odoo import Command

from ..common import ClienteleCase


class WalletCase(ClienteleCase):
    """A package of six laser sessions in 400 / 400 / 200 (IN1), and clients to sell it to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.laser = cls.make_service("Laser", 200, cls.category)
        cls.package = cls.make_plan(
            "Six laser sessions",
            kind="visits",
            price=1000,
            visits=6,
            service_ids=[Command.set(cls.laser.ids)],
            instalment_ids=[
                Command.create({"sequence": nr, "amount": amount, "units": 2, "days": 56})
                for nr, amount in enumerate((400, 400, 200), 1)
            ],
        )
        cls.ann = cls.make_client("Ann")

    @classmethod
    def make_plan(cls, name, **values):
        return cls.env["clientele.plan"].create({"name": name, **values})

    @classmethod
    def make_credits(cls, price, credits, **values):
        return cls.make_plan(f"{credits} credits", kind="credits", price=price, credits=credits, **values)

    @classmethod
    def sell(cls, plan, client=None, pay=None, **values):
        """:param pay: how many instalments are paid at once, None for all"""
        subscription = cls.env["clientele.subscription"]._sell(plan, client or cls.ann, **values)
        for part in subscription.instalment_ids[:pay]:
            cls.pay(part)
        return subscription

    @classmethod
    def pay(cls, part, amount=None, key=None):
        if part.amount_due or amount:
            part._receive(amount or part.amount_due, key or f"test:{part.id}:{part.revision}")

    @classmethod
    def use(cls, service, by="visits", day="2021-07-21", client=None, quantity=1, **values):
        """A done visit that the wallet pays.

        :return: its line
        """
        line = {"product_id": service.id, "paid_by": by, "quantity": quantity, "resource_id": cls.practitioner.id}
        visit = cls.make_visit(client or cls.ann, day, state="booked", lines=[{**line, **values}])
        visit.action_done()
        return visit.line_ids

    def close_again(self, visit):
        """Close a visit that was reopened, as before: the dialog asks anew what pays, and is confirmed."""
        action = visit.action_done()
        dialog = visit.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((dialog._name, visit.state), ("clientele.settle", "arrived"))
        dialog.action_done()

    def liability(self, client=None):
        """The money that what the client has left stands for."""
        domain = [("partner_id", "=", (client or self.ann).id)]
        return sum(self.env["clientele.lot"].search(domain).mapped("value"))

    def left(self, kind="visits", client=None):
        domain = [("partner_id", "=", (client or self.ann).id), ("kind", "=", kind)]
        return sum(self.env["clientele.lot"].search(domain).mapped("balance"))

    def assertLedger(self):
        """Every balance is the sum of its moves, nothing is negative, nothing empty is worth anything (B1, B2)."""
        self.env.flush_all()
        self.env.cr.execute(WRONG_LOTS)
        self.assertEqual(self.env.cr.fetchall(), [], "lots that do not fit their moves")
        self.env.cr.execute(WRONG_RUNNING)
        self.assertEqual(self.env.cr.fetchall(), [], "moves whose balance after is no running sum")


WRONG_LOTS = """
    SELECT l.id, l.balance, l.value, sum(m.quantity), sum(m.amount)
      FROM clientele_lot l LEFT JOIN clientele_move m ON m.lot_id = l.id
     GROUP BY l.id
    HAVING l.balance <> COALESCE(sum(m.quantity), 0) OR l.value <> COALESCE(sum(m.amount), 0)
        OR l.balance < 0 OR l.held < 0 OR l.held > l.balance OR l.value < 0 OR (l.balance = 0 AND l.value <> 0)
"""
WRONG_RUNNING = """
    SELECT id FROM (
        SELECT id, balance_after, sum(quantity) OVER (PARTITION BY lot_id ORDER BY id) AS running FROM clientele_move
    ) AS moves WHERE balance_after <> running
"""
