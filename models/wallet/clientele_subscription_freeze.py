from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, split_every

from ...tools.freezes import days_in, rebased
from ..client.batches import commit_batch
from .clientele_lot_expiry import AHEAD

BATCH = 200


class ClienteleSubscription(models.Model):
    """Freezing moves every day that is still to come; unfrozen early, the days left come back (IN8)."""

    _inherit = "clientele.subscription"

    freeze_ids = fields.One2many("clientele.freeze", "subscription_id", string="Freezes", readonly=True)
    frozen_days = fields.Integer(string="Days frozen", compute="_compute_frozen_days", store=True)
    freeze_to_end = fields.Boolean(string="Can be unfrozen", compute="_compute_freeze_to_end")

    @api.depends("freeze_ids.days")
    def _compute_frozen_days(self):
        """Stored, so that two freezes at once meet in this row, and the second one sees the first."""
        for subscription in self:
            subscription.frozen_days = sum(subscription.freeze_ids.mapped("days"))

    @api.depends("freeze_ids.last_day")
    def _compute_freeze_to_end(self):
        for subscription in self:
            subscription.freeze_to_end = bool(subscription._next_freeze())

    # ---------------------------------------------------------------- what it means

    def _is_usable(self, day):
        return super()._is_usable(day) and not self._freeze_on(day)

    def _state_now(self):
        return "frozen" if self._freeze_on(self._today()) else super()._state_now()

    def _freeze_on(self, day):
        """:return: the freeze in which a day lies"""
        return self.filtered("frozen_days").freeze_ids.filtered(lambda freeze: freeze._covers(day))

    def _next_freeze(self):
        """:return: the freeze that is under way, else the next one"""
        today = self._today()
        return self.freeze_ids.filtered(lambda freeze: freeze.days and freeze.last_day >= today).sorted("first_day")[:1]

    # ---------------------------------------------------------------- freezing

    def _freeze(self, first, last, reason):
        """Freeze it from the first to the last day, both included. Rights are checked by the caller.

        :return: the clientele.freeze
        :raises UserError: where that cannot be, saying why
        """
        self.ensure_one()
        self._check_living()
        self._check_freeze_days(first, last)
        self._check_freeze_free(first, last)
        subscription = self.sudo()  # sudo: nobody changes what was sold but by such an operation
        later = subscription._windows_after(first)
        subscription._move_days(later, [(first, last), *later])
        subscription.freeze_ids.flush_recordset()  # the database compares the new one with what it knows
        freeze = subscription.freeze_ids.create(
            {"subscription_id": self.id, "first_day": first, "last_day": last, "reason": reason}
        )
        subscription.lot_ids._revive(reason)
        subscription._follow_balance()
        days = {"first": format_date(self.env, first), "last": format_date(self.env, last)}
        self._log_change(self.env._("Frozen from %(first)s to %(last)s", **days), reason)
        return freeze

    def _unfreeze(self, freeze, day, reason):
        """End a freeze early; what it had not used up of its days is given back.

        :param day: the first day that is not frozen any more
        :raises UserError: where the freeze is over, or the day outside of it
        """
        self._check_living()
        self._check_unfreeze(freeze, day)
        subscription = self.sudo()  # sudo: as above
        later = subscription._windows_after(freeze.last_day)
        kept = [(freeze.first_day, day - timedelta(days=1))]
        subscription._move_days([freeze._window(), *later], [*kept, *later])
        freeze.sudo().last_day = day - timedelta(days=1)  # sudo: as above
        subscription._follow_balance()
        self._log_change(self.env._("Unfrozen from %(day)s on", day=format_date(self.env, day)), reason)

    def _windows_after(self, day):
        """:return: [(first, last)] of the freezes that begin after a day, in order"""
        later = self.freeze_ids.filtered(lambda freeze: freeze.days and freeze.first_day > day)
        return [freeze._window() for freeze in later.sorted("first_day")]

    def _move_days(self, old, new):
        """Move every day that is still to come, of the subscription, its lots and its instalments.

        :param old: freezes that the days follow now, as [(first, last)]
        :param new: freezes that they are to follow
        """
        parts = self.instalment_ids.filtered(lambda part: part.state != "cancelled")
        moved = [
            (self, ("end_date",)),
            (parts, ("opens_on", "expires_on")),
            (parts.filtered(lambda part: part.state == "due"), ("due_date",)),
            (self.lot_ids, ("opens_on", "expires_on")),
        ]
        for records, names in moved:
            for record in records.sorted("id"):
                record.write({name: rebased(record[name] or None, old, new) for name in names})

    # ---------------------------------------------------------------- what cannot be

    def _check_freeze_days(self, first, last):
        """The days are in order, within the subscription, and no more than the plan allows."""
        allowed = self.plan_id.freeze_days
        if last < first:
            raise UserError(self.env._("A freeze cannot end before it starts. Choose a later last day."))
        if first < self.start_date:
            start = format_date(self.env, self.start_date)
            raise UserError(self.env._("It starts on %(start)s: freeze it from that day on.", start=start))
        if self.end_date and first > self.end_date:
            end = format_date(self.env, self.end_date)
            raise UserError(self.env._("It ends on %(end)s: freeze it before that day, or extend it.", end=end))
        if not allowed:
            raise UserError(
                self.env._("%(plan)s cannot be frozen. Allow it on the plan, or extend it.", plan=self.plan_id.name)
            )
        if days_in((first, last)) > allowed - self.frozen_days:
            raise UserError(
                self.env._(
                    "%(plan)s can be frozen for %(allowed)s days, %(left)s of them are left. These are %(days)s days.",
                    plan=self.plan_id.name,
                    allowed=allowed,
                    left=max(allowed - self.frozen_days, 0),
                    days=days_in((first, last)),
                )
            )

    def _check_freeze_free(self, first, last):
        """Nothing else lies within the days: no other freeze, and nothing that was paid from it."""
        others = self.freeze_ids.filtered(lambda freeze: freeze.days and freeze.first_day <= last)
        other = others.filtered(lambda freeze: freeze.last_day >= first)[:1]
        if other:
            raise UserError(
                self.env._(
                    "It is frozen from %(first)s to %(last)s already. Choose other days, or unfreeze it first.",
                    first=format_date(self.env, other.first_day),
                    last=format_date(self.env, other.last_day),
                )
            )
        used = min((one for one in self._days_used() if first <= one[0] <= last), default=None)
        if used:
            raise UserError(
                self.env._(
                    "%(service)s on %(day)s was paid from it. Freeze it from a later day on.",
                    service=used[1],
                    day=format_date(self.env, used[0]),
                )
            )

    def _days_used(self):
        """:return: [(day, service)] of the lines of visits and orders that were paid from it"""
        lots = self.sudo().lot_ids  # sudo: other branches' count
        visits = self.env["clientele.visit.line"].union(*lots._used())
        sales = self.env["sale.order.line"].union(*lots._used("sale_line_id"))
        days = [(line.day, line.name) for line in visits if line.day]
        return days + [(line.order_id._clientele_day(), line.product_id.display_name) for line in sales]

    def _check_unfreeze(self, freeze, day):
        if freeze.subscription_id != self or freeze.last_day < self._today() or not freeze.days:
            raise UserError(self.env._("It is not frozen. Reload the page."))
        if not freeze.first_day <= day <= freeze.last_day:
            raise UserError(
                self.env._(
                    "Choose the first day on which it can be used again, between %(first)s and %(last)s.",
                    first=format_date(self.env, freeze.first_day),
                    last=format_date(self.env, freeze.last_day),
                )
            )

    # ---------------------------------------------------------------- cron

    @api.model
    def _cron_follow_days(self):
        """Bring to the day what the state says: frozen, running again, expired. What can be used does not wait."""
        for batch in split_every(BATCH, self._maybe_changed().ids):
            if commit_batch(self.env, lambda batch=batch: self._follow_batch(batch)) == 0:
                return

    @api.model
    def _maybe_changed(self):
        """:return: subscriptions whose state the day may have changed, somewhere on earth"""
        latest = (self.env["clientele.branch"]._now() + AHEAD).date()
        frozen = self.env["clientele.freeze"].search(
            [("first_day", "<=", latest), ("last_day", ">=", latest - timedelta(days=2))]
        )
        over = Domain("end_date", "<", latest) & Domain("state", "=", "active")
        return self.search(over | Domain("state", "=", "frozen") | Domain("id", "in", frozen.subscription_id.ids))

    @api.model
    def _follow_batch(self, subscription_ids):
        self.browse(subscription_ids)._follow_balance()
        return {"processed": len(subscription_ids)}
