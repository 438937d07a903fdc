from odoo import api, fields, models


class ClienteleServiceGap(models.Model):
    """Minutes inside a service in which the practitioner is free and the client stays."""

    _name = "clientele.service.gap"
    _description = "Processing Gap of a Service"
    _order = "start, id"

    product_tmpl_id = fields.Many2one(
        "product.template", string="Service", required=True, index=True, ondelete="cascade"
    )
    start = fields.Integer(string="From minute", required=True, help="Minutes after the start of the service.")
    duration = fields.Integer(string="Minutes", required=True, default=20)

    @api.constrains("start", "duration")
    def _check_gaps(self):
        self.product_tmpl_id._check_clientele_gaps()
