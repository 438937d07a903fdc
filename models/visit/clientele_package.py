from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.deal_amounts import money, spread


class ClientelePackage(models.Model):
    """A mix of services that comes into a visit in one step, at the sum of their prices or at its own price (FO3)."""

    _name = "clientele.package"
    _description = "Package of Services"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company
    )
    branch_id = fields.Many2one(
        "clientele.branch",
        check_company=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: offered in all branches of the company.",
    )
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    line_ids = fields.One2many("clientele.package.line", "package_id", string="Services", copy=True)
    services = fields.Char(string="What", compute="_compute_services", help="The services in one line.")
    duration = fields.Integer(string="Minutes", compute="_compute_sums")
    amount_single = fields.Monetary(string="One by one", compute="_compute_sums", help="The services' own prices.")
    price = fields.Monetary(string="Package price", help="0: the sum of the services' own prices.")
    amount = fields.Monetary(string="Price", compute="_compute_sums", help="What the package costs, before discounts.")
    saving = fields.Monetary(compute="_compute_sums", help="How much cheaper the package is than its services.")

    _price_not_negative = models.Constraint(
        "CHECK (price >= 0)", "The price of a package cannot be negative; write 0 for the sum of its services."
    )

    @api.depends("line_ids.product_id", "line_ids.quantity")
    def _compute_services(self):
        for package in self:
            package.services = ", ".join(line._describe() for line in package.line_ids if line.product_id)

    @api.depends("price", "line_ids.duration", "line_ids.amount")
    def _compute_sums(self):
        for package in self:
            package.duration = sum(package.line_ids.mapped("duration"))
            package.amount_single = sum(package.line_ids.mapped("amount"))
            package.amount = package.price or package.amount_single
            package.saving = package.amount_single - package.amount

    @api.constrains("name", "line_ids")
    def _check_line_ids(self):
        for package in self:
            if not package.line_ids:
                raise ValidationError(self.env._("Add the services that make up %(package)s.", package=package.name))

    def _prepare_visit_lines(self):
        """What the package adds to a visit: a line for each service, so that each can have its own practitioner.

        A price of its own is shared out by the services' prices, exact to the cent, and no discount lowers it again;
        without one, services have their own prices and the client's discount.

        :return: list of values of visit lines
        :raises UserError: where a service of the package is not offered any more
        """
        self.ensure_one()
        gone = self.line_ids.product_id.filtered(lambda product: not product.active)
        if gone:
            raise UserError(
                self.env._(
                    "%(service)s is not offered any more; take it out of %(package)s first.",
                    service=gone[0].display_name,
                    package=self.name,
                )
            )
        products = [line.product_id for line in self.line_ids for __ in range(line.quantity)]
        lines = [{"product_id": product.id, "package_id": self.id} for product in products]
        if self.price:
            for line, share in zip(lines, self._shares(products), strict=True):
                line.update(price_unit=float(share), discount=0)
        return lines

    def _shares(self, products):
        """:return: the package's price shared out over the services by their own prices, as Decimal"""
        unit = Decimal(str(self.currency_id.rounding))
        prices = [money(product.with_company(self.company_id)._clientele_price(), unit) for product in products]
        weights = prices if sum(prices) > 0 else [Decimal(1)] * len(prices)
        return spread(Decimal(str(self.price)), weights, unit)
