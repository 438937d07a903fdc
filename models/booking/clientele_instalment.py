from odoo import models
from odoo.tools import format_amount

from ..wallet.clientele_lot import units
from .portal_words import day_words, number_words


class ClienteleInstalment(models.Model):
    """An instalment as its client sees it. Callers use sudo and pass own ones only."""

    _inherit = "clientele.instalment"

    def _to_open(self):
        """:return: units that it opens once it is paid, as Decimal; one that was paid before opens what was not used"""
        opened_before = self in self.subscription_id.lot_ids.instalment_id
        return units(self.units) - (self._consumed()[0] if opened_before else 0)

    def _portal_name(self):
        count = len(self.subscription_id.instalment_ids)
        if count == 1:
            return self.env._("Payment")
        return self.env._("Instalment %(number)s of %(count)s", number=self.number, count=count)

    def _portal_amount(self):
        """:return: the money in words, what is still missing where it is to be paid"""
        return format_amount(self.env, self.amount_due if self.state == "due" else self.amount, self.currency_id)

    def _portal_state(self):
        """:return: (one of paid, due, overdue, cancelled, its words)"""
        if self.state == "cancelled":
            return "cancelled", self.env._("Cancelled")
        if self.state == "paid":
            return "paid", self.env._("Paid on %(day)s", day=day_words(self.env, self.paid_on))
        day = day_words(self.env, self.due_date)
        if self.overdue:
            return "overdue", self.env._("Overdue since %(day)s", day=day)
        return "due", self.env._("Due on %(day)s", day=day)

    def _portal_bill(self):
        """:return: the invoice or order (sudo) on whose page in the portal the client can pay, False without one"""
        if self.state != "due":
            return False
        orders = self.ordered_line_ids.filtered(lambda line: line.state in ("sent", "sale")).order_id
        for document in (*self._unpaid_invoices(), *orders):
            own = document.partner_id == self.partner_id
            if own and document.sudo(False).has_access("read"):  # as who is logged in, who opens that page
                return document
        return False

    def _portal_opens_words(self):
        """:return: what it opens and when, in words"""
        words = {
            "units": number_words(self.env, units(self.units)),
            "first": day_words(self.env, self.opens_on),
            "last": day_words(self.env, self.expires_on),
        }
        if self.subscription_id.kind == "credits":
            return self.env._("Credits: %(units)s, usable from %(first)s on", **words)
        return self.env._("Visits: %(units)s, usable from %(first)s on", **words)
