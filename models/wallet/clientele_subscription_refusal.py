from odoo import models
from odoo.tools import format_amount, format_date

from .clientele_lot import units
from .clientele_subscription import LIVING


class ClienteleSubscription(models.Model):
    """Why a subscription does not pay on a day, in a sentence that says what to do (IN2)."""

    _inherit = "clientele.subscription"

    def _may_be_used_by(self, client):
        return client == self.partner_id or self._is_shared_with(client)

    def _nearest_to_use(self, day):
        """:return: the one of these whose refusal tells most: it runs, something is left of it, something opens"""
        return self.sorted(
            lambda one: (
                *(one.state in LIVING, one._runs_on(day), bool(one._usable_on(day)), bool(one._part_to_pay()), one.id),
            )
        )[-1:]

    def _why_not_use(self, day, need):
        """:param need: units that were wanted, as Decimal
        :return: the sentence
        """
        if self.state not in LIVING and self._runs_on(day):
            why = self._say_state()
        elif not self._runs_on(day):
            why = self._say_days(day)
        else:
            why = f"{self._say_left(day, need)} {self._say_what_to_do(day)}"
        return self.env._(
            "%(plan)s of %(client)s: %(why)s", plan=self.plan_id.name, client=self.partner_id.name, why=why
        )

    # ---------------------------------------------------------------- what is the case

    def _runs_on(self, day):
        return self.start_date <= day <= (self.end_date or day)

    def _usable_on(self, day):
        """:return: units that nobody holds and that can be used on a day, as Decimal"""
        open_lots = self.lot_ids.filtered(lambda lot: lot._is_open_on(day))
        return sum((lot._free() for lot in open_lots), units(0))

    def _part_to_pay(self):
        """:return: the instalment whose payment opens more"""
        return self.instalment_ids.filtered(lambda part: part.state == "due").sorted("number")[:1]

    def _lot_to_open(self, day):
        """:return: the next lot that is paid, and opens later"""
        return self.lot_ids.filtered(lambda lot: lot.balance and lot.opens_on and lot.opens_on > day)[:1]

    # ---------------------------------------------------------------- in words

    def _say_state(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(state)s. Let money pay, or sell another one.", state=states[self.state].lower().capitalize()
        )

    def _say_days(self, day):
        if day < self.start_date:
            return self.env._(
                "it starts on %(day)s only. Let money pay, or move the visit.",
                day=format_date(self.env, self.start_date),
            )
        return self.env._(
            "it ended on %(day)s. Extend it, sell another one, or let money pay.",
            day=format_date(self.env, self.end_date),
        )

    def _say_left(self, day, need):
        left = self._usable_on(day)
        words = {"left": f"{left.normalize():f}", "need": f"{need.normalize():f}"}
        if self.kind == "credits":
            return self.env._("%(need)s credits are needed, %(left)s are left.", **words)
        if left:
            return self.env._("%(need)s visits are needed, %(left)s can be used.", **words)
        paid = self.instalment_ids.filtered(lambda part: part.state == "paid")
        if not paid:
            return self.env._("nothing of it is paid yet.")
        return self.env._(
            "none of the %(count)s visits that were paid for is left.", count=f"{sum(paid.mapped('units')):g}"
        )

    def _say_what_to_do(self, day):
        lot, part = self._lot_to_open(day), self._part_to_pay()
        if lot:
            return self.env._(
                "%(part)s opens %(count)s on %(day)s.",
                part=lot.instalment_id.display_name,
                count=f"{lot.balance:g}",
                day=format_date(self.env, lot.opens_on),
            )
        if part:
            return self.env._(
                "%(part)s of %(amount)s (due %(day)s) opens %(count)s more; take its payment first.",
                part=part.display_name,
                amount=format_amount(self.env, part.amount_due, part.currency_id),
                day=format_date(self.env, part.due_date),
                count=f"{part.units:g}",
            )
        return self.env._("Let money pay, or sell another one.")
