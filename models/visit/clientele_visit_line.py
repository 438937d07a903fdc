from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.clock import minutes_between
from ...tools.service_terms import ServiceTerms


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
    offset = fields.Integer(
        string="Minutes after the visit's start", compute="_compute_offset", store=True, readonly=False
    )
    duration = fields.Integer(string="Minutes", compute="_compute_duration", store=True, readonly=False)
    start = fields.Datetime(compute="_compute_start", inverse="_inverse_start", store=True, readonly=False)
    stop = fields.Datetime(compute="_compute_stop", inverse="_inverse_stop", store=True, readonly=False)
    start_by_hand = fields.Boolean(
        string="Own start", help="Keeps its distance to the visit's start; the others follow each other."
    )
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
        "(partner_id, company_id, day) INCLUDE (product_id, resource_id) WHERE state = 'done' AND is_service"
    )
    _services_of_day = models.Index("(day, company_id) WHERE is_service")
    _discount_range = models.Constraint(
        "CHECK (discount >= 0 AND discount <= 100)", "A discount lies between 0 and 100 %."
    )
    _stop_after_start = models.Constraint(
        "CHECK (stop IS NULL OR start IS NULL OR stop >= start)", "A service cannot stop before it starts."
    )
    _duration_positive = models.Constraint(
        "CHECK (duration IS NULL OR duration >= 0)", "Give the service an end that is later than its start."
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

    @api.depends("product_id", "resource_id", "is_service")
    def _compute_duration(self):
        for line in self:
            line.duration = line._terms().duration if line.is_service else 0

    @api.depends("visit_id.kind", "visit_id.line_ids.sequence", "visit_id.line_ids.duration", "start_by_hand")
    def _compute_offset(self):
        """The services of a visit follow each other, except those that have a start of their own."""
        for visit in self.visit_id:
            after = 0
            for line in visit.line_ids.sorted(lambda line: line.sequence):
                if line in self:
                    line.offset = line._offset_after(after)
                if line.is_service:
                    after = max(after, line.offset + line.duration)

    def _offset_after(self, after):
        """:return: where the line begins if the lines before it end so many minutes after the visit's start"""
        if self.start_by_hand:
            return self.offset
        return after if self.is_service and self.visit_id.kind == "visit" else 0

    @api.depends("visit_id.start", "offset")
    def _compute_start(self):
        for line in self:
            line.start = line.visit_id.start and fields.Datetime.add(line.visit_id.start, minutes=line.offset)

    def _inverse_start(self):
        """The visit begins with its first service; the lines that were not moved stay where they are."""
        for visit in self.visit_id:
            services = visit.line_ids.filtered("is_service") or visit.line_ids
            starts = {line: line.start or visit.start for line in services}
            visit.start = min(starts.values())
            for line, start in starts.items():
                line.write({"start_by_hand": len(starts) > 1, "offset": minutes_between(visit.start, start)})

    @api.depends("start", "duration")
    def _compute_stop(self):
        for line in self:
            line.stop = line.start and fields.Datetime.add(line.start, minutes=line.duration)

    def _inverse_stop(self):
        for line in self.filtered("stop"):
            if line.stop < line.start:
                raise ValidationError(
                    self.env._("Give %(service)s an end that is later than its start.", service=line.name)
                )
            line.duration = minutes_between(line.start, line.stop)

    @api.depends("product_id", "resource_id")
    def _compute_price_unit(self):
        for line in self:
            line.price_unit = line._terms().price

    def _terms(self):
        """:return: ServiceTerms of the service as this practitioner performs it"""
        if not self.product_id:
            return ServiceTerms(price=0, duration=0)
        return self.product_id.with_company(self.company_id)._clientele_terms(self.resource_id)

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
