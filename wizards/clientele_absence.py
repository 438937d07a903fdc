from datetime import datetime, time, timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list

from ..models.visit.clientele_visit import OPEN_STATES
from ..models.visit.clientele_visit_absence import ACTIVITY
from .absence_board import AbsenceBoard
from .clientele_absence_line import ACTIONS

REASONS = [("illness", "Illness"), ("leave", "Leave"), ("other", "Other")]


class ClienteleAbsence(models.TransientModel):
    """Somebody falls ill or goes on leave: who is booked, and what becomes of each of them (YC16).

    It proposes something for each booking, people choose, then everything is carried out booking by booking. What
    cannot be done any more, because the time was taken meanwhile, stays in the list with the reason and a new proposal.
    """

    _name = "clientele.absence"
    _description = "Absence of Practitioners"

    step = fields.Selection(
        [("who", "Who is away"), ("what", "What to do"), ("result", "Result")],
        default="who",
        required=True,
        readonly=True,
    )
    practitioner_ids = fields.Many2many(
        "resource.resource", string="Who is away", required=True, domain=[("is_practitioner", "=", True)]
    )
    branch_id = fields.Many2one(
        "clientele.branch", string="Only bookings of", help="Empty: the bookings of all branches that you work with."
    )
    date_from = fields.Datetime(string="From", required=True, default=lambda self: self._default_period()[0])
    date_to = fields.Datetime(string="To", required=True, default=lambda self: self._default_period()[1])
    reason = fields.Selection(REASONS, required=True, default="illness")
    other_reason = fields.Char(help="Stays with you: clients are not told.")
    recorded = fields.Boolean(
        string="Time off is recorded already",
        compute="_compute_recorded",
        store=True,
        readonly=False,
        help="Otherwise a leave is made, so that nobody is booked with them meanwhile.",
    )
    tell_moved = fields.Boolean(
        string="Write to clients who are moved",
        default=True,
        help="By e-mail, or SMS where there is no e-mail. Otherwise they are listed for you to call.",
    )
    visit_ids = fields.Many2many("clientele.visit", string="Booked visits", compute="_compute_visit_ids")
    visit_count = fields.Integer(string="Number of visits", compute="_compute_visit_ids")
    session_ids = fields.Many2many("clientele.session", string="Classes they give", compute="_compute_session_ids")
    line_ids = fields.One2many("clientele.absence.line", "absence_id", string="Bookings")
    pending_ids = fields.One2many(
        "clientele.absence.line", "absence_id", string="To decide", domain=[("done", "=", False)]
    )
    done_ids = fields.One2many(
        "clientele.absence.line", "absence_id", string="Dealt with", domain=[("done", "=", True)]
    )
    call_ids = fields.One2many(
        "clientele.absence.line", "absence_id", string="To call", domain=[("to_call", "=", True)]
    )
    action_for_all = fields.Selection(ACTIONS, string="For all")
    failed_count = fields.Integer(compute="_compute_counts")
    moved_count = fields.Integer(compute="_compute_counts")
    notified_count = fields.Integer(compute="_compute_counts")
    cancelled_count = fields.Integer(compute="_compute_counts")
    call_count = fields.Integer(compute="_compute_counts")

    @api.model
    def _default_period(self):
        """:return: (now, the end of today on the wall of the user's branch)"""
        branch = self.env["clientele.visit"]._default_branch()
        return branch._now().replace(second=0), branch._utc_of(branch._today() + timedelta(days=1), time())

    @api.depends("practitioner_ids")
    def _compute_display_name(self):
        for absence in self:
            names = format_list(self.env, absence.practitioner_ids.mapped("name"))
            absence.display_name = self.env._("Absence: %(names)s", names=names) if names else self.env._("Absence")

    # ---------------------------------------------------------------- who is booked

    @api.depends("practitioner_ids", "branch_id", "date_from", "date_to")
    def _compute_visit_ids(self):
        for absence in self:
            absence.visit_ids = absence._booked_lines().visit_id.sorted(lambda visit: (visit.start, visit.id))
            absence.visit_count = len(absence.visit_ids)

    @api.depends("practitioner_ids", "branch_id", "date_from", "date_to")
    def _compute_session_ids(self):
        """Classes are given to another teacher, moved or cancelled as a whole, with all who booked a seat."""
        for absence in self:
            absence.session_ids = self.env["clientele.session"].search(
                [("state", "=", "scheduled"), *absence._touching("start", "stop"), *absence._of_branch()]
            )

    @api.depends("practitioner_ids", "date_from", "date_to")
    def _compute_recorded(self):
        for absence in self:
            covered = absence._leaves().filtered(
                lambda leave, absence=absence: (
                    leave.date_from <= absence.date_from and leave.date_to >= absence.date_to - timedelta(seconds=1)
                )
            )
            everybody = set(absence.practitioner_ids.ids)
            absence.recorded = bool(everybody) and everybody <= set(covered.resource_id.ids)

    def _leaves(self):
        """:return: leaves of these practitioners that touch the time"""
        return self.env["resource.calendar.leaves"].search(
            [("time_type", "=", "leave"), *self._touching("date_from", "date_to")]
        )

    def _booked_lines(self):
        """:return: the services that somebody who is away should perform in that time"""
        return self.env["clientele.visit.line"].search(
            [
                ("state", "in", OPEN_STATES),
                ("session_id", "=", False),
                *self._touching("start", "stop"),
                *self._of_branch("visit_id."),
            ]
        )

    def _touching(self, start, stop):
        """:return: domain of what these practitioners have in that time"""
        return [
            ("resource_id", "in", self.practitioner_ids.ids),
            (start, "<", self.date_to or datetime.min),
            (stop, ">", self.date_from or datetime.max),
        ]

    def _of_branch(self, prefix=""):
        return [(f"{prefix}branch_id", "=", self.branch_id.id)] if self.branch_id else []

    @api.depends("done_ids", "pending_ids")
    def _compute_counts(self):
        for absence in self:
            done = absence.done_ids
            absence.moved_count = len(done.filtered(lambda line: line.action in ("substitute", "later")))
            absence.notified_count = len(done.filtered("told"))
            absence.cancelled_count = len(done.filtered(lambda line: line.action == "cancel"))
            absence.call_count = len(done.filtered("to_call"))
            absence.failed_count = len(absence.pending_ids.filtered("error"))

    # ---------------------------------------------------------------- what is refused

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        if any(absence.date_from >= absence.date_to for absence in self):
            raise ValidationError(self.env._("The absence ends before it starts. Correct its times."))

    @api.constrains("practitioner_ids")
    def _check_practitioners(self):
        """Whoever is kept to some branches records the absence of those who work there."""
        for absence in self:
            branches = self.env.user.sudo().clientele_branch_ids  # sudo: the own setting
            for person in absence.practitioner_ids:
                if not person.is_practitioner:
                    raise ValidationError(
                        self.env._("%(name)s is no practitioner. Choose somebody who serves clients.", name=person.name)
                    )
                if self.env.user.clientele_branch_bound and not person.branch_ids & branches:
                    raise ValidationError(
                        self.env._(
                            "%(name)s works in none of your branches. Ask their reception to record the absence.",
                            name=person.name,
                        )
                    )

    # ---------------------------------------------------------------- actions

    def action_propose(self):
        """List the bookings as they are now, each with a proposal."""
        self.ensure_one()
        self.pending_ids.unlink()
        handled = self.done_ids.visit_id
        lines = (self._booked_lines() - handled.line_ids).grouped("visit_id")
        self.line_ids = [
            Command.create(
                {
                    "visit_id": visit.id,
                    "service_ids": [Command.set(services.ids)],
                    "practitioner_ids": [Command.set(services.resource_id.ids)],
                }
            )
            for visit, services in sorted(lines.items(), key=lambda item: (item[0].start, item[0].id))
        ]
        self._propose(self.pending_ids)
        self.step = "what"

    def action_set_all(self):
        """Choose the same for all bookings, where it is possible."""
        self.ensure_one()
        if not self.action_for_all:
            raise UserError(self.env._("Choose what to do with all bookings first."))
        self._propose(self.pending_ids, self.action_for_all)

    def action_back(self):
        """Change who is away, or when."""
        self.pending_ids.unlink()
        self.step = "who"

    def action_apply(self):
        """Record the time off, and carry out what was chosen, each booking by itself."""
        self.ensure_one()
        self._record_leaves()
        boards = self._boards(self.pending_ids)
        for line in self.pending_ids:
            # what one changes empties the cache: it is read again for that one, not for all
            line.with_prefetch()._carry_out(boards[line.branch_id])
        self.invalidate_recordset(["pending_ids", "done_ids", "call_ids"])
        self.done_ids.filtered(lambda line: not line.noted)._tell()
        self.done_ids.visit_id.activity_feedback([ACTIVITY])
        self._propose(self.pending_ids)
        self.step = "what" if self.pending_ids else "result"

    # ---------------------------------------------------------------- proposals

    def _propose(self, lines, action=False):
        """:param action: what to choose where it is possible; by default another practitioner, else to write"""
        boards = self._boards(lines)
        lines.proposal_ids.unlink()
        self.env["clientele.absence.proposal"].create(
            [values for line in lines for values in line._propose(boards[line.branch_id], action)]
        )

    def _boards(self, lines):
        """:return: {branch: AbsenceBoard of the visits of these lines}"""
        return {
            branch: AbsenceBoard(branch, of_branch.visit_id, self.practitioner_ids, self.date_to)
            for branch, of_branch in lines.grouped("branch_id").items()
        }

    def _record_leaves(self):
        """Nobody is booked with who is away; the bookings that are listed here need no other alert."""
        if self.recorded:
            return
        listed = self.line_ids.visit_id.ids
        leaves = self.env["resource.calendar.leaves"].with_context(clientele_absence_visits=listed)
        leaves.sudo().create(  # sudo: whoever may move the visits of the absent may say that they are absent
            [
                {
                    "name": self._reason_text(),
                    "resource_id": person.id,
                    "date_from": self.date_from,
                    "date_to": self.date_to,
                    "time_type": "leave",
                }
                for person in self.practitioner_ids
            ]
        )
        self.recorded = True

    def _reason_text(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        return (self.reason == "other" and self.other_reason) or reasons[self.reason]

    def _open(self):
        """:return: the action that shows this absence"""
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_absence_action")
        return {**action, "res_id": self.id}
