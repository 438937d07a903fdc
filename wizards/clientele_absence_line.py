import babel.dates

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list, format_time
from odoo.tools.misc import babel_locale_parse, get_lang

ACTIONS = [
    ("substitute", "Somebody else, same time"),
    ("later", "Same practitioner, later"),
    ("notify", "Only write to the client"),
    ("cancel", "Cancel and write"),
    ("keep", "Leave as it is"),
]
# What the client is told, by what was done.
NOTICE_OF = {"substitute": "substituted", "later": "moved", "notify": "away", "cancel": "cancelled"}
MOVES = ("substitute", "later")


class ClienteleAbsenceLine(models.TransientModel):
    """One visit whose practitioner is away, what to do with it, and afterwards what was done."""

    _name = "clientele.absence.line"
    _description = "Booking during an Absence"
    _order = "start, id"

    absence_id = fields.Many2one("clientele.absence", required=True, index=True, ondelete="cascade")
    visit_id = fields.Many2one("clientele.visit", required=True, index=True, ondelete="cascade", readonly=True)
    service_ids = fields.Many2many(
        "clientele.visit.line", "clientele_absence_service_rel", string="Services of who is away", readonly=True
    )
    partner_id = fields.Many2one("res.partner", string="Client", related="visit_id.partner_id")
    phone = fields.Char(related="visit_id.partner_id.phone", related_sudo=False)
    branch_id = fields.Many2one("clientele.branch", related="visit_id.branch_id")
    state = fields.Selection(related="visit_id.state")
    start = fields.Datetime(related="visit_id.start", store=True)
    what = fields.Char(compute="_compute_what")
    practitioner_ids = fields.Many2many("resource.resource", string="With", readonly=True)
    last_talk = fields.Date(compute="_compute_last_talk")
    proposal_ids = fields.One2many("clientele.absence.proposal", "line_id", string="Proposals", readonly=True)
    action = fields.Selection(ACTIONS, string="What to do", required=True, default="notify")
    proposal_id = fields.Many2one(
        "clientele.absence.proposal",
        string="To",
        index=True,
        ondelete="set null",
        domain="[('line_id', '=', id), ('action', '=', action)]",
        compute="_compute_proposal_id",
        store=True,
        readonly=False,
    )
    error = fields.Char(string="Not possible", readonly=True)
    done = fields.Boolean(readonly=True)
    told = fields.Boolean(string="Written to", readonly=True)
    noted = fields.Boolean(string="Noted on the visit", readonly=True)
    to_call = fields.Boolean(compute="_compute_to_call", store=True)
    outcome = fields.Char(string="What was done", readonly=True)

    @api.depends("service_ids")
    def _compute_what(self):
        for line in self:
            line.what = format_list(self.env, line.service_ids.mapped("name"))

    @api.depends("visit_id.partner_id")
    def _compute_last_talk(self):
        talks = self.env["clientele.contact"]._read_group(
            [("partner_id", "in", self.partner_id.ids)], ["partner_id"], ["day:max"]
        )
        days = {partner.id: day for partner, day in talks}
        for line in self:
            line.last_talk = days.get(line.partner_id.id)

    @api.depends("action", "proposal_ids")
    def _compute_proposal_id(self):
        """The first proposal of the action chosen, unless one of them is chosen already."""
        for line in self:
            fitting = line.proposal_ids.filtered(lambda proposal, line=line: proposal.action == line.action)
            line.proposal_id = line.proposal_id if line.proposal_id in fitting else fitting[:1]

    @api.depends("done", "told", "action")
    def _compute_to_call(self):
        for line in self:
            line.to_call = line.done and not line.told and line.action != "keep"

    # ---------------------------------------------------------------- proposals

    def _propose(self, board, action=False):
        """Work out where the visit could go, and choose.

        :param board: AbsenceBoard of the branch, on which the choice is held
        :param action: what to choose if it is possible
        :return: list of values of proposals
        """
        proposals = self._prepare_proposals(board)
        plans = {proposal["action"]: proposal["plan"] for proposal in reversed(proposals)}
        self.action = action if action in plans or action not in (*MOVES, False) else self._best(plans)
        if self.action in plans:
            board.hold(self.visit_id, plans[self.action])
        return proposals

    def _best(self, possible):
        """:return: somebody else if there is one, else a message; who is being served already is left alone"""
        if self.visit_id.start <= self.branch_id._now() or self.state == "arrived":
            return "keep"
        return "substitute" if "substitute" in possible else "notify"

    def _prepare_proposals(self, board):
        substitute = board.substitute(self.visit_id, self.service_ids)
        others = [("substitute", self._name_others(substitute), substitute)] if substitute else []
        later = [("later", self._name_time(plan["start"]), plan) for plan in board.later(self.visit_id)]
        return [
            {"line_id": self.id, "action": action, "name": name, "plan": plan} for action, name, plan in others + later
        ]

    def _name_others(self, plan):
        """:return: the names of who takes over"""
        ids = [values["resource_id"] for values in plan["lines"].values()]
        return format_list(self.env, self.env["resource.resource"].browse(dict.fromkeys(ids)).mapped("name"))

    def _name_time(self, moment):
        """:return: "Thu, Jul 22, 10:30" on the branch's wall"""
        moment = fields.Datetime.to_datetime(moment)
        locale = babel_locale_parse(get_lang(self.env).code)
        day = babel.dates.format_skeleton("MMMEd", self.branch_id._wall(moment), locale=locale)
        return f"{day}, {format_time(self.env, moment, tz=self.branch_id.tz, time_format='short')}"

    # ---------------------------------------------------------------- carrying out

    def _carry_out(self, board):
        """Do what was chosen; what cannot be done leaves the visit as it is, and says why."""
        before = self._name_time(self.visit_id.start)
        try:
            with self.env.cr.savepoint():
                self._act(board)
        except UserError as error:
            self.error = str(error)
        else:
            self.write({"done": True, "error": False, "outcome": self._outcome(before)})

    def _act(self, board):
        if self.action != "keep":
            self._check_still_booked()
        if self.action in MOVES:
            self._move(board)
        elif self.action == "cancel":
            self.visit_id.cancel_reason = self._reason()
            self.visit_id.action_cancel()

    def _check_still_booked(self):
        """:raises UserError: where the visit was moved or cancelled since the list was made"""
        absence = self.absence_id
        booked = self.service_ids._booked_during(absence.practitioner_ids, absence.date_from, absence.date_to)
        if not booked or booked != self.service_ids:
            raise UserError(
                self.env._("This visit was changed meanwhile. Open it and decide there, or leave it as it is.")
            )

    def _move(self, board):
        """:raises UserError: where there is nothing to move to, or not any more"""
        plan = self.proposal_id.plan
        if not plan:
            raise UserError(self._nowhere())
        if not board.allows(self.visit_id, plan):
            raise UserError(
                self.env._("%(proposal)s was taken meanwhile. Here is a new proposal.", proposal=self.proposal_id.name)
            )
        self.visit_id._change_as_planned(plan)
        board.hold(self.visit_id, plan)

    def _nowhere(self):
        if self.action == "later":
            return self.env._("No free time was found in the three weeks after the absence. Choose something else.")
        return self.env._("Nobody else who performs this is free at that time. Choose something else.")

    # ---------------------------------------------------------------- telling

    def _tell(self):
        """Write to the clients, and note on each visit what happened and why."""
        for action, lines in self.grouped("action").items():
            if action in NOTICE_OF and (action not in MOVES or lines.absence_id.tell_moved):
                told = lines.visit_id._notify_client(NOTICE_OF[action])
                lines.filtered(lambda line, told=told: line.visit_id in told).told = True
        notes = {line.visit_id.id: line._note() for line in self}
        self.visit_id._message_log_batch(bodies=notes)
        self.noted = True

    def _note(self):
        written = self.env._("The client was written to.") if self.told else ""
        call = self.env._("The client has to be called.") if self.to_call else ""
        return " ".join(filter(None, [f"{self._reason()}.", f"{self.outcome}.", written, call]))

    def _reason(self):
        """:return: "Maria is away: Illness" """
        words = {
            "names": format_list(self.env, self.practitioner_ids.mapped("name")),
            "reason": self.absence_id._reason_text(),
        }
        if len(self.practitioner_ids) > 1:
            return self.env._("%(names)s are away: %(reason)s", **words)
        return self.env._("%(names)s is away: %(reason)s", **words)

    def _outcome(self, before):
        """:return: what was done, in words
        :param before: when the visit was before
        """
        if self.action == "substitute":
            return self.env._("%(name)s takes over", name=self.proposal_id.name)
        if self.action == "later":
            return self.env._("Moved from %(before)s to %(after)s", before=before, after=self.proposal_id.name)
        return {
            "notify": self.env._("The visit stays until the client answers"),
            "cancel": self.env._("The visit was cancelled"),
            "keep": self.env._("The visit was left as it is"),
        }[self.action]

    def action_open_visit(self):
        """Open the visit, to change it by hand or to call the client."""
        self.ensure_one()
        return self.visit_id.get_formview_action()
