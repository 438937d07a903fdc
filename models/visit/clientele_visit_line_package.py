from odoo import api, fields, models


class ClienteleVisitLine(models.Model):
    """A service that came with a package: its share of the package's price stays, whoever performs it and pays."""

    _inherit = "clientele.visit.line"

    package_id = fields.Many2one(
        "clientele.package",
        compute="_compute_package_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.depends("product_id")
    def _compute_package_id(self):
        """Another service in its place is not of the package any more."""
        for line in self:
            belongs = line.product_id in line.package_id.line_ids.product_id
            line.package_id = line.package_id if belongs else False

    @api.depends("package_id")
    def _compute_price_unit(self):
        fixed = self._at_package_price()
        for line in fixed:
            line.price_unit = line.price_unit
        return super(ClienteleVisitLine, self - fixed)._compute_price_unit()

    @api.depends("package_id")
    def _compute_discount(self):
        fixed = self._at_package_price()
        for line in fixed:
            line.discount = line.discount
        return super(ClienteleVisitLine, self - fixed)._compute_discount()

    def _at_package_price(self):
        return self.filtered("package_id.price")
