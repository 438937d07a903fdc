from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...tools.clock import minutes_between
from ...tools.occupied import Service, occupied

STATES = [("scheduled", "Scheduled"), ("done", "Done"), ("cancelled", "Cancelled")]


class ClienteleSession(models.Model):
    """A class: many clients share one appointed time of a teacher, in numbered seats (DESIGN 4).

    The class takes the time of its teacher, room and equipment; the visits on its seats take none.
    """

    _name = "clientele.session"
    _description = "Class"
    _inherit = ["mail.thread", "clientele.takes.time"]
    _order = "start desc, id desc"
    _check_company_auto = True
    _occupancy_kind = "class"
    _occupancy_field = "session_id"

    product_id = fields.Many2one(
        "product.product",
        string="Service",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("clientele_group_class", "=", True)],
        default=lambda self: self._default_product(),
    )
    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    branch_id = fields.Many2one(
        "clientele.branch",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["clientele.visit"]._default_branch(),
    )
    company_id = fields.Many2one(
        "res.company", related="branch_id.company_id", store=True, index=True, ondelete="restrict"
    )
    resource_id = fields.Many2one(
        "resource.resource",
        string="Teacher",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('is_practitioner', '=', True), ('branch_ids', 'in', branch_id)]",
    )
    room_id = fields.Many2one(
        "resource.resource",
        compute="_compute_rooms",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('clientele_use', '=', 'room'), ('branch_ids', 'in', branch_id)]",
    )
    equipment_id = fields.Many2one(
        "resource.resource",
        compute="_compute_rooms",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('clientele_use', '=', 'equipment'), ('branch_ids', 'in', branch_id)]",
    )
    start = fields.Datetime(
        required=True, index=True, tracking=True, default=lambda self: self.env["clientele.branch"]._now()
    )
    duration = fields.Integer(string="Minutes", compute="_compute_duration", store=True, readonly=False)
    stop = fields.Datetime(compute="_compute_stop", inverse="_inverse_stop", store=True, readonly=False, copy=False)
    day = fields.Date(
        compute="_compute_day", store=True, index=True, help="The date on the branch's wall when the class starts."
    )
    capacity = fields.Integer(
        string="Seats", compute="_compute_capacity", store=True, readonly=False, tracking=True, aggregator="sum"
    )
    state = fields.Selection(STATES, required=True, default="scheduled", tracking=True, index=True, copy=False)
    cancel_reason = fields.Char(string="Reason of cancellation", copy=False, tracking=True)
    overbook_reason = fields.Char(tracking=True)
    note = fields.Text(string="Remarks")
    occupancy_ids = fields.One2many("clientele.occupancy", "session_id", string="Occupied time")
    seat_ids = fields.One2many("clientele.seat", "session_id", string="Clients")

    _duration_positive = models.Constraint(
        "CHECK (duration IS NULL OR duration > 0)", "Give the class an end that is later than its start."
    )
    _capacity_positive = models.Constraint(
        "CHECK (capacity IS NULL OR capacity >= 1)", "A class has at least one seat. Cancel it if it is not held."
    )

    @api.model
    def _default_product(self):
        """:return: the service, where there is just one that is a class"""
        services = self.env["product.product"].search([("clientele_group_class", "=", True)], limit=2)
        return services if len(services) == 1 else services.browse()

    @api.depends("product_id")
    def _compute_name(self):
        for session in self:
            session.name = session.product_id.display_name

    @api.depends("product_id")
    def _compute_duration(self):
        for session in self:
            session.duration = session.product_id.clientele_duration

    @api.depends("product_id")
    def _compute_capacity(self):
        for session in self:
            session.capacity = session.product_id.clientele_capacity or 1

    @api.depends("product_id", "branch_id")
    def _compute_rooms(self):
        """What the service needs, where the branch leaves no choice."""
        for session in self:
            rooms = session.product_id.clientele_room_ids & session.branch_id.resource_ids
            equipment = session.product_id.clientele_equipment_ids & session.branch_id.resource_ids
            session.room_id = rooms if len(rooms) == 1 else False
            session.equipment_id = equipment if len(equipment) == 1 else False

    @api.depends("start", "duration")
    def _compute_stop(self):
        for session in self:
            session.stop = session.start and fields.Datetime.add(session.start, minutes=session.duration)

    def _inverse_stop(self):
        for session in self.filtered("stop"):
            session.duration = minutes_between(session.start, session.stop)

    @api.depends("start", "branch_id")
    def _compute_day(self):
        for session in self:
            session.day = session.branch_id._day_of(session.start)

    @api.depends("name", "start", "branch_id")
    def _compute_display_name(self):
        for session in self:
            day, wall = (
                session.branch_id._day_of(session.start),
                session.start and session.branch_id._wall(session.start),
            )
            session.display_name = f"{session.name}, {format_date(self.env, day)} {wall:%H:%M}" if day else session.name

    @api.constrains("product_id")
    def _check_product_id(self):
        for session in self:
            if not session.product_id.clientele_group_class:
                raise ValidationError(
                    self.env._("%(service)s is no group class; say so on the service.", service=session.product_id.name)
                )

    # ---------------------------------------------------------------- taking time

    def _may_take_time(self):
        return self.state == "scheduled"

    def _wanted_time(self):
        return [] if self.state == "cancelled" else occupied([self._as_service()])

    def _as_service(self, start=None):
        """
        :param start: naive UTC datetime, if another than the own one is meant
        :return: the class as ``tools.occupied`` reads it
        """
        terms, start = self._terms(), start or self.start
        return Service(
            line=0,
            practitioner=self.resource_id.id,
            start=start,
            stop=fields.Datetime.add(start, minutes=self.duration),
            rooms=tuple((self.room_id | self.equipment_id).ids),
            before=terms.before,
            after=terms.after,
            gaps=terms.gaps,
        )

    def _terms(self):
        """:return: ServiceTerms of the class with its teacher"""
        return self.product_id.with_company(self.company_id)._clientele_terms(self.resource_id)

    # ---------------------------------------------------------------- CRUD

    def copy_data(self, default=None):
        """A copy is held a week later at the same hour of the branch's wall."""
        vals_list = super().copy_data(default)
        if default and "start" in default:
            return vals_list
        return [
            {**vals, "start": session._on_day(fields.Date.add(session.day, weeks=1))}
            for session, vals in zip(self, vals_list, strict=True)
        ]

    def _on_day(self, day):
        """:return: naive UTC datetime at which the class begins if it is held on another day"""
        return self.branch_id._utc_of(day, self.branch_id._wall(self.start).time())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        lines = self.env["clientele.visit.line"].sudo()  # sudo: every visit counts
        if lines.search_count([("session_id", "in", self.ids)], limit=1) or self.sudo().seat_ids:
            raise UserError(self.env._("Clients have booked this class. Cancel it instead, which also tells them."))
