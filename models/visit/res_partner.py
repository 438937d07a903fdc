from odoo import api, fields, models

from .clientele_visit import OPEN_STATES

STAFF = "clientele.clientele_group_practitioner"
RECENT = 10


class ResPartner(models.Model):
    """What the client card tells of the visits. Computed when the card is opened, with the rights of who opens it."""

    _inherit = "res.partner"

    clientele_recent_visit_ids = fields.Many2many(
        "clientele.visit", string="Last visits", compute="_compute_clientele_recent_visit_ids", groups=STAFF
    )
    clientele_next_visit_id = fields.Many2one(
        "clientele.visit", string="Next booking", compute="_compute_clientele_next_visit_id", groups=STAFF
    )
    clientele_next_booking = fields.Datetime(
        string="Next booking on", compute="_compute_clientele_next_visit_id", groups=STAFF
    )
    clientele_sale_count = fields.Integer(
        string="Number of sales", compute="_compute_clientele_sale_count", groups=STAFF
    )
    clientele_favourite_service_id = fields.Many2one(
        "product.product", string="Favourite service", compute="_compute_clientele_favourites", groups=STAFF
    )
    clientele_favourite_practitioner_id = fields.Many2one(
        "resource.resource", string="Favourite practitioner", compute="_compute_clientele_favourites", groups=STAFF
    )

    @api.depends_context("company", "uid")
    def _compute_clientele_recent_visit_ids(self):
        for partner in self:
            domain = partner._clientele_visits_domain()
            partner.clientele_recent_visit_ids = self.env["clientele.visit"].search(domain, limit=RECENT)

    @api.depends_context("company", "uid", "clientele_today")
    def _compute_clientele_next_visit_id(self):
        today = self.env["clientele.branch"]._today()
        for partner in self:
            upcoming = [("state", "in", OPEN_STATES), ("day", ">=", today)]
            domain = partner._clientele_visits_domain() + upcoming
            visit = self.env["clientele.visit"].search(domain, order="start, id", limit=1)
            partner.clientele_next_visit_id = visit
            partner.clientele_next_booking = visit.start

    @api.depends_context("company", "uid")
    def _compute_clientele_sale_count(self):
        for partner in self:
            domain = [*partner._clientele_visits_domain(), ("kind", "=", "sale")]
            partner.clientele_sale_count = self.env["clientele.visit"].search_count(domain)

    @api.depends_context("company", "uid")
    def _compute_clientele_favourites(self):
        """What and who the client had most often; of equals the latest (FO4)."""
        for partner in self:
            partner.clientele_favourite_service_id = partner._clientele_favourite("product_id")
            partner.clientele_favourite_practitioner_id = partner._clientele_favourite("resource_id")

    def _clientele_favourite(self, name):
        domain = [
            *self._clientele_visits_domain(),
            ("state", "=", "done"),
            ("is_service", "=", True),
            (name, "!=", False),
        ]
        groups = self.env["clientele.visit.line"]._read_group(
            domain, [name], ["__count"], order=f"__count desc, day:max desc, {name}", limit=1
        )
        return groups[0][0] if groups else False

    def _clientele_visits_domain(self):
        """:return: domain of this client's visits and sales in the companies of the current client base"""
        companies = self.env.company._clientele_tree()
        return [("partner_id", "=", self._origin.id), ("company_id", "in", companies.ids)]

    # ---------------------------------------------------------------- actions

    def action_clientele_visits(self):
        """Open the client's visits."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_visit_action")
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action

    def action_clientele_sales(self):
        """Open what the client bought without a visit."""
        action = self.action_clientele_visits()
        action["name"] = self.env._("Sales")
        action["domain"] = [("partner_id", "=", self.id), ("kind", "=", "sale")]
        return action

    def action_clientele_next_visit(self):
        """Open the next booking, or a new one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "clientele.visit",
            "res_id": self.clientele_next_visit_id.id,
            "views": [(False, "form")],
            "context": {"default_partner_id": self.id},
        }

    def action_clientele_new_visit(self):
        """Open a new visit of this client."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New visit"),
            "res_model": "clientele.visit",
            "views": [(False, "form")],
            "context": {"default_partner_id": self.id},
        }
