from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import float_compare, format_amount, formatLang

from ...tools.instalments import DAYS_OF_MONTH, Part, default_split, resized, windows
from .clientele_lot import units

DAYS = {"day": 1, "week": 7, "month": DAYS_OF_MONTH, "year": 12 * DAYS_OF_MONTH}


class ClientelePlan(models.Model):
    """How a plan is split into instalments (IN6): proposed while it is typed, changed by hand, checked when saved."""

    _inherit = "clientele.plan"

    payment_count = fields.Integer(
        string="Payments",
        compute="_compute_payment_count",
        inverse="_inverse_payment_count",
        store=True,
        readonly=False,
        help="In how many instalments it is paid. Changing it splits the plan anew.",
    )
    instalment_totals = fields.Char(string="Added up", compute="_compute_instalment_totals")
    instalments_fit = fields.Boolean(string="Instalments add up", compute="_compute_instalment_totals")

    _payment_count_positive = models.Constraint("CHECK (payment_count >= 1)", "A plan is paid at least once.")

    # ---------------------------------------------------------------- compute

    @api.depends("instalment_ids")
    def _compute_payment_count(self):
        for plan in self:
            plan.payment_count = len(plan.instalment_ids) or 1

    def _inverse_payment_count(self):
        self.filtered(lambda plan: plan.payment_count > 0 and not plan._is_split()).action_split()

    @api.depends(
        "kind",
        "price",
        "visits",
        "credits",
        "validity",
        "duration",
        "duration_unit",
        "date_from",
        "date_to",
        "instalment_ids.amount",
        "instalment_ids.units",
        "instalment_ids.days",
    )
    def _compute_instalment_totals(self):
        """:return: "1,000.00 € of 1,000.00 €, 6 of 6 visits, 168 of 168 days" """
        for plan in self:
            amount, opened, days = plan._sums()
            totals = [
                (plan._money_text(amount), plan._money_text(plan.price)),
                (plan._number_text(opened), plan._count_text(plan._units())),
            ]
            if plan._days():
                totals.append((days, self.env._("%(count)s days", count=plan._days())))
            texts = [self.env._("%(sum)s of %(whole)s", sum=reached, whole=whole) for reached, whole in totals]
            plan.instalment_totals = ", ".join(texts)
            plan.instalments_fit = plan._fits()

    # ---------------------------------------------------------------- constrains

    @api.constrains("instalment_ids", "price", "credits", "visits", "kind")
    def _check_instalments(self):
        """The instalments add up to the plan (IN6)."""
        for plan in self.filtered("instalment_ids"):
            plan._check_amounts()
            plan._check_units()

    @api.constrains("instalment_ids", "validity", "duration", "duration_unit", "date_from", "date_to", "roll")
    def _check_days(self):
        """The days of the instalments add up, too; each has some where unused visits end with it (IN6, IN7)."""
        for plan in self.filtered("instalment_ids"):
            __, __, days = plan._sums()
            if plan._days() and days != plan._days():
                raise ValidationError(
                    self.env._(
                        "The instalments of %(plan)s come to %(days)s days, the plan has %(whole)s: a month is 28 days"
                        " here. Change one of them.",
                        plan=plan.name,
                        days=days,
                        whole=plan._days(),
                    )
                )
            if not plan.roll and not all(plan.instalment_ids.mapped("days")):
                raise ValidationError(
                    self.env._("Unused visits are lost when the next instalment begins: give each at least one day.")
                )

    def _check_amounts(self):
        total, __, __ = self._sums()
        if self.currency_id.compare_amounts(total, self.price):
            raise ValidationError(
                self.env._(
                    "The instalments of %(plan)s come to %(total)s, its price is %(price)s. Change one of them.",
                    plan=self.name,
                    total=self._money_text(total),
                    price=self._money_text(self.price),
                )
            )

    def _check_units(self):
        __, opened, __ = self._sums()
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

    @api.onchange("payment_count")
    def _onchange_payment_count(self):
        if self._is_split() or self.payment_count < 1 or not self._units():
            return None
        if self._is_oversplit():
            return {"warning": {"title": self.env._("Too many payments"), "message": self._oversplit_text()}}
        self._split()
        return None

    @api.onchange("kind", "price", "visits", "credits")
    def _onchange_whole(self):
        """What was split for another price or number of visits is split anew."""
        __, opened, __ = self._sums()
        fits = not self.currency_id.compare_amounts(self._sums()[0], self.price) and opened == self._units()
        if self.payment_count > 1 and self._units() and not fits and not self._is_oversplit():
            self._split()

    @api.onchange("validity", "duration", "duration_unit", "date_from", "date_to")
    def _onchange_days(self):
        if self.instalment_ids and self._days() and self._sums()[2] != self._days():
            for part, proposed in zip(self.instalment_ids, self._default_parts(), strict=False):
                part.days = proposed.days

    # ---------------------------------------------------------------- actions

    def action_split(self):
        """Split the price into as many instalments as there are payments, all alike (IN6).

        :raises UserError: where there are more payments than visits
        """
        for plan in self:
            if plan._is_oversplit():
                raise UserError(plan._oversplit_text())
            plan._split()

    # ---------------------------------------------------------------- business

    def _split(self):
        values = [
            Command.create({"sequence": nr, "amount": part.amount, "units": part.units, "days": part.days})
            for nr, part in enumerate(self._default_parts(), 1)
        ]
        self.instalment_ids = [Command.clear(), *(values if self.payment_count > 1 else [])]

    def _is_split(self):
        """:return: whether there are as many instalments as payments"""
        return self.payment_count == (len(self.instalment_ids) or 1)

    def _is_oversplit(self):
        return self.kind == "visits" and self.payment_count > self.visits

    def _oversplit_text(self):
        return self.env._(
            "Each payment opens at least one visit: choose %(visits)s payments at most.", visits=self.visits
        )

    def _sums(self):
        """:return: (amount, units, days) of all instalments"""
        parts = self.instalment_ids
        return sum(parts.mapped("amount")), sum(parts.mapped("units")), sum(parts.mapped("days"))

    def _fits(self):
        """:return: whether the instalments add up to the plan"""
        amount, opened, days = self._sums()
        return (
            not self.currency_id.compare_amounts(amount, self.price)
            and not float_compare(opened, self._units(), precision_digits=2)
            and days == (self._days() or days)
        )

    def _units(self):
        """:return: visits or credits that the plan gives"""
        return self.credits if self.kind == "credits" else self.visits

    def _money_text(self, amount):
        return format_amount(self.env, float(amount), self.currency_id)

    def _count_text(self, count):
        """:return: "2 visits", "200.00 credits", in the user's language"""
        number = self._number_text(count)
        if self.kind == "visits":
            return self.env._("%(count)s visits", count=number)
        return self.env._("%(count)s credits", count=number)

    def _number_text(self, count):
        """:return: "2" visits, "200.00" credits, in the user's language"""
        return formatLang(self.env, count, digits=0 if self.kind == "visits" and not count % 1 else 2)

    def _parts(self):
        """:return: the plan as a list of Part; one if it is paid at once"""
        parts = [part._as_part() for part in self.instalment_ids]
        return parts or [Part(units(self.price), units(self._units()), self._days())]

    def _offer(self, start, price):
        """:return: [(Part, Window)] of what is paid and opened when, for who starts on a day at a price"""
        first, last = self._period(start)
        parts = resized(self._parts(), units(price), units(self.currency_id.rounding))
        return list(zip(parts, windows(parts, first, last or None, self.roll), strict=True))

    def _default_parts(self):
        """:return: list of Part; credits are split to the cent, without an end each part has a month"""
        count = self.payment_count
        each = 1 if self.kind == "visits" else 100
        unit = units(self.currency_id.rounding)
        days = self._days() or DAYS_OF_MONTH * count
        parts = default_split(units(self.price), int(round(self._units() * each)), days, count, unit)
        return [Part(part.amount, part.units / Decimal(each), part.days) for part in parts]

    def _days(self):
        """:return: days of the whole plan, for its split; a month has 28 (IN6); 0 where it has no end"""
        if self.validity == "dates" and self.date_from and self.date_to:
            return (self.date_to - self.date_from).days + 1
        return DAYS[self.duration_unit] * self.duration if self.validity == "period" else 0
