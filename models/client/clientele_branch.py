from datetime import date, datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from odoo.addons.base.models.res_partner import _tz_get


class ClienteleBranch(models.Model):
    """A place where clients are served. Every day of Clientele is a day of its clock (DF3)."""

    _name = "clientele.branch"
    _description = "Branch"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company
    )
    tz = fields.Selection(
        _tz_get,
        string="Time zone",
        required=True,
        default=lambda self: self._default_tz(),
        help="Days, reminders and opening hours of this branch follow this clock.",
    )
    partner_id = fields.Many2one("res.partner", string="Address", index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one(
        "res.users",
        string="Reception",
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
        help="Does the tasks of this branch that are nobody's in particular.",
    )
    color = fields.Integer()

    @api.model
    def _default_tz(self):
        return self.env.company.partner_id.tz or self.env.user.tz or "UTC"

    @api.model_create_multi
    def create(self, vals_list):
        branches = super().create(vals_list)
        self.env.registry.clear_cache()
        return branches

    def write(self, vals):
        """Refuse a new zone once days were written in the old one.

        :raises UserError: with the way out, the wizard that rewrites the days (DF3)
        """
        if "tz" in vals and not self.env.context.get("clientele_rewrite_days"):
            moved = self.filtered(lambda branch: branch.tz != vals["tz"] and branch._has_days())
            if moved:
                raise UserError(
                    self.env._(
                        "The visits of %(branch)s are dated in the time zone %(zone)s. "
                        "Use Actions › Change time zone, which dates them anew.",
                        branch=moved[0].name,
                        zone=moved[0].tz,
                    )
                )
        result = super().write(vals)
        if {"tz", "company_id", "sequence", "active"} & set(vals):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache()
    def _clocks(self):
        """:return: {id: (id of the company, time zone, whether active)} of all branches in their order"""
        branches = self.sudo()  # sudo: the clock is everyone's
        every = branches.search([("active", "in", (True, False))])
        return {branch.id: (branch.company_id.id, branch.tz, branch.active) for branch in every}

    def _has_days(self):
        """Whether something is dated in this branch's zone; domains with dated rows extend it."""
        return False

    def _rewrite_days(self):
        """Date the branch's rows anew after its zone changed; domains with dated rows extend it."""
        talks = self.env["clientele.contact"].sudo().search([("branch_id", "=", self.id)])  # sudo: every talk has a day
        talks._compute_day()

    # ---------------------------------------------------------------- the clock

    @api.model
    def _now(self):
        """:return: naive UTC datetime, the one clock that everything of Clientele reads.

        The context key or system parameter ``clientele.today`` (an ISO date) sets the day: tests, and
        databases that hold old histories, look at them as of that day.
        """
        parameters = self.env["ir.config_parameter"].sudo()  # sudo: one of our own parameters
        fixed = self.env.context.get("clientele_today") or parameters.get_param("clientele.today")
        if not fixed:
            return fields.Datetime.now()
        return datetime.combine(fields.Date.to_date(fixed), time(12))

    def _today(self):
        """:return: the date on this branch's wall, of the company's default branch if self is empty."""
        fixed = self.env.context.get("clientele_today")
        if fixed:
            return fields.Date.to_date(fixed)
        branch = self[:1] or self.env.company._clientele_default_branch()
        return branch._day_of(self._now())

    def _day_of(self, moment):
        """:param moment: naive UTC datetime
        :return: the date on this branch's wall at that moment, False without a moment
        """
        if not moment:
            return False
        return self._wall(moment).date()

    def _wall(self, moment):
        """:return: the aware datetime that this branch's clock shows at a naive UTC moment"""
        return pytz.utc.localize(moment).astimezone(self._zone())

    def _utc_of(self, day: date, at=time(12)):
        """:return: naive UTC datetime of the wall-clock time ``at`` (noon by default) on that day."""
        return self._zone().localize(datetime.combine(day, at)).astimezone(pytz.utc).replace(tzinfo=None)

    def _zone(self):
        """:return: the branch's time zone, UTC without a branch"""
        known = self._clocks().get(self.id)
        return pytz.timezone(known[1] if known else self.sudo().tz or "UTC")  # sudo: one that is being made
