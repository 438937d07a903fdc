from odoo import api, fields, models

from ..visit.clientele_visit import OPEN_STATES

NOTED = "clientele.points"
EARNS_BY = {"state", "partner_id"}


class ClienteleVisit(models.Model):
    """What a closed visit earns, and a sale of the till, which is a deal like it (LO1).

    What a sale order bills earns there, and nowhere else.
    """

    _name = "clientele.visit"
    _inherit = ["clientele.visit", "clientele.point.source"]

    clientele_award_ids = fields.One2many("clientele.award", "visit_id", string="Points per line")
    points_begun = fields.Boolean(
        string="Earns points", readonly=True, copy=False, help="It was closed when there was a program to earn in."
    )

    # ---------------------------------------------------------------- compute

    @api.depends(
        "line_ids.amount",
        "line_ids.paid_by",
        "partner_id",
        "state",
        "clientele_applied_program_id",
        "clientele_award_ids",
    )
    @api.depends_context("lang")
    def _compute_clientele_points(self):
        return super()._compute_clientele_points()

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create([self._with_points(vals) for vals in vals_list])
        visits._note_points()
        return visits

    def write(self, vals):
        result = super().write(self._with_points(vals))
        if not EARNS_BY.isdisjoint(vals):
            self._note_points()
        return result

    def unlink(self):
        """What a visit gave goes with it."""
        for visit in self.sudo().filtered("points_begun"):  # sudo: as below
            visit.clientele_award_ids.unlink()
            visit._clientele_settle_points()
        return super().unlink()

    def _with_points(self, vals):
        """What is closed before there is a program, or comes from a file, never earns."""
        earning = vals.get("state") == "done" and vals.get("source") != "import"
        if not earning or self._clientele_is_imported() or not self.env["loyalty.program"]._clientele_any_earning():
            return vals
        return {**vals, "points_begun": True}

    # ---------------------------------------------------------------- as a document that earns

    def _clientele_earns(self):
        return self.state == "done"

    def _clientele_may_earn_yet(self):
        return self.state in OPEN_STATES

    def _clientele_line_of(self, award):
        return award.visit_line_id

    def _clientele_sold_at(self):
        return self.company_id, self.branch_id, self.day

    def _clientele_earning_lines(self):
        lines = self.line_ids.filtered(lambda line: line._earns_here())
        promotional = lines._clientele_promotional()
        return {line: line._as_earning(line in promotional) for line in lines}

    def _clientele_promoted(self):
        return self.line_ids.browse()

    def _clientele_prepare_awards(self):
        return {**super()._clientele_prepare_awards(), "visit_id": self.id}

    def _clientele_prepare_award(self, line, award):
        return {**super()._clientele_prepare_award(line, award), "visit_line_id": line.id}

    def _clientele_point_details(self):
        return {"visit_id": self.id}

    def _clientele_own_visits(self):
        return self

    # ---------------------------------------------------------------- when it earns

    def _note_points(self):
        """Before the commit the visits get the points of what they are then."""
        noted = self.filtered(lambda visit: visit.points_begun and not visit.sale_order_id)
        if noted:
            method = self.env["clientele.visit"]._earn_noted
            self.env["clientele.client"]._before_commit(NOTED, noted.ids, method)

    @api.model
    def _earn_noted(self):
        ids = self.env.cr.precommit.data.pop(NOTED, ())
        self.env["clientele.award"].invalidate_model()  # lines that follow an order are deleted by SQL
        noted = self.sudo().browse(sorted(ids)).exists()  # sudo: points are kept right whoever closes it
        for visit in noted.filtered("points_begun"):
            if visit._clientele_earns() and not visit.clientele_award_ids:
                visit._clientele_begin_points()
            else:
                visit._clientele_follow_points()
