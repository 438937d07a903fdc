from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClientelePackageLine(models.Model):
    """A service of a package."""

    _name = "clientele.package.line"
    _description = "Service of a Package"
    _order = "sequence, id"
    _check_company_auto = True

    package_id = fields.Many2one("clientele.package", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", related="package_id.company_id", store=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", related="package_id.currency_id")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        string="Service",
        required=True,
        domain=[("type", "=", "service"), ("sale_ok", "=", True)],
        check_company=True,
        index=True,
        ondelete="restrict",
    )
    quantity = fields.Integer(string="Times", required=True, default=1, help="Each time is a line of the visit.")
    duration = fields.Integer(string="Minutes", compute="_compute_sums")
    amount = fields.Monetary(string="Price", compute="_compute_sums")

    _quantity_range = models.Constraint("CHECK (quantity BETWEEN 1 AND 20)", "A package holds a service 1 to 20 times.")

    @api.depends("product_id", "quantity", "company_id")
    def _compute_sums(self):
        for line in self:
            product = line.product_id.with_company(line.company_id)
            line.duration = product.clientele_duration * line.quantity
            line.amount = product._clientele_price() * line.quantity

    @api.constrains("product_id")
    def _check_product_id(self):
        for line in self:
            if line.product_id.type != "service":
                raise ValidationError(
                    self.env._(
                        "%(product)s is no service; a package is made of services.",
                        product=line.product_id.display_name,
                    )
                )

    def _describe(self):
        """:return: for example "Massage × 2" """
        name = self.product_id.display_name
        return name if self.quantity == 1 else f"{name} × {self.quantity}"
