from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from .clientele_lot import units
from .clientele_subscription import LIVING


class ClienteleSubscription(models.Model):
    """What changes a subscription that was sold: it is extended, handed over, corrected by hand (IN8).

    Each change says who, when and why: in the chatter, and in the reason of the movements. Rights are checked by the
    caller.
    """

    _inherit = "clientele.subscription"

    # ---------------------------------------------------------------- its days

    def _today(self):
        """:return: the day on the wall of the branch that sold it"""
        return (self.branch_id or self.company_id._clientele_default_branch())._today()

    def _is_over(self):
        """:return: whether its last day and the days of grace are over"""
        return bool(self.end_date) and self.end_date < self.company_id._clientele_grace_from(self._today())

    # ---------------------------------------------------------------- extending

    def _extend(self, last, reason):
        """Give it a later last day. What ended with it follows, and what had expired comes back exactly.

        :raises UserError: where the day is not later
        """
        self.ensure_one()
        self._check_extension(last)
        subscription, before = self.sudo(), self.end_date  # sudo: nobody changes what was sold but by such an operation
        parts = subscription.instalment_ids.filtered(lambda part: part.state != "cancelled")
        for row in (*parts.sorted("id"), *subscription.lot_ids.sorted("id")):
            if row.expires_on == before:
                row.expires_on = last
        subscription.end_date = last
        subscription.lot_ids._revive(reason)
        subscription._follow_balance()
        days = {"before": format_date(self.env, before), "last": format_date(self.env, last)}
        self._log_change(self.env._("Extended from %(before)s to %(last)s", **days), reason)

    def _check_extension(self, last):
        if not self.end_date:
            raise UserError(self.env._("It has no end, so there is nothing to extend."))
        self._check_not_ended()
        earliest = max(self.end_date, self._today())
        if last < earliest:
            day = format_date(self.env, earliest)
            raise UserError(self.env._("The new last day is %(day)s or later.", day=day))

    # ---------------------------------------------------------------- handing over

    def _hand_over(self, partner, reason, key):
        """Make what is left of it another client's: the same units, for the same money, until the same days. What has
        happened stays with the client who has it now.

        :param key: of the operation; the same again is refused, because it is handed over already
        :raises UserError: where that cannot be, saying why
        """
        self.ensure_one()
        self._check_living()
        self._check_taker(partner)
        subscription, giver = self.sudo(), self.partner_id  # sudo: as above
        lots = subscription._lots_left()
        subscription._check_nothing_held()
        self.env["clientele.client"]._ensure(partner, self.company_id)
        subscription.write({"partner_id": partner.id, "guest_ids": [Command.clear()]})
        for lot in lots:
            lot._hand_over(partner, f"{key}:{lot.id}", reason)
        said = self.env._(
            "%(plan)s was handed over by %(giver)s to %(taker)s",
            plan=self.plan_id.name,
            giver=giver.name,
            taker=partner.name,
        )
        self._log_change(said, reason, on=(self, giver, partner))

    def _lots_left(self):
        """:return: the lots of the owner that have something in them, in one order everywhere"""
        return self.lot_ids.filtered(lambda lot: lot.balance and lot.partner_id == self.partner_id).sorted("id")

    def _check_taker(self, partner):
        if not self.plan_id.transferable:
            raise UserError(self.env._("%(plan)s cannot be handed over. Allow it on the plan.", plan=self.plan_id.name))
        if self.state == "used":
            raise UserError(self.env._("It is used up, nothing is left to hand over."))
        if partner == self.partner_id:
            raise UserError(self.env._("%(client)s has it already. Choose another client.", client=partner.name))
        company = partner.sudo().company_id  # sudo: only to compare
        if company and company._clientele_root() != self.company_id:
            raise UserError(
                self.env._("%(client)s belongs to another company. Choose a client of this one.", client=partner.name)
            )
        if not partner.is_client:
            raise UserError(
                self.env._("%(name)s is no client. Choose a client, or make this contact one.", name=partner.name)
            )

    # ---------------------------------------------------------------- correcting by hand

    def _add_by_hand(self, quantity, last, reason, key):
        """Give units that nobody paid for.

        :param quantity: Decimal
        :param last: the last day on which they can be used; None for the end of the subscription
        :raises UserError: where that day is over, or after the end
        """
        self.ensure_one()
        self._check_living()
        self._check_units(quantity)
        last = last or self.end_date or None
        self._check_gift_day(last)
        values = {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "kind": self.kind,
            "subscription_id": self.id,
            "opens_on": self.start_date,
            "expires_on": last,
        }
        ledger = self.env["clientele.ledger"].sudo()  # sudo: nobody writes the ledger but by such an operation
        ledger._issue(key, values, quantity, units(0), kind="adjust", reason=reason)
        self._log_change(self.env._("Corrected by hand: %(units)s more", units=self._count_text(quantity)), reason)

    def _take_by_hand(self, quantity, lot, reason, key):
        """Take units that should not be there, of one lot or of those that expire first.

        :param quantity: Decimal
        :raises Overdrawn: where it does not hold that much
        """
        self.ensure_one()
        self._check_not_ended()
        self._check_units(quantity)
        if lot and lot.subscription_id != self:
            raise UserError(self.env._("Choose a balance of this subscription."))
        lots = lot or self.sudo()._lots_left()  # sudo: as above
        free = sum((lot._free() for lot in lots), units(0))
        if quantity > free:
            raise UserError(self.env._("No more than %(units)s can be taken out of it.", units=self._count_text(free)))
        ledger = self.env["clientele.ledger"].sudo()  # sudo: as above
        ledger._use(key, lots.sudo(), quantity, kind="adjust", reason=reason)  # sudo: as above
        self._log_change(self.env._("Corrected by hand: %(units)s less", units=self._count_text(quantity)), reason)

    def _check_units(self, quantity):
        if quantity <= 0:
            raise UserError(self.env._("Enter how much, above 0."))
        if self.kind == "visits" and quantity % 1:
            raise UserError(self.env._("Enter whole visits."))

    def _check_gift_day(self, last):
        today = self._today()
        if last and last < today:
            raise UserError(self.env._("These would have expired already. Choose today or a later day."))
        if last and self.end_date and last > self.end_date:
            end = format_date(self.env, self.end_date)
            raise UserError(self.env._("It ends on %(end)s. Choose that day or an earlier one, or extend it.", end=end))

    # ---------------------------------------------------------------- what all changes share

    def _check_living(self):
        """:raises UserError: where it is over"""
        self._check_not_ended()
        if self.state not in LIVING:
            end = format_date(self.env, self.end_date)
            raise UserError(self.env._("It expired on %(end)s. Extend it first.", end=end))

    def _check_not_ended(self):
        if self.state not in (*LIVING, "expired"):
            raise UserError(self.env._("It has ended, so it cannot be changed. Sell the plan anew."))

    def _check_nothing_held(self):
        held = self.lot_ids.filtered("held")[:1]
        if held:
            raise UserError(
                self.env._("A payment from %(lot)s is under way. Wait until it is done.", lot=held.display_name)
            )

    def _count_text(self, count):
        return self.plan_id._count_text(float(count))

    def _log_change(self, said, reason, on=()):
        """Write into the history what was changed and why; also into that of others."""
        body = Markup("<p>%s</p><p>%s</p>") % (said, self.env._("Reason: %(why)s", why=reason))
        for record in on or (self,):
            record._message_log(body=body)
