from odoo import api, fields, models
from odoo.tools import SQL


class ClienteleShiftDay(models.Model):
    """A day of a practitioner whose shifts people changed: from then on the working calendar does not decide it.

    A day off has no shifts at all. Who changed the day first, and when, say the log fields.
    """

    _name = "clientele.shift.day"
    _description = "Day Changed by Hand"
    _order = "day, resource_id"
    _check_company_auto = True

    resource_id = fields.Many2one("resource.resource", string="Practitioner", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    day = fields.Date(required=True)
    shift_text = fields.Char(string="Working time", compute="_compute_shift_text")

    _day = models.UniqueIndex("(resource_id, company_id, day)")

    @api.depends("resource_id", "day")
    def _compute_display_name(self):
        for mark in self:
            mark.display_name = f"{mark.resource_id.name}, {fields.Date.to_string(mark.day)}"

    def _compute_shift_text(self):
        domain = [("resource_id", "in", self.resource_id.ids), ("day", "in", self.mapped("day"))]
        shifts = self.env["clientele.shift"].search(domain).grouped(lambda shift: next(iter(shift._days())))
        for mark in self:
            there = shifts.get((mark.resource_id.id, mark.company_id.id, mark.day), ())
            mark.shift_text = ", ".join(shift._wall_text() for shift in there) or self.env._("Day off")

    @api.model
    def _mark(self, days):
        """Note that people decide about these days.

        :param days: {(resource_id, company_id, day)}
        """
        if not days:
            return
        resources, companies, dates = (list(column) for column in zip(*sorted(days), strict=True))
        self.env.execute_query(
            SQL(
                """INSERT INTO clientele_shift_day
                       (resource_id, company_id, day, create_uid, create_date, write_uid, write_date)
                   SELECT resource_id, company_id, day, %(user)s, %(now)s, %(user)s, %(now)s
                     FROM unnest(%(resources)s::int[], %(companies)s::int[], %(days)s::date[])
                          AS d(resource_id, company_id, day)
                   ON CONFLICT DO NOTHING
                   RETURNING id""",
                user=self.env.uid,
                now=self.env.cr.now(),
                resources=resources,
                companies=companies,
                days=dates,
            )
        )

    def action_follow_calendar(self):
        """Have these days made by the working calendar again."""
        self.check_access("unlink")
        days = {(mark.resource_id.id, mark.company_id.id, mark.day) for mark in self}
        self.env["clientele.shift"]._follow_calendar(days)
