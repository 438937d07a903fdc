"""A till, invoices and payments, said shortly: for tests of deals that come from orders."""

from uuid import uuid4

from odoo import Command, fields

from ..common import ClienteleCase


class DealCase(ClienteleCase):
    """A company with a chart of accounts, a till with cash, bank and customer account, and goods without tax."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.make_goods("Conditioner", 100)
        cls.other_goods = cls.make_goods("Comb", 40)
        cls.till = cls.make_till("Till")
        cls.cash = cls.till.payment_method_ids.filtered(lambda method: method.type == "cash")[:1]
        cls.account = cls.till.payment_method_ids.filtered(lambda method: method.type == "pay_later")[:1]

    @classmethod
    def make_goods(cls, name, price, **values):
        taxes = [Command.clear()]
        values = {"invoice_policy": "order", "available_in_pos": True, "taxes_id": taxes, **values}
        return cls.env["product.product"].create({"name": name, "type": "consu", "list_price": price, **values})

    @classmethod
    def make_till(cls, name, company=None):
        company = company or cls.company
        env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        journals = env["account.journal"].search([("company_id", "=", company.id), ("type", "=", "sale")], limit=1)
        cash = env["account.journal"].create(
            {"name": f"Cash {name}", "type": "cash", "code": f"C{name[-3:]}", "company_id": company.id}
        )
        methods = env["pos.payment.method"].create(
            [
                {"name": "Cash", "journal_id": cash.id, "company_id": company.id},
                {"name": "Customer account", "split_transactions": True, "company_id": company.id},
            ]
        )
        values = {"company_id": company.id, "payment_method_ids": [Command.set(methods.ids)]}
        return env["pos.config"].create({"name": name, "invoice_journal_id": journals.id, **values})

    # ---------------------------------------------------------------- sale orders

    @classmethod
    def make_order(cls, partner, *lines, confirm=True, **values):
        """:param lines: (product, quantity, price) or values of an order line"""
        lines = [line if isinstance(line, dict) else cls.order_line(*line) for line in lines]
        order = cls.env["sale.order"].create(
            {"partner_id": partner.id, "order_line": [Command.create(line) for line in lines], **values}
        )
        if confirm:
            date = order.date_order
            order.action_confirm()
            order.date_order = values.get("date_order", date)
        return order

    @classmethod
    def order_line(cls, product, quantity=1, price=None, **values):
        price = product.list_price if price is None else price
        values = {"discount": 0, "name": product.name, **values}
        return {"product_id": product.id, "product_uom_qty": quantity, "price_unit": price, **values}

    @classmethod
    def invoice(cls, order, post=True, **values):
        moves = order._create_invoices(**values)
        moves.invoice_date = fields.Date.today()
        if post:
            moves.action_post()
        return moves

    @classmethod
    def pay(cls, moves, amount=None):
        """Register a payment on invoices or credit notes."""
        values = {} if amount is None else {"amount": amount}
        wizard = cls.env["account.payment.register"].with_context(active_model="account.move", active_ids=moves.ids)
        return wizard.create(values)._create_payments()

    @classmethod
    def sell(cls, partner, *lines, **values):
        """A confirmed order, invoiced and paid."""
        order = cls.make_order(partner, *lines, **values)
        cls.pay(cls.invoice(order))
        return order

    @classmethod
    def credit_note(cls, invoice, quantities=None, post=True):
        """:param quantities: {product: quantity to refund}, everything by default"""
        refund = invoice._reverse_moves([{"invoice_date": fields.Date.today()}])
        if quantities is not None:
            for line in refund.invoice_line_ids.filtered("product_id"):
                line.quantity = quantities.get(line.product_id, 0)
        if post:
            refund.action_post()
        return refund

    @classmethod
    def pay_online(cls, order, amount=None, state="done", **values):
        provider = cls.env["payment.provider"].create({"name": "Test", "code": "none", "state": "test"})
        method = cls.env["payment.method"].with_context(active_test=False).search([], limit=1)
        transaction = cls.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": order.amount_total if amount is None else amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "reference": str(uuid4()),
                "sale_order_ids": [Command.set(order.ids)],
                **values,
            }
        )
        provider.support_manual_capture = "partial"  # computed, kept in the cache
        transaction.state = state
        return transaction

    # ---------------------------------------------------------------- the till

    @classmethod
    def ring(cls, partner, *lines, till=None, method=None, state="paid", **values):
        """An order as the till sends it.

        :param lines: (product, quantity, price) or values of an order line
        """
        till = till or cls.till
        if not till.current_session_id:
            till.open_ui()
            till.current_session_id.set_opening_control(0, None)
        lines = [line if isinstance(line, dict) else cls.till_line(*line) for line in lines]
        total = sum(cls._signed(line) for line in lines)
        payment = {"amount": total, "name": "Paid", "payment_method_id": (method or till.payment_method_ids[0]).id}
        order = {
            "amount_paid": total,
            "amount_return": 0,
            "amount_tax": 0,
            "amount_total": total,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "fiscal_position_id": False,
            "pricelist_id": till.pricelist_id.id,
            "lines": [[0, 0, line] for line in lines],
            "partner_id": partner.id if partner else False,
            "session_id": till.current_session_id.id,
            "payment_ids": [[0, 0, payment]] if state == "paid" else [],
            "uuid": str(uuid4()),
            "user_id": cls.env.uid,
            "to_invoice": False,
            "state": state,
            **values,
        }
        result = till.env["pos.order"].sync_from_ui([order])["pos.order"]
        uuid = order.get("uuid")
        return cls.env["pos.order"].search([("id", "in", [row["id"] for row in result]), ("uuid", "=", uuid)])

    @classmethod
    def till_line(cls, product, quantity=1, price=None, **values):
        price = product.list_price if price is None else price
        amount = quantity * price * (1 - values.get("discount", 0) / 100)
        return {
            "product_id": product.id,
            "qty": quantity,
            "price_unit": price,
            "price_subtotal": amount,
            "price_subtotal_incl": amount,
            "tax_ids": [Command.set([])],
            "uuid": str(uuid4()),
            **values,
        }

    @classmethod
    def ring_refund(cls, order, quantities, **values):
        """A refund as the till stores it: its lines carry amounts without their sign.

        :param quantities: {order line: quantity that comes back}
        """
        lines = []
        for line, quantity in quantities.items():
            amount = quantity * line.price_unit * (1 - line.discount / 100)
            amounts = {"price_subtotal": amount, "price_subtotal_incl": amount, "discount": line.discount}
            lines.append(
                cls.till_line(line.product_id, -quantity, line.price_unit, refunded_orderline_id=line.id, **amounts)
            )
        return cls.ring(order.partner_id, *lines, till=order.config_id, is_refund=True, **values)

    @staticmethod
    def _signed(line):
        sign = -1 if line["qty"] * line["price_unit"] < 0 else 1
        return sign * abs(line["price_subtotal_incl"])

    # ---------------------------------------------------------------- what is seen

    def row_of(self, order):
        """:return: the order's row of kind sale"""
        name = "pos_order_id" if order._name == "pos.order" else "sale_order_id"
        return self.env["clientele.visit"].search([(name, "=", order.id)])

    def assertDeal(self, order, amount, **values):
        row = self.row_of(order)
        self.assertEqual(row.mapped("state"), ["done"], "a deal is one done row")
        seen = {name: row[name] for name in values}
        self.assertEqual({"amount_total": row.amount_total, **seen}, {"amount_total": amount, **values})
        self.assertAlmostEqual(sum(row.line_ids.mapped("amount")), row.amount_total)
        self.assertEqual(row.amount_due, 0, "owed on the order, never on its row")

    def assertNoDeal(self, order):
        self.assertNotIn("done", self.row_of(order).mapped("state"))
