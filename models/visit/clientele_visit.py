import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

OPEN_STATES = ("booked", "confirmed", "arrived")
STATES = [
    ("booked", "Booked"),
    ("confirmed", "Confirmed"),
    ("arrived", "Arrived"),
    ("done", "Done"),
    ("no_show", "No-show"),
    ("cancelled", "Cancelled"),
]
# Ways to type the client of a new visit in, instead of choosing one; nothing of them is stored on the visit.
TYPED_CLIENT = {"client_name": "name", "client_phone": "phone", "client_email": "email"}


class ClienteleVisit(models.Model):
    """One arrival of a client (DF1). A paid sale without a visit is a done row of kind *sale*: every deal is here."""

    _name = "clientele.visit"
    _description = "Visit"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "start desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    kind = fields.Selection([("visit", "Visit"), ("sale", "Sale")], required=True, default="visit", readonly=True)
    uuid = fields.Char(required=True, copy=False, readonly=True, default=lambda self: str(uuid.uuid4()))
    access_token = fields.Char(copy=False, readonly=True, groups="base.group_system")
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        index=True,
        ondelete="restrict",
        tracking=True,
        domain=[("is_client", "=", True)],
    )
    branch_id = fields.Many2one(
        "clientele.branch",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_branch(),
    )
    company_id = fields.Many2one(
        "res.company", related="branch_id.company_id", store=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    state = fields.Selection(STATES, required=True, default="booked", tracking=True, index=True, copy=False)
    source = fields.Selection(
        [
            ("back_office", "Back office"),
            ("online", "Online booking"),
            ("phone", "Phone"),
            ("pos", "Point of sale"),
            ("sale", "Sale order"),
            ("import", "Import"),
            ("api", "API"),
        ],
        required=True,
        default="back_office",
    )
    start = fields.Datetime(required=True, index=True, default=lambda self: self.env["clientele.branch"]._now())
    stop = fields.Datetime(compute="_compute_stop", inverse="_inverse_stop", store=True, readonly=False)
    day = fields.Date(compute="_compute_day", store=True, help="The date on the branch's wall when the visit starts.")
    line_ids = fields.One2many("clientele.visit.line", "visit_id", string="Lines", copy=True)
    practitioner_ids = fields.Many2many(
        "resource.resource",
        string="Practitioners",
        compute="_compute_practitioner_ids",
        search="_search_practitioner_ids",
        context={"active_test": False},
    )
    amount_total = fields.Monetary(string="Total", compute="_compute_amounts", store=True)
    amount_service = fields.Monetary(string="Services", compute="_compute_amounts", store=True)
    amount_product = fields.Monetary(string="Products", compute="_compute_amounts", store=True)
    amount_paid = fields.Monetary(
        string="Paid", copy=False, help="Money received for this visit outside of its orders and invoices."
    )
    amount_due = fields.Monetary(string="Due", compute="_compute_amount_due", store=True)
    booked_at = fields.Datetime(default=lambda self: self.env["clientele.branch"]._now(), copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    cancel_reason = fields.Char(string="Reason of cancellation", copy=False, tracking=True)
    note = fields.Text(string="Remarks")
    import_key = fields.Char(copy=False, readonly=True, help="Tells an imported row again when its file comes twice.")

    client_name = fields.Char(store=False, string="New client's name")
    client_phone = fields.Char(store=False, string="Client's phone")
    client_email = fields.Char(store=False, string="Client's e-mail")

    _uuid = models.UniqueIndex("(uuid)")
    _import_key = models.UniqueIndex("(company_id, import_key) WHERE import_key IS NOT NULL")
    _deals_of_client = models.Index(
        "(partner_id, company_id, day) INCLUDE (amount_total, branch_id, kind) WHERE state = 'done'"
    )
    _deals_of_period = models.Index("(company_id, day, partner_id) INCLUDE (kind, amount_total) WHERE state = 'done'")
    _booked_on = models.Index(
        "USING brin (booked_at)"
    )  # rows come in the order of booking, so this is small and enough
    _open_of_client = models.Index("(partner_id, company_id, day) WHERE state IN ('booked', 'confirmed', 'arrived')")
    _owing = models.Index("(partner_id) INCLUDE (company_id, amount_due) WHERE state = 'done' AND amount_due > 0")
    _stop_after_start = models.Constraint(
        "CHECK (stop IS NULL OR stop >= start)", "A visit cannot stop before it starts."
    )

    def init(self):
        super().init()
        # Clients are few and uneven (Zipf): what ANALYZE guesses leads to wrong plans, so tell it the share.
        self.env.cr.execute("ALTER TABLE clientele_visit ALTER partner_id SET (n_distinct = -0.1)")
        self.env.cr.execute("ALTER TABLE clientele_visit SET (autovacuum_vacuum_insert_scale_factor = 0.02)")

    @api.model
    def _default_branch(self):
        return (
            self.env.user.clientele_branch_ids.filtered(lambda branch: branch.company_id in self.env.companies)[:1]
            or self.env.company._clientele_default_branch()
        )

    @api.depends("start", "branch_id")
    def _compute_day(self):
        for visit in self:
            visit.day = visit.branch_id._day_of(visit.start)

    @api.depends("start", "line_ids.stop")
    def _compute_stop(self):
        for visit in self.filtered("start"):
            visit.stop = max([visit.start, *(line.stop for line in visit._services() if line.stop)])

    def _inverse_stop(self):
        """The last service is stretched or shortened."""
        for visit in self.filtered("stop"):
            last = visit._services().sorted("stop")[-1:]
            if last and visit.stop > last.start:
                last.stop = visit.stop

    def _services(self):
        return self.line_ids.filtered("is_service")

    @api.depends("line_ids.resource_id")
    def _compute_practitioner_ids(self):
        for visit in self:
            visit.practitioner_ids = visit.line_ids.resource_id

    def _search_practitioner_ids(self, operator, value):
        return [("line_ids.resource_id", operator, value)]

    @api.depends("line_ids.amount", "line_ids.is_service")
    def _compute_amounts(self):
        for visit in self:
            visit.amount_service = sum(line.amount for line in visit.line_ids if line.is_service)
            visit.amount_product = sum(line.amount for line in visit.line_ids if not line.is_service)
            visit.amount_total = visit.amount_service + visit.amount_product

    @api.depends("amount_total", "amount_paid", "state")
    def _compute_amount_due(self):
        for visit in self:
            visit.amount_due = max(visit._amount_to_pay() - visit.amount_paid, 0) if visit.state == "done" else 0

    def _amount_to_pay(self):
        """:return: what the client owes for this visit itself; what an order or invoice bills is owed there (DF5)"""
        return self.amount_total

    @api.depends("partner_id", "start", "kind")
    def _compute_display_name(self):
        for visit in self:
            who = visit.partner_id.name or self.env._("Anonymous")
            visit.display_name = f"{who}, {fields.Date.to_string(visit.day) if visit.day else ''}"

    @api.constrains("kind", "partner_id")
    def _check_partner(self):
        for visit in self:
            if visit.kind == "visit" and not visit.partner_id:
                raise ValidationError(
                    self.env._("Choose the client of this visit, or type a name, phone or e-mail to make one.")
                )

    @api.onchange("client_phone", "client_email")
    def _onchange_typed_client(self):
        if not self.partner_id and (self.client_phone or self.client_email):
            company = self.branch_id.company_id or self.env.company
            self.partner_id = self.env["res.partner"]._clientele_find(self.client_phone, self.client_email, company)

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create([self._with_done_at(self._with_client(dict(vals))) for vals in vals_list])
        visits._make_clients()
        return visits

    def write(self, vals):
        result = super().write(self._with_done_at(vals))
        if vals.get("partner_id") or vals.get("branch_id"):
            self._make_clients()
        return result

    def _flush(self):
        """Start and stop reach the database together, because a constraint compares them."""
        self._recompute_model(["stop"])
        return super()._flush()

    def _with_client(self, vals):
        """Find the client whose name, phone or e-mail was typed, or make one (DESIGN 2)."""
        typed = {name: vals.pop(key, None) for key, name in TYPED_CLIENT.items()}
        if vals.get("partner_id") or vals.get("kind") == "sale" or not any(typed.values()):
            return vals
        branch = self.env["clientele.branch"].browse(vals.get("branch_id")) or self._default_branch()
        Partner = self.env["res.partner"].with_company(branch.company_id)
        partner = Partner._clientele_find(typed["phone"], typed["email"], branch.company_id)
        if not partner:
            name = typed["name"] or typed["phone"] or typed["email"]
            partner = Partner.sudo().create(  # sudo: whoever may record a visit may make its client
                {**typed, "name": name, "created_from": self._created_from(vals)}
            )
        return {**vals, "partner_id": partner.id}

    @api.model
    def _created_from(self, vals):
        source = vals.get("source", "back_office")
        return {"sale": "back_office"}.get(source, source)

    def _make_clients(self):
        """Who has a visit is a client of the visit's company (YC2)."""
        for (company, source), visits in (
            self.filtered("partner_id").grouped(lambda visit: (visit.company_id, visit.source)).items()
        ):
            origin = self._created_from({"source": source})
            Client = self.env["clientele.client"].with_context(clientele_created_from=origin)
            Client._ensure(visits.partner_id, company)

    def _with_done_at(self, vals):
        """Note with the state when a visit was done, in one write."""
        if vals.get("state") != "done" or "done_at" in vals:
            return vals
        return {**vals, "done_at": self.env["clientele.branch"]._now()}

    # ---------------------------------------------------------------- actions

    def _move_to(self, state, allowed):
        """:raises UserError: when a visit is in none of the allowed states"""
        stuck = self.filtered(lambda visit: visit.state not in allowed)
        if stuck:
            label = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(visit)s is %(state)s; reopen it first.",
                    visit=stuck[0].display_name,
                    state=label[stuck[0].state].lower(),
                )
            )
        self.write({"state": state})

    def action_confirm(self):
        self._move_to("confirmed", ("booked",))

    def action_arrive(self):
        self._move_to("arrived", ("booked", "confirmed"))

    def action_done(self):
        """Close the visits.

        :return: None, or an action that asks something first
        """
        self._close()

    def _close_unasked(self):
        """Close visits where nobody can be asked, as with all of a class.

        :return: None, or a notification of what was decided
        """
        self._close()

    def _close(self):
        """Close the visits; what nobody billed counts as paid at the desk."""
        self._move_to("done", OPEN_STATES)
        for visit in self:
            visit.amount_paid = visit.amount_paid or visit._amount_to_pay()

    def action_no_show(self):
        self._move_to("no_show", OPEN_STATES)

    def action_cancel(self):
        self._move_to("cancelled", OPEN_STATES)

    def action_reopen(self):
        self._move_to("arrived", ("done", "no_show", "cancelled"))
