from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClienteleServicePractitioner(models.Model):
    """Who performs a service, with what differs for this practitioner; 0 means that nothing does.

    A row of a variant goes before a row of the whole service.
    """

    _name = "clientele.service.practitioner"
    _description = "Practitioner of a Service"
    _order = "sequence, id"
    _rec_name = "resource_id"
    _check_company_auto = True

    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Service",
        compute="_compute_product_tmpl_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        check_company=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Variant",
        domain="[('product_tmpl_id', '=', product_tmpl_id)]",
        check_company=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: all variants.",
    )
    resource_id = fields.Many2one(
        "resource.resource",
        string="Practitioner",
        required=True,
        domain=[("is_practitioner", "=", True)],
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", related="resource_id.company_id", store=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    sequence = fields.Integer(default=10)
    price = fields.Monetary(help="0: the price of the service.")
    duration = fields.Integer(string="Minutes", help="0: the duration of the service.")
    commission_rate = fields.Float(string="Commission (%)", digits=(5, 2), help="0: the practitioner's own commission.")

    _practitioner_once = models.UniqueIndex(
        "(product_tmpl_id, resource_id, COALESCE(product_id, 0))",
        "A practitioner stands once among those who perform a service.",
    )
    _not_negative = models.Constraint(
        "CHECK (price >= 0 AND duration >= 0)",
        "A practitioner's own price and minutes cannot be negative; write 0 for those of the service.",
    )
    _commission_rate_range = models.Constraint(
        "CHECK (commission_rate >= 0 AND commission_rate <= 100)", "A commission lies between 0 and 100 %."
    )

    @api.depends("product_id")
    def _compute_product_tmpl_id(self):
        for row in self.filtered("product_id"):
            row.product_tmpl_id = row.product_id.product_tmpl_id

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for row in self:
            row.currency_id = (row.company_id or self.env.company).currency_id

    @api.constrains("product_id", "product_tmpl_id")
    def _check_product_id(self):
        for row in self.filtered("product_id"):
            if row.product_id.product_tmpl_id != row.product_tmpl_id:
                raise ValidationError(
                    self.env._(
                        "%(variant)s is no variant of %(service)s; choose one of its variants, or none for all.",
                        variant=row.product_id.display_name,
                        service=row.product_tmpl_id.name,
                    )
                )

    @api.constrains("resource_id")
    def _check_resource_id(self):
        for row in self:
            if not row.resource_id.is_practitioner:
                raise ValidationError(
                    self.env._(
                        "%(name)s is no practitioner and cannot perform %(service)s; "
                        "add the person under Practitioners first.",
                        name=row.resource_id.name,
                        service=row.product_tmpl_id.name,
                    )
                )

    @api.constrains("duration", "product_tmpl_id")
    def _check_duration(self):
        for row in self.filtered("duration"):
            row.product_tmpl_id._check_gaps_within(row.duration, who=row.resource_id.name)

    def copy_data(self, default=None):
        """A copied service has variants of its own, which no row names yet."""
        vals_list = super().copy_data(default=default)
        return [vals if not row.product_id else {} for row, vals in zip(self, vals_list, strict=True)]
