import logging

from psycopg2 import Error
from psycopg2.errors import ExclusionViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import SQL, format_date
from odoo.tools.sql import add_constraint

from ...tools.occupied import Taken

_logger = logging.getLogger(__name__)

CONSTRAINT = "clientele_occupancy_no_overlap"


class SlotTaken(UserError):
    """The time is taken. Whoever offers times shows the next free ones."""


class ClienteleOccupancy(models.Model):
    """Somebody, a room or equipment is taken from one moment to another, buffers included.

    Everything that takes time has its rows here, so that one constraint of the database keeps two visits from the
    same time (DESIGN 4). ``blocking`` decides only about that constraint: what is overbooked, and what comes from
    outside, does not block, but nothing is offered there either.
    """

    _name = "clientele.occupancy"
    _description = "Occupied Time"
    _order = "start, resource_id, id"
    _check_company_auto = True

    resource_id = fields.Many2one("resource.resource", string="Who or what", required=True, ondelete="cascade")
    branch_id = fields.Many2one("clientele.branch", index="btree_not_null", ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company
    )
    start = fields.Datetime(string="From", required=True)
    stop = fields.Datetime(string="To", required=True)
    blocking = fields.Boolean(default=True, help="No other blocking time may overlap it.")
    kind = fields.Selection(
        [
            ("visit", "Visit"),
            ("class", "Class"),
            ("break", "Break"),
            ("hold", "Held for a booking"),
            ("external", "Busy elsewhere"),
        ],
        required=True,
        default="break",
    )
    name = fields.Char(string="Reason")
    visit_id = fields.Many2one("clientele.visit", index="btree_not_null", ondelete="cascade")
    line_id = fields.Many2one("clientele.visit.line", string="Service", index="btree_not_null", ondelete="cascade")
    session_id = fields.Many2one("clientele.session", string="Class", index="btree_not_null", ondelete="cascade")
    hold_key = fields.Char(index="btree_not_null")
    expires_at = fields.Datetime(string="Held until")

    _of_resource = models.Index("(resource_id, start) INCLUDE (stop)")
    _long = models.Index("(resource_id, stop) WHERE stop - start > interval '1 day'")
    _stop_after_start = models.Constraint("CHECK (stop > start)", "Give a time to that is later than the time from.")
    _hold_expires = models.Constraint(
        "CHECK (kind != 'hold' OR (expires_at IS NOT NULL AND hold_key IS NOT NULL))", "A hold expires."
    )
    # A range of one number instead of the number: so no extension of PostgreSQL is needed.
    _no_overlap = models.Constraint(
        """EXCLUDE USING gist (
            int4range(resource_id, resource_id, '[]') WITH =, tsrange(start, stop) WITH &&
        ) WHERE (blocking) DEFERRABLE INITIALLY IMMEDIATE""",
        "This time has just been taken. Choose another time.",
    )

    @api.depends("kind", "name", "resource_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            row.display_name = f"{row.resource_id.name}: {row.name or kinds.get(row.kind, '')}"

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """:raises SlotTaken: where a break is put on time that is taken"""
        breaks = [vals for vals in vals_list if vals.get("kind", "break") == "break" and vals.get("blocking", True)]
        self._check_breaks([self.new(vals) for vals in breaks])
        rows = super().create(vals_list)
        rows._check_made_by_hand()
        return rows

    def write(self, vals):
        """:raises SlotTaken: as above"""
        self._check_made_by_hand()
        if not self.env.su:
            self._check_breaks([self.new(vals, origin=row) for row in self])
        result = super().write(vals)
        self._check_made_by_hand()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_made_by_others(self):
        self._check_made_by_hand()

    def _check_made_by_hand(self):
        """People make breaks; visits, classes and holds make their rows themselves.

        :raises AccessError: where somebody touches such a row
        """
        if not self.env.su and any(row.kind != "break" or not row.blocking for row in self):
            raise AccessError(self.env._("Only breaks are made by hand. Move or cancel the visit or class itself."))

    def _check_breaks(self, breaks):
        """:raises SlotTaken: where a break overlaps what is there"""
        wanted = [Taken(row.resource_id._origin.id, row.start, row.stop, 0) for row in breaks]
        self._check_free(wanted, but=self)

    # ---------------------------------------------------------------- taking time

    @api.model
    def _take(self, vals_list):
        """Insert rows; the database decides between two requests that want the same time.

        :raises ConcurrencyError: for the later one, which then starts again and finds the time taken
        """
        # In one order, so that two requests wait for each other instead of blocking each other for good.
        vals_list = sorted(vals_list, key=lambda vals: (vals["resource_id"], vals["start"]))
        try:
            with self.env.cr.savepoint():
                return self.sudo().create(vals_list)  # sudo: whoever may book takes time
        except ExclusionViolation as error:
            raise ConcurrencyError("the time was taken by another request") from error

    @api.model
    def _check_free(self, wanted, but=(), hold_key=None):
        """
        :param wanted: list of Taken
        :param but: rows that do not count
        :raises SlotTaken: naming the first that is not free
        """
        for clash in self._clashes(wanted, but=but, hold_key=hold_key):
            self._refuse(*clash)

    @api.model
    def _refuse(self, wanted, row):
        """
        :param wanted: the Taken that is not free
        :param row: what stands in its way
        :raises SlotTaken: always
        """
        branch = row.branch_id or self.env.company._clientele_default_branch()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        raise SlotTaken(
            self.env._(
                "%(who)s is not free on %(day)s: %(what)s from %(start)s to %(stop)s. "
                "Choose another time or somebody else.",
                who=row.resource_id.name,
                day=format_date(self.env, branch._day_of(wanted.start)),
                what=(row.name or kinds[row.kind]).lower(),
                start=f"{branch._wall(row.start):%H:%M}",
                stop=f"{branch._wall(row.stop):%H:%M}",
            )
        )

    def _as_taken(self):
        """:return: the row as ``tools.occupied`` makes it"""
        return Taken(self.resource_id.id, self.start, self.stop, self.line_id.id)

    @api.model
    def _clashes(self, wanted, but=(), hold_key=None):
        """Find what stands in the way. Expired holds are removed on the way.

        :param wanted: list of Taken
        :param but: rows that do not count
        :param hold_key: key of a hold that is about to become a visit
        :return: list of (wanted Taken, row), sorted as wanted
        """
        if not wanted:
            return []
        self._release_holds([row.resource for row in wanted], hold_key)
        self.flush_model()
        query = SQL(
            """SELECT w.nr, o.id
                 FROM unnest(%s::int[], %s::timestamp[], %s::timestamp[])
                      WITH ORDINALITY w (resource_id, start, stop, nr)
                 JOIN clientele_occupancy o ON o.resource_id = w.resource_id AND o.start < w.stop AND o.stop > w.start
                  AND (o.start > w.start - interval '1 day' OR o.stop - o.start > interval '1 day')
                WHERE o.id != ALL(%s)
                ORDER BY w.nr, o.start, o.id""",
            [row.resource for row in wanted],
            [row.start for row in wanted],
            [row.stop for row in wanted],
            [row.id for row in but],
        )
        found = self.env.execute_query(query)
        rows = self.sudo().browse([row for __, row in found])  # sudo: what is taken elsewhere counts
        return [(wanted[number - 1], row) for (number, __), row in zip(found, rows, strict=True)]

    @api.model
    def _release_holds(self, resource_ids, hold_key=None):
        """Remove holds that have expired, and the one that becomes a visit now."""
        now = self.env["clientele.branch"]._now()
        holds = self.sudo().search(  # sudo: anyone's
            [
                *[("kind", "=", "hold"), ("resource_id", "in", resource_ids)],
                *["|", ("expires_at", "<=", now), ("hold_key", "=", hold_key or "")],
            ]
        )
        holds.unlink()

    # ---------------------------------------------------------------- health

    @api.model
    def _guarded(self):
        """:return: whether the database has the constraint. Odoo goes on without one that it could not make."""
        query = SQL("SELECT 1 FROM pg_constraint WHERE conname = %s AND contype = 'x'", CONSTRAINT)
        return bool(self.env.execute_query(query))

    @api.model
    def _cron_check_guard(self):
        """Make the constraint again where it is missing, and tell the administrators if that fails."""
        if self._guarded():
            return
        self._make_guard()
        if not self._guarded():
            self._tell_unguarded()

    @api.model
    def _make_guard(self):
        self._overlaps().write({"blocking": False})
        self.flush_model()
        definition = self._no_overlap.get_definition(self.pool)
        try:
            with self.env.cr.savepoint():
                add_constraint(self.env.cr, self._table, CONSTRAINT, definition)
        except Error:
            _logger.exception("The constraint against double bookings could not be made")

    @api.model
    def _overlaps(self):
        """:return: blocking rows that overlap an earlier one: there are some only if the constraint was missing"""
        query = SQL(
            """SELECT b.id FROM clientele_occupancy a JOIN clientele_occupancy b
                   ON a.resource_id = b.resource_id AND a.id < b.id AND a.start < b.stop AND b.start < a.stop
                WHERE a.blocking AND b.blocking"""
        )
        return self.sudo().browse({row for (row,) in self.env.execute_query(query)})  # sudo: of every company

    @api.model
    def _tell_unguarded(self):
        admins = self.env.ref("clientele.clientele_group_admin").user_ids.partner_id
        self.env["mail.thread"].message_notify(
            partner_ids=admins.ids,
            subject=self.env._("Double bookings are possible"),
            body=self.env._(
                "The database lacks the constraint %(name)s, and it could not be made. Update the module Clientele.",
                name=CONSTRAINT,
            ),
        )
