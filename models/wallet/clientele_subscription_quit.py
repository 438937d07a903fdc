from datetime import date

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ...tools.instalments import quitting
from .clientele_lot import units


class ClienteleSubscription(models.Model):
    """A client quits: used visits are charged at list price, what was paid above goes back (IN4)."""

    _inherit = "clientele.subscription"

    # ---------------------------------------------------------------- the proposal

    def _bill_of_use(self):
        """:return: what was used of it at list price, oldest first: [dict of a line of ``clientele.subscription.quit``]
        Gifts are left out: nobody paid for them.
        """
        used = self.lot_ids.filtered("instalment_id")._used()
        return [
            self._prepare_used(line, used[line])
            for line in sorted(used, key=lambda line: (line.day or date.min, line.id))
        ]

    def _prepare_used(self, line, quantity):
        price = self._list_price(line)
        return {
            "visit_line_id": line.id,
            "day": line.day,
            "name": line.name or self.env._("Used without a visit"),
            "quantity": float(quantity),
            "price": float(price),
            "amount": float(price * quantity),
        }

    def _list_price(self, line):
        """:return: what a unit costs singly, as Decimal: 1 for a credit (CR1), for a visit the price of its service"""
        if self.kind == "credits":
            return units(1)
        product = line.product_id.with_company(self.company_id)
        return units(line.price_unit or (product and product._clientele_price()) or self.plan_id.single_price)

    def _quitting(self, bill=None):
        """:return: (paid, used at list price, to pay back), as Decimal"""
        paid = sum((units(part.amount_received) for part in self.instalment_ids), units(0))
        used = sum((units(line["amount"]) for line in bill or self._bill_of_use()), units(0))
        return paid, used, quitting(paid, used)

    # ---------------------------------------------------------------- quitting

    def _quit(self, amount, reason, key):
        """End it: what is left of it is taken out, the amount is paid back, what is unpaid is not owed any more.
        Where nothing was paid and nothing used, it is cancelled. Rights are checked by the caller.

        Once more where a visit was reopened since, so that something is left again.

        :param amount: Decimal, at most what is proposed
        :raises UserError: where that cannot be, saying why
        """
        self.ensure_one()
        subscription = self.sudo()  # sudo: nobody changes what was sold but by such an operation
        paid, used, proposal = subscription._quitting()
        subscription._check_quitting(amount, proposal)
        for lot in subscription.lot_ids.filtered("balance").sorted("id"):
            ledger = self.env["clientele.ledger"].sudo()  # sudo: as above
            ledger._withdraw(f"{key}:{lot.id}", lot, lot._free(), "refund", reason=reason)
        subscription._pay_back(amount, key, reason)
        subscription.instalment_ids.filtered(lambda part: part.state == "due")._cancel()
        subscription.write({"state": "quit" if paid or used else "cancelled", "end_date": subscription._last_day()})
        self._log_change(self._say_quit(paid, used, amount), reason)

    def _last_day(self):
        """:return: the last day of one that ends today, so that nobody counts it as running later (FF17)"""
        last = max(self.start_date, self._today())
        return min(last, self.end_date) if self.end_date else last

    def _say_quit(self, paid, used, amount):
        if not paid and not used:
            return self.env._("Cancelled: nothing was paid or used")
        return self.env._(
            "Quit: %(paid)s paid, %(used)s used at list price, %(amount)s paid back",
            paid=self._money_text(paid),
            used=self._money_text(used),
            amount=self._money_text(amount),
        )

    def _check_quitting(self, amount, proposal):
        if self.state != "quit":
            self._check_living()
        elif not self.units_left:
            raise UserError(self.env._("The client has quit already, and nothing is left of it."))
        self._check_nothing_held()
        if not 0 <= amount <= proposal:
            raise UserError(
                self.env._(
                    "Between 0 and %(proposal)s can be paid back. Change the amount.",
                    proposal=self._money_text(proposal),
                )
            )

    def _pay_back(self, amount, key, note):
        """Pay back what was received for its parts, those of the latest first, never more than each received.

        :param amount: Decimal
        """
        for part in self.instalment_ids.sorted("number", reverse=True):
            share = min(amount, units(part.amount_received))
            if share > 0:
                part._pay_back(float(share), f"{key}:{part.id}", note)
                amount -= share

    def _money_text(self, amount):
        return format_amount(self.env, float(amount), self.currency_id)
