from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import float_compare, format_amount, formatLang

from ...tools.instalments import DAYS_OF_MONTH, Part, ahead_at, default_split, path
from .clientele_lot import units

DAYS = {"day": 1, "week": 7, "month": DAYS_OF_MONTH, "year": 12 * DAYS_OF_MONTH}


class ClientelePlan(models.Model):
    """How a plan is split into instalments, and whether the client is ever ahead of what was paid (IN3, IN6)."""

    _inherit = "clientele.plan"

    payment_count = fields.Integer(string="Payments", default=1, help="In how many instalments it is paid.")
    single_price = fields.Monetary(
        string="Price of one visit",
        compute="_compute_single_price",
        help="Of the dearest service that the plan pays, sold singly.",
    )
    single_total = fields.Monetary(string="Sold singly", compute="_compute_single_price")
    single_discount = fields.Float(string="Discount (%)", compute="_compute_single_price", digits=(5, 2))
    ahead_visit = fields.Integer(
        string="Ahead at visit",
        compute="_compute_proof",
        help="The first visit after which the client holds more than was paid, although a payment is still to come.",
    )
    proof = fields.Json(compute="_compute_proof", help="Per visit: what was paid and what the visits are worth.")

    _payment_count_positive = models.Constraint("CHECK (payment_count >= 1)", "A plan is paid at least once.")

    @api.depends("kind", "price", "credits", "visits", "service_ids.lst_price", "service_categ_ids")
    def _compute_single_price(self):
        for plan in self:
            plan.single_price = max(plan.service_ids.mapped("lst_price"), default=0)
            plan.single_total = plan.credits if plan.kind == "credits" else plan.single_price * plan.visits
            plan.single_discount = 100 * (1 - plan.price / plan.single_total) if plan.single_total else 0

    @api.depends("kind", "price", "visits", "single_price", "instalment_ids.amount", "instalment_ids.units")
    def _compute_proof(self):
        for plan in self:
            provable = plan.kind == "visits" and plan.single_price
            parts = plan._parts() if provable else []
            ahead = ahead_at(parts, units(plan.single_price)) if provable else None
            plan.ahead_visit = ahead.visit if ahead else 0
            plan.proof = [
                {
                    "visit": step.visit,
                    "part": step.part + 1,
                    "paid": float(step.paid),
                    "worth": float(step.worth),
                    "ahead": float(step.ahead) if step.part < len(parts) - 1 else 0,
                }
                for step in (path(parts, units(plan.single_price)) if provable else [])
            ]

    @api.constrains("instalment_ids", "price", "credits", "visits", "kind")
    def _check_instalments(self):
        """The instalments add up to the plan (IN6)."""
        for plan in self.filtered("instalment_ids"):
            plan._check_amounts()
            plan._check_units()

    def _check_amounts(self):
        total = sum(self.instalment_ids.mapped("amount"))
        if self.currency_id.compare_amounts(total, self.price):
            raise ValidationError(
                self.env._(
                    "The instalments of %(plan)s come to %(total)s, its price is %(price)s. Change one of them.",
                    plan=self.name,
                    total=format_amount(self.env, total, self.currency_id),
                    price=format_amount(self.env, self.price, self.currency_id),
                )
            )

    def _check_units(self):
        opened = sum(self.instalment_ids.mapped("units"))
        if self.kind == "visits" and any(part.units % 1 for part in self.instalment_ids):
            raise ValidationError(self.env._("An instalment opens whole visits."))
        if float_compare(opened, self._units(), precision_digits=2):
            raise ValidationError(
                self.env._(
                    "The instalments of %(plan)s open %(opened)s, the plan has %(units)s. Change one of them.",
                    plan=self.name,
                    opened=self._count_text(opened),
                    units=self._count_text(self._units()),
                )
            )

    # ---------------------------------------------------------------- actions

    def action_split(self):
        """Split the price into as many instalments as there are payments, all alike (IN6).

        :raises UserError: where there are more payments than visits
        """
        for plan in self:
            if plan.kind == "visits" and plan.payment_count > plan.visits:
                raise UserError(
                    self.env._(
                        "Each payment opens at least one visit: choose %(visits)s payments at most.", visits=plan.visits
                    )
                )
            values = [
                Command.create({"sequence": nr, "amount": part.amount, "units": part.units, "days": part.days})
                for nr, part in enumerate(plan._default_parts(), 1)
            ]
            plan.instalment_ids = [Command.clear(), *values]

    # ---------------------------------------------------------------- business

    def _units(self):
        """:return: visits or credits that the plan gives"""
        return self.credits if self.kind == "credits" else self.visits

    def _count_text(self, count):
        """:return: "2 visits", "200.00 credits", in the user's language"""
        if self.kind == "visits":
            return self.env._("%(count)s visits", count=f"{count:g}")
        return self.env._("%(count)s credits", count=formatLang(self.env, count, digits=2))

    def _parts(self):
        """:return: the plan as a list of Part; one if it is paid at once"""
        parts = [part._as_part() for part in self.instalment_ids]
        return parts or [Part(units(self.price), units(self._units()), self._days())]

    def _default_parts(self):
        unit = units(self.currency_id.rounding)
        if self.kind == "visits":
            return default_split(units(self.price), self.visits, self._days(), self.payment_count, unit)
        cents = default_split(units(self.price), int(round(self.credits * 100)), self._days(), self.payment_count, unit)
        return [Part(part.amount, part.units / Decimal(100), part.days) for part in cents]

    def _days(self):
        """:return: days of the whole plan, for its split; a month has 28 (IN6)"""
        if self.validity == "dates" and self.date_from and self.date_to:
            return (self.date_to - self.date_from).days + 1
        return DAYS[self.duration_unit] * self.duration if self.validity == "period" else 0
