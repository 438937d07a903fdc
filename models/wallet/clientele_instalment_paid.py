from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date

from ...tools.ledger import units_worth
from .clientele_lot import units


class ClienteleInstalment(models.Model):
    """Paying an instalment issues its lot, paying it back takes back what is unused of it (IN2, DESIGN 3)."""

    _inherit = "clientele.instalment"

    # ---------------------------------------------------------------- target against what is there

    def _sync(self):
        """Bring what was received, and the lot, to what the payments say; calling it again changes nothing."""
        for part in self.sudo().filtered(lambda part: part.state != "cancelled"):  # sudo: follows from payments
            received = part._received()
            if part.currency_id.compare_amounts(part.amount_received, received):
                part.amount_received = received
            covered = part.currency_id.compare_amounts(received + part.amount_refunded, part.amount) >= 0
            if covered and part.state == "due":
                part._open()
            elif not covered and part.state == "paid":
                part._close()

    def _received(self):
        """:return: money that was paid for this part, less what was paid back; documents add theirs"""
        return sum(self.receipt_ids.mapped("amount"))

    def _open(self):
        """The part is paid wholly: its units can be used."""
        today = self.env["clientele.branch"]._today()
        self.write({"state": "paid", "paid_on": today, "revision": self.revision + 1})
        quantity, amount = self._consumed()
        if quantity < units(self.units):
            self.env["clientele.ledger"]._issue(
                f"clientele.instalment:{self.id}:issue:{self.revision}",
                self._prepare_lot(today),
                units(self.units) - quantity,
                units(self.amount) - amount,
            )

    def _consumed(self):
        """:return: (units, money) that left this part's lots for good: a part that is paid anew does not open them"""
        gone = Domain("lot_id.instalment_id", "=", self.id) & Domain("kind", "not in", ("issue", "unpaid"))
        [(quantity, amount)] = self.env["clientele.move"]._read_group(gone, [], ["quantity:sum", "amount:sum"])
        return -units(quantity), -units(amount)

    def _prepare_lot(self, today):
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "kind": self.subscription_id.kind,
            "subscription_id": self.subscription_id.id,
            "instalment_id": self.id,
            "opens_on": self._opening(today),
            "expires_on": self.expires_on,
        }

    def _opening(self, today):
        """:return: the first day on which a part that is paid today can be used (IN7)"""
        if not self.plan_id.open_when_paid:
            return self.opens_on
        return max(self.subscription_id.start_date, min(self.opens_on, today))

    def _close(self):
        """The part is not paid any more: what nobody used of it goes back."""
        self.write({"state": "due", "paid_on": False, "revision": self.revision + 1})
        self._reclaim()

    def _reclaim(self):
        """Take back what can be used of a part that is not paid: also what comes back later from a visit or a hold."""
        for part in self.filtered(lambda part: part.state == "due"):
            for lot in part.lot_ids.filtered(lambda lot: lot._free() > 0):
                part.revision += 1
                key = f"clientele.instalment:{part.id}:refund:{part.revision}:{lot.id}"
                self.env["clientele.ledger"]._withdraw(key, lot, lot._free(), "unpaid")

    # ---------------------------------------------------------------- money beside documents

    def _receive(self, amount, key, note=None):
        """Book money that was received for this part; the same key again changes nothing.

        :raises UserError: where more is paid than is due
        """
        self.ensure_one()
        part = self.sudo()  # sudo: payments are booked by nobody else; rights are checked by the caller
        part._claim()
        if not part._is_booked(key):
            part._check_amount(amount)
            part._book(amount, key, note)
            part._sync()

    def _refund(self, amount, key, note=None):
        """Pay back what nobody used of this part, wholly or partly.

        :raises UserError: where more is to be paid back than what is unused is worth, or half a visit
        """
        self.ensure_one()
        part = self.sudo()  # sudo: as above
        part._claim()
        if part._is_booked(key):
            return
        part._withdraw_worth(units(amount), key, note)
        part._pay_back(amount, key, note)

    def _claim(self):
        """Write first: of two payments at once the later one begins anew and finds what the other booked."""
        self.flush_recordset()
        self.env.cr.execute(SQL("UPDATE clientele_instalment SET revision = revision WHERE id = %s", self.id))

    def _is_booked(self, key):
        return bool(self.env["clientele.receipt"].search_count([("key", "=", key)], limit=1))

    def _book(self, amount, key, note):
        self.env["clientele.receipt"].create(
            {
                "instalment_id": self.id,
                "amount": amount,
                "key": key,
                "note": note,
                "day": self.env["clientele.branch"]._today(),
            }
        )

    def _check_amount(self, amount):
        if self.expires_on and self.expires_on < self.env["clientele.branch"]._today():
            raise UserError(
                self.env._(
                    "%(part)s of %(subscription)s ended on %(day)s and would open nothing. Extend it first.",
                    part=self.display_name,
                    subscription=self.subscription_id.display_name,
                    day=format_date(self.env, self.expires_on),
                )
            )
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("Enter the amount that was paid."))
        if self.currency_id.compare_amounts(amount, self.amount_due) > 0:
            raise UserError(
                self.env._(
                    "%(part)s of %(subscription)s: only %(due)s are still to pay.",
                    part=self.display_name,
                    subscription=self.subscription_id.display_name,
                    due=format_amount(self.env, self.amount_due, self.currency_id),
                )
            )

    def _withdraw_worth(self, amount, key, note):
        """Take back unused units that are worth an amount."""
        lots = self.lot_ids.filtered(lambda lot: lot._free() > 0)
        worth = sum((lot._worth_of_free() for lot in lots), units(0))
        if amount <= 0 or amount > worth:
            raise UserError(
                self.env._(
                    "%(value)s of %(part)s are unused; no more can be paid back.",
                    value=format_amount(self.env, float(worth), self.currency_id),
                    part=self.display_name,
                )
            )
        for lot in lots:
            share = min(amount, lot._worth_of_free())
            if share:
                quantity = self._units_worth(lot, share)
                self.env["clientele.ledger"]._withdraw(
                    f"{key}:units:{lot.id}", lot, quantity, "refund", share, reason=note
                )
            amount -= share

    def _units_worth(self, lot, amount):
        """:return: units of the lot that are worth an amount, as Decimal
        :raises UserError: where that is half a visit
        """
        worth, issued, price = lot._worth_of_free(), units(lot.quantity_issued), units(lot.amount)
        unit, whole = units(lot.currency_id.rounding), lot.kind == "visits"
        quantity = units_worth(amount, lot._free(), worth, issued, price, unit, whole)
        if quantity is None:
            raise UserError(
                self.env._(
                    "Only whole visits or credits can be paid back: %(one)s each, %(all)s for all that is left.",
                    one=format_amount(self.env, lot.amount / lot.quantity_issued, self.currency_id),
                    all=format_amount(self.env, float(worth), self.currency_id),
                )
            )
        return quantity
