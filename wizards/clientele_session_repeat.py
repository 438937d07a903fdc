from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..models.visit import shift_sql
from ..tools.occupied import occupied

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST = timedelta(days=366)


class ClienteleSessionRepeat(models.TransientModel):
    """Holds a class again on chosen weekdays, at the same hour of the branch's wall.

    Days off and days on which somebody or something is taken are skipped, and named with the reason.
    """

    _name = "clientele.session.repeat"
    _description = "Repeat a Class"

    session_id = fields.Many2one("clientele.session", string="Class", required=True, readonly=True)
    until = fields.Date(required=True, help="The last day on which it may be held.")
    monday = fields.Boolean()
    tuesday = fields.Boolean()
    wednesday = fields.Boolean()
    thursday = fields.Boolean()
    friday = fields.Boolean()
    saturday = fields.Boolean()
    sunday = fields.Boolean()
    count = fields.Integer(string="Classes", compute="_compute_plan")
    skipped = fields.Text(string="Skipped days", compute="_compute_plan")

    @api.model
    def default_get(self, fields_list):
        """The weekday of the class, for four weeks."""
        values = super().default_get(fields_list)
        day = self.env["clientele.session"].browse(values.get("session_id")).day
        if day:
            values |= {"until": day + timedelta(weeks=4), WEEKDAYS[day.weekday()]: True}
        return values

    @api.constrains("until", "session_id")
    def _check_until(self):
        for wizard in self:
            if not timedelta() < wizard.until - wizard.session_id.day <= LONGEST:
                raise ValidationError(self.env._("Choose a last day after the class, at most a year ahead."))

    @api.depends("until", *WEEKDAYS)
    def _compute_plan(self):
        for wizard in self:
            starts, skipped = wizard._plan()
            wizard.count = len(starts)
            wizard.skipped = "\n".join(f"{format_date(self.env, day)}: {reason}" for day, reason in skipped.items())

    def action_repeat(self):
        """Make the classes, and note in the chatter which days were skipped.

        :raises UserError: where no day is left
        """
        self.ensure_one()
        starts, __ = self._plan()
        if not starts:
            raise UserError(self.env._("There is no day to repeat the class on. Choose other weekdays or a later end."))
        sessions = self.env["clientele.session"]
        for start in starts:
            sessions += self.session_id.copy({"start": start})
        if self.skipped:
            self.session_id.message_post(body=self.env._("Repeated, except on %(days)s", days=self.skipped))
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_session_action")
        return {**action, "view_mode": "list,form", "views": [], "domain": [("id", "in", sessions.ids)], "context": {}}

    # ---------------------------------------------------------------- which days

    def _plan(self):
        """:return: (list of starts, {day that is skipped: why})"""
        session = self.session_id
        starts = {day: session._on_day(day) for day in self._days()}
        obstacles = self._days_off(starts) | self._taken_days(starts) | self._held_days()
        skipped = {day: reason for day, reason in obstacles.items() if day in starts}
        return [start for day, start in starts.items() if day not in skipped], dict(sorted(skipped.items()))

    def _days(self):
        """:return: list of the dates on the chosen weekdays after the class"""
        first = self.session_id.day
        length = min(self.until - first, LONGEST).days if self.until else 0
        days = [first + timedelta(days=number) for number in range(1, length + 1)]
        return [day for day in days if self[WEEKDAYS[day.weekday()]]]

    def _days_off(self, starts):
        """:return: {day: reason} for leaves and holidays of who and what is needed"""
        session = self.session_id
        needed = session.resource_id | session.room_id | session.equipment_id
        if not starts:
            return {}
        self.env["resource.calendar.leaves"].flush_model()
        last = max(starts.values()) + timedelta(minutes=session.duration)
        companies = session.branch_id._holiday_company_ids()
        leaves = self.env.execute_query(shift_sql.leaves(needed.ids, companies, min(starts.values()), last))
        length = timedelta(minutes=session.duration)
        return {
            day: self.env._("%(who)s is off (leave or holiday)", who=needed.browse(resource).name)
            for day, start in starts.items()
            for resource, off, back in leaves
            if off < start + length and back > start
        }

    def _taken_days(self, starts):
        """:return: {day: reason} for who and what is taken by something else"""
        session = self.session_id
        wanted = {taken: day for day, start in starts.items() for taken in occupied([session._as_service(start=start)])}
        clashes = self.env["clientele.occupancy"]._clashes(list(wanted))
        return {wanted[taken]: self.env._("%(who)s is taken", who=row.resource_id.name) for taken, row in clashes}

    def _held_days(self):
        """:return: {day: reason} for days on which the class is held at that hour already"""
        session = self.session_id
        same = session.search(
            [
                *[("product_id", "=", session.product_id.id), ("branch_id", "=", session.branch_id.id)],
                *[("resource_id", "=", session.resource_id.id), ("state", "!=", "cancelled")],
                *[("day", ">", session.day), ("day", "<=", self.until)],
            ]
        )
        return {
            other.day: self.env._("it is held already") for other in same if other.start == session._on_day(other.day)
        }
