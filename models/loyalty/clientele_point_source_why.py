from odoo import api, fields, models


class ClientelePointSource(models.AbstractModel):
    """What a document earns, and why, for whoever asks."""

    _inherit = "clientele.point.source"

    clientele_points = fields.Float(
        string="Earns",
        compute="_compute_clientele_points",
        help="Points of what is confirmed or done, less what was returned; before that, what it would earn today.",
    )
    clientele_points_why = fields.Html(string="Why so many points", compute="_compute_clientele_points")

    @api.depends("clientele_award_ids")
    @api.depends_context("lang")
    def _compute_clientele_points(self):
        for source in self:
            awards = source._clientele_shown_awards()
            source.clientele_points = sum(awards.mapped("points"))
            values = {"awards": awards}
            source.clientele_points_why = bool(awards) and self.env["ir.qweb"]._render("clientele.points_why", values)

    def _clientele_shown_awards(self):
        """:return: awards of what stands, else those that it would get today; they are not stored"""
        source = self.sudo()._origin  # sudo: rules are explained to whoever sees the document
        if not source or source.clientele_award_ids or not source._clientele_may_earn_yet():
            return source.clientele_award_ids
        Award = self.env["clientele.award"].sudo()  # sudo: as above
        shared = source._clientele_prepare_awards()
        values = [source._clientele_prepare_award(line, award) for line, award in source._clientele_allocate()]
        return Award.union(*(Award.new({**shared, **row}) for row in values))

    def action_clientele_awards(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_award_action")
        return {**action, "domain": [("id", "in", self.clientele_award_ids.ids)], "context": {}}
