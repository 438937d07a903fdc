from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.seats import fill

# Odoo's palette: green, gold, red, grey
FILL_COLORS = {"free": 10, "few": 3, "full": 1}
CLOSED_COLOR = 0
COUNTS = ("taken", "free", "waiting", "rate", "fullness")


class ClienteleSession(models.Model):
    """How full a class is, by number, word and colour (FO5).

    Nothing of it is stored: who books writes the own seat only, so that bookings of one class do not wait for each
    other. Each count is said twice, for records and in SQL for lists and groups.
    """

    _inherit = "clientele.session"

    taken = fields.Integer(string="Booked", compute="_compute_counts", aggregator="sum")
    free = fields.Integer(string="Free seats", compute="_compute_counts", search="_search_free", aggregator="sum")
    waiting = fields.Integer(
        string="On the waiting list", compute="_compute_counts", search="_search_waiting", aggregator="sum"
    )
    rate = fields.Float(
        string="Booked (%)", compute="_compute_counts", digits=(5, 1), aggregator="avg", help="Of all seats."
    )
    fullness = fields.Selection(
        [("free", "Free seats"), ("few", "Few seats left"), ("full", "Full")],
        string="How full",
        compute="_compute_counts",
        search="_search_fullness",
    )
    seats = fields.Char(string="Places", compute="_compute_seats")
    fill_color = fields.Integer(compute="_compute_fill_color")
    headline = fields.Char(compute="_compute_headline", help="The class and how full it is, for calendars.")

    @api.depends("capacity", "seat_ids.visit_id")
    def _compute_counts(self):
        counts = self._count_seats()
        for session in self:
            seats, taken = counts.get(session._origin.id, (0, 0))
            session.taken = taken
            session.waiting = seats - taken
            session.free = max(session.capacity - taken, 0)
            session.rate = taken * 100 / session.capacity if session.capacity else 0
            session.fullness = fill(session.capacity, taken)

    def _count_seats(self):
        """:return: {id: (seats, those with a visit)}"""
        Seat = self.env["clientele.seat"].sudo()  # sudo: every seat counts
        groups = Seat._read_group([("session_id", "in", self.ids)], ["session_id"], ["__count", "visit_id:count"])
        return {session.id: (seats, taken) for session, seats, taken in groups}

    @api.depends("taken", "capacity", "waiting")
    def _compute_seats(self):
        for session in self:
            counts = {"taken": session.taken, "capacity": session.capacity, "waiting": session.waiting}
            if session.waiting:
                session.seats = self.env._("%(taken)s of %(capacity)s, %(waiting)s waiting", **counts)
            else:
                session.seats = self.env._("%(taken)s of %(capacity)s", **counts)

    @api.depends("fullness", "state")
    def _compute_fill_color(self):
        for session in self:
            session.fill_color = FILL_COLORS[session.fullness] if session.state == "scheduled" else CLOSED_COLOR

    @api.depends("name", "state", "fullness", "seats")
    def _compute_headline(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        fullness = dict(self._fields["fullness"]._description_selection(self.env))
        for session in self:
            words = fullness[session.fullness] if session.state == "scheduled" else states[session.state]
            session.headline = f"{session.name}: {session.seats} ({words})"

    # ---------------------------------------------------------------- in SQL

    def _search_free(self, operator, value):
        return self._search_count("free", operator, value)

    def _search_waiting(self, operator, value):
        return self._search_count("waiting", operator, value)

    @api.model
    def _search_count(self, name, operator, value):
        signs = {">": SQL(">"), ">=": SQL(">="), "<": SQL("<"), "<=": SQL("<=")}
        if operator not in signs:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "(%s %s %s)", model._field_to_sql(alias, name, query), signs[operator], value
            )
        )

    def _search_fullness(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "(%s = ANY(%s))", model._field_to_sql(alias, "fullness", query), list(value)
            )
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in COUNTS:
            return super()._field_to_sql(alias, field_expr, query)
        capacity = super()._field_to_sql(alias, "capacity", query)
        taken = self._sql_seats(alias, SQL("visit_id IS NOT NULL"))
        return {
            "taken": taken,
            "free": SQL("GREATEST(%s - %s, 0)", capacity, taken),
            "waiting": self._sql_seats(alias, SQL("visit_id IS NULL")),
            "rate": SQL("(%s * 100.0 / %s)", taken, capacity),
            "fullness": SQL(
                """(CASE WHEN %(taken)s >= %(capacity)s THEN 'full'
                         WHEN %(taken)s > 0 AND %(capacity)s - %(taken)s <= GREATEST(1, %(capacity)s / 5) THEN 'few'
                         ELSE 'free' END)""",
                taken=taken,
                capacity=capacity,
            ),
        }[field_expr]

    @api.model
    def _sql_seats(self, alias, condition):
        """:return: SQL that counts the seats of a class"""
        Seat = self.env["clientele.seat"]
        return SQL(
            "(SELECT count(*) FROM clientele_seat s WHERE s.session_id = %s AND s.%s)",
            SQL.identifier(alias, "id"),
            condition,
            to_flush=Seat._fields["visit_id"],
        )

    def _read_group_select(self, aggregate_spec, query):
        """The rate of several classes is that of all their seats."""
        if aggregate_spec != "rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        taken, capacity = (self._field_to_sql(self._table, name, query) for name in ("taken", "capacity"))
        return SQL("(SUM(%s) * 100.0 / NULLIF(SUM(%s), 0))", taken, capacity)
