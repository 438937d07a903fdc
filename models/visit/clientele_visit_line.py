from odoo import api, fields, models


class ClienteleVisitLine(models.Model):
    """A service or product of a visit.

    It repeats the visit's client, company, day and state, so that a condition on lines never reads the visit.
    """

    _name = "clientele.visit.line"
    _description = "Visit Line"
    _order = "sequence, id"
    _check_company_auto = True

    visit_id = fields.Many2one("clientele.visit", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product", string="Service or product", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    resource_id = fields.Many2one(
        "resource.resource",
        string="Practitioner",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("is_practitioner", "=", True)],
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        related="visit_id.partner_id",
        store=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", related="visit_id.company_id", store=True, index=True, ondelete="restrict"
    )
    branch_id = fields.Many2one("clientele.branch", related="visit_id.branch_id")
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    state = fields.Selection(related="visit_id.state", store=True)
    day = fields.Date(related="visit_id.day", store=True)
    start = fields.Datetime(compute="_compute_start", store=True, readonly=False)
    stop = fields.Datetime(compute="_compute_stop", store=True, readonly=False)
    is_service = fields.Boolean(compute="_compute_is_service", store=True)
    quantity = fields.Float(digits="Product Unit", default=1, required=True)
    price_unit = fields.Monetary(
        string="Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        help="Tax included, before the discount.",
    )
    discount = fields.Float(
        string="Discount (%)", digits=(5, 2), compute="_compute_discount", store=True, readonly=False
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="What the client pays for the line, tax included.",
    )

    _done_lines_of_product = models.Index("(product_id, day, partner_id) WHERE state = 'done'")
    _done_lines_of_practitioner = models.Index(
        "(resource_id, day, partner_id) WHERE state = 'done' AND resource_id IS NOT NULL"
    )
    _done_lines_of_client = models.Index(
        "(partner_id, company_id, day) INCLUDE (product_id) WHERE state = 'done' AND is_service"
    )
    _discount_range = models.Constraint(
        "CHECK (discount >= 0 AND discount <= 100)", "A discount lies between 0 and 100 %."
    )
    _stop_after_start = models.Constraint(
        "CHECK (stop IS NULL OR start IS NULL OR stop >= start)", "A service cannot stop before it starts."
    )

    def init(self):
        super().init()
        self.env.cr.execute("ALTER TABLE clientele_visit_line ALTER partner_id SET (n_distinct = -0.07)")
        self.env.cr.execute("ALTER TABLE clientele_visit_line SET (autovacuum_vacuum_insert_scale_factor = 0.02)")

    def _flush(self):
        """Start and stop reach the database together, because a constraint compares them."""
        self._recompute_model(["stop"])
        return super()._flush()

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            line.name = line.product_id.display_name

    @api.depends("product_id")
    def _compute_is_service(self):
        for line in self:
            line.is_service = line.product_id.type == "service"

    @api.depends("visit_id.start")
    def _compute_start(self):
        for line in self:
            line.start = line.visit_id.start

    @api.depends("start", "product_id")
    def _compute_stop(self):
        for line in self:
            minutes = line.product_id.clientele_duration if line.is_service else 0
            line.stop = line.start and fields.Datetime.add(line.start, minutes=minutes)

    @api.depends("product_id")
    def _compute_price_unit(self):
        for line in self:
            line.price_unit = line.product_id.with_company(line.company_id).lst_price

    @api.depends("product_id", "visit_id.partner_id")
    def _compute_discount(self):
        """The client's standing discount applies itself to services and products (YC1)."""
        for visit, lines in self.grouped("visit_id").items():
            lines.discount = visit.partner_id._clientele_standing_discount(visit.company_id)

    @api.depends("price_unit", "quantity", "discount")
    def _compute_amount(self):
        for line in self:
            amount = line.price_unit * line.quantity * (1 - line.discount / 100)
            line.amount = line.currency_id.round(amount) if line.currency_id else amount
