from odoo import api, fields, models


class ClienteleVisit(models.Model):
    """What the client of a visit has prepaid, and what of the visit was."""

    _inherit = "clientele.visit"

    wallet_glance = fields.Json(compute="_compute_wallet_glance", groups="clientele.clientele_group_receptionist")
    may_be_prepaid = fields.Boolean(compute="_compute_may_be_prepaid")
    has_prepaid = fields.Boolean(compute="_compute_prepaid")
    amount_prepaid = fields.Monetary(string="Prepaid", compute="_compute_prepaid")

    @api.depends("partner_id", "company_id")
    @api.depends_context("clientele_today")
    def _compute_wallet_glance(self):
        Subscription = self.env["clientele.subscription"]
        for company, visits in self.grouped("company_id").items():
            glances = Subscription._glance(visits.partner_id._origin, company) if company else {}
            for visit in visits:
                visit.wallet_glance = glances.get(visit.partner_id._origin.id) or False

    @api.depends("line_ids.paid_by", "partner_id")
    def _compute_may_be_prepaid(self):
        for visit in self.sudo():  # sudo: only whether there is something to choose
            visit.may_be_prepaid = bool(visit.wallet_glance) or any(line.paid_by != "money" for line in visit.line_ids)

    @api.depends("line_ids.prepaid", "line_ids.amount")
    def _compute_prepaid(self):
        for visit in self:
            prepaid = visit.line_ids.filtered("prepaid")
            visit.has_prepaid = bool(prepaid)
            visit.amount_prepaid = sum(prepaid.mapped("amount"))
