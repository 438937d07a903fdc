from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_datetime


class ResourceResource(models.Model):
    """Practitioners, rooms and equipment: what a visit takes up, in the branches where they are."""

    _inherit = "resource.resource"

    is_practitioner = fields.Boolean(string="Practitioner", help="Serves clients; can be chosen on a visit.")
    branch_ids = fields.Many2many(
        "clientele.branch",
        "clientele_branch_resource_rel",
        "resource_id",
        "branch_id",
        string="Branches",
        default=lambda self: self._default_branch_ids(),
    )
    commission_rate = fields.Float(
        string="Commission (%)",
        digits=(5, 2),
        help="Part of a line's commission base that the practitioner earns.",
    )
    clientele_service_ids = fields.One2many(
        "clientele.service.practitioner",
        "resource_id",
        string="Services",
        help="The services that name this practitioner; those that name nobody are performed by everyone.",
    )
    clientele_use = fields.Selection(
        [("room", "Room"), ("equipment", "Equipment")],
        string="Used as",
        help="Rooms and equipment that services need; each serves one visit at a time.",
    )
    clientele_image = fields.Image(string="Photo", max_width=512, max_height=512)
    clientele_image_128 = fields.Image(
        string="Small photo", related="clientele_image", max_width=128, max_height=128, store=True
    )

    _commission_rate_range = models.Constraint(
        "CHECK (commission_rate IS NULL OR (commission_rate >= 0 AND commission_rate <= 100))",
        "A commission lies between 0 and 100 %.",
    )
    _clientele_use_of_material = models.Constraint(
        "CHECK (clientele_use IS NULL OR resource_type = 'material')",
        "Rooms and equipment are of the type Material; people are practitioners.",
    )

    @api.model
    def _default_branch_ids(self):
        booked = self.env.context.get("default_is_practitioner") or self.env.context.get("default_clientele_use")
        return self._only_branch(self.env.company.id) if booked else False

    @api.model
    def _only_branch(self, company_id):
        """:return: the branch of a company that has just one"""
        branches = self.env["clientele.branch"].search([("company_id", "=", company_id)], limit=2)
        return branches if len(branches) == 1 else branches.browse()

    @api.depends("clientele_image_128")
    def _compute_avatar_128(self):
        result = super()._compute_avatar_128()
        for resource in self.filtered("clientele_image_128"):
            resource.avatar_128 = resource.clientele_image_128
        return result

    @api.constrains("is_practitioner", "clientele_use", "branch_ids", "active")
    def _check_branch_ids(self):
        """Who or what is nowhere cannot be booked."""
        for resource in self.filtered(lambda resource: resource.active and not resource.branch_ids):
            if resource.is_practitioner or resource.clientele_use:
                raise ValidationError(
                    self.env._(
                        "Choose the branches of %(name)s, who could not be booked otherwise.", name=resource.name
                    )
                    if resource.is_practitioner
                    else self.env._("Choose the branches where %(name)s is.", name=resource.name)
                )

    @api.constrains("branch_ids", "company_id")
    def _check_branch_company(self):
        for resource in self.filtered("company_id"):
            foreign = resource._foreign_branches()[:1]
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%(branch)s is a branch of %(other)s, %(name)s belongs to %(company)s; choose another branch.",
                        branch=foreign.name,
                        other=foreign.company_id.name,
                        name=resource.name,
                        company=resource.company_id.name,
                    )
                )

    def _foreign_branches(self):
        """:return: those of the branches that belong to another client base than this resource's company"""
        root = self.company_id._clientele_root()
        return self.branch_ids.filtered(lambda branch: branch.company_id._clientele_root() != root)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_branch(vals) for vals in vals_list])

    def write(self, vals):
        """:raises UserError: where someone or something is archived that is still booked"""
        if vals.get("active") is False:
            self._check_not_booked()
        return super().write(vals)

    @api.model
    def _with_branch(self, vals):
        """Where a company has one branch only, nobody needs to name it."""
        if "branch_ids" in vals or not (vals.get("is_practitioner") or vals.get("clientele_use")):
            return vals
        branch = self._only_branch(vals.get("company_id") or self.env.company.id)
        return {**vals, "branch_ids": [Command.set(branch.ids)]}

    def _check_not_booked(self):
        for resource in self.filtered(lambda resource: resource.is_practitioner or resource.clientele_use):
            taken = resource._next_booking()
            if taken:
                start = (taken.line_id or taken.session_id).start or taken.start
                raise UserError(
                    self.env._(
                        "%(name)s is booked on %(when)s (%(what)s). "
                        "Move or cancel what is booked from then on before archiving.",
                        name=resource.name,
                        when=format_datetime(self.env, start, tz=taken.branch_id.tz, dt_format="short"),
                        what=taken.visit_id.partner_id.name or taken.session_id.name,
                    )
                )

    def _next_booking(self):
        """:return: the next occupied time of this resource that a visit or class takes"""
        Occupancy = self.env["clientele.occupancy"].sudo()  # sudo: every visit counts, whoever archives
        now = self.env["clientele.branch"]._now()
        booked = [("resource_id", "=", self.id), ("kind", "in", ("visit", "class")), ("stop", ">", now)]
        return Occupancy.search(booked, order="start", limit=1)

    def action_clientele_employee(self):
        """Open the employee whose resource this is."""
        self.ensure_one()
        return self.employee_id[:1].get_formview_action()
