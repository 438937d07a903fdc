from datetime import datetime
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.visit import clientele_intake
from .common import DealCase


@tagged("post_install", "-at_install")
class TestIntake(DealCase):
    """Orders that were there before the installation become the deals that they would have become since."""

    def setUp(self):
        super().setUp()
        self.clients = self.env["res.partner"].create([{"name": name} for name in ("Ann", "Bob", "Cleo")])
        ann, bob, cleo = self.clients
        self.sell(ann, (self.goods, 2), date_order=datetime(2021, 3, 1, 9))
        self.sell(ann, (self.goods, 1), date_order=datetime(2021, 5, 1, 9))
        self.credit_note(self.sell(ann, (self.goods, 3)).invoice_ids, {self.goods: 1})
        self.make_order(bob, (self.goods, 1))  # owed
        self.make_order(bob, (self.goods, 1), confirm=False)
        till = self.ring(bob, (self.goods, 2), (self.other_goods, 1), date_order="2021-06-01 09:00:00")
        self.ring_refund(till, {till.lines[0]: 1})
        self.ring(cleo, (self.goods, 1), date_order="2021-06-02 09:00:00")
        self.ring(None, (self.other_goods, 1))
        self.orders = self.env["sale.order"].search([]), self.env["pos.order"].search([])

    def snapshot(self):
        """:return: what stands of all deals and clients, without ids of rows"""
        self.env.flush_all()
        rows = self.env["clientele.visit"].search([("kind", "=", "sale"), ("state", "=", "done")])
        deals = {
            (
                *(row.sale_order_id.id, row.pos_order_id.id, row.partner_id.id, row.branch_id.id, row.day, row.start),
                *(row.state, row.source, row.amount_total, row.amount_service, row.amount_product, row.amount_due),
                tuple(
                    (line.sale_line_id.id, line.pos_line_id.id, line.product_id.id, line.quantity, line.amount)
                    for line in row.line_ids
                ),
            )
            for row in rows
        }
        facts = [
            (client.id, client.is_client, client.clientele_deal_count, client.clientele_spent, client.clientele_debt)
            for client in self.clients
        ]
        return deals, facts, self.orders[0].mapped("clientele_owed")

    def forget(self):
        """Take the database back to before the installation."""
        self.env.flush_all()
        ids = self.clients.ids
        for statement in (
            SQL("DELETE FROM clientele_visit"),
            SQL("DELETE FROM clientele_client WHERE partner_id = ANY(%s)", ids),
            SQL("UPDATE res_partner SET is_client = FALSE, created_from = NULL WHERE id = ANY(%s)", ids),
            SQL("UPDATE sale_order SET clientele_owed = NULL"),
        ):
            self.env.cr.execute(statement)
        self.env.invalidate_all()

    def run_intake(self, batch):
        self.env["clientele.intake"]._start()
        batches = 0
        with patch.object(clientele_intake, "BATCH", batch), patch.object(self.env.cr, "commit", self.env.flush_all):
            for intake in self.env["clientele.intake"].search([]):
                while intake.cursor:
                    intake._take_in(batch)
                    batches += 1
        return batches

    def test_equals_what_came_since(self):
        live = self.snapshot()
        self.assertEqual(len(live[0]), 6)
        self.assertEqual([fact[2:] for fact in live[1]], [(3, 500, 0), (1, 140, 100), (1, 100, 0)])
        self.forget()
        self.assertEqual(self.snapshot()[0], set())
        self.assertGreater(self.run_intake(2), 4)
        self.assertEqual(self.snapshot(), live)
        self.assertEqual(self.clients.mapped("created_from"), ["back_office", "pos", "pos"])

    def test_again_changes_nothing(self):
        live = self.snapshot()
        before = self.env["clientele.visit"].search([]).mapped("write_date")
        self.run_intake(100)
        self.assertEqual(self.snapshot(), live)
        self.assertEqual(self.env["clientele.visit"].search([]).mapped("write_date"), before)

    def test_goes_on_where_it_stopped(self):
        self.forget()
        self.env["clientele.intake"]._start()
        intake = self.env["clientele.intake"].search([("model", "=", "sale.order")])
        newest = max(self.orders[0].ids)
        self.assertEqual(intake.cursor, newest + 1)
        intake._take_in(2)
        self.assertEqual(intake.cursor, sorted(self.orders[0].ids)[-2])
        intake._take_in(100)
        self.assertEqual(intake.cursor, 0)

    def test_sends_nothing(self):
        """YC6: no message, no mail, no activity."""
        self.env = self.env(context={})
        self.forget()
        names = ("mail.message", "mail.mail", "mail.activity", "sms.sms")
        before = [self.env[name].search_count([]) for name in names]
        self.run_intake(100)
        self.env.flush_all()
        self.assertEqual([self.env[name].search_count([]) for name in names], before)

    def test_job_is_triggered(self):
        triggers = [("cron_id", "=", self.env.ref("clientele.clientele_cron_intake").id)]
        self.env["ir.cron.trigger"].search(triggers).unlink()
        self.env["clientele.intake"]._start()
        self.assertEqual(self.env["ir.cron.trigger"].search_count(triggers), 1)

    def test_job_runs_to_the_end(self):
        live = self.snapshot()
        self.forget()
        self.env["clientele.intake"]._start()
        with self.enter_registry_test_mode(), patch.object(clientele_intake, "BATCH", 2):
            self.env.ref("clientele.clientele_cron_intake").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.snapshot(), live)
        self.assertEqual(self.env["clientele.intake"].search([]).mapped("cursor"), [0, 0])

    def test_queries_of_a_batch(self):
        """A batch costs about the same for 4 orders as for 40."""
        for __ in range(36):
            self.sell_fast()
        counts = []
        for size in (4, 4, 40):
            self.forget()
            orders = self.env["pos.order"].search([], limit=size, order="id desc")
            before = self.env.cr.sql_log_count
            orders._clientele_sync_deal()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[2] - counts[1], 6)

    def sell_fast(self):
        return self.ring(self.clients[0], (self.goods, 1))
