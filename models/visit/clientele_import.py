from odoo import fields, models

# Fields of visits and sales, beside those that name their client.
DEAL_FIELDS = [
    ("document", "Document number"),
    ("date", "Date, or date and time"),
    ("time", "Time"),
    ("amount", "Amount"),
    ("quantity", "Quantity"),
    ("price", "Price"),
    ("line_discount", "Discount (%)"),
    ("service", "Service or product"),
    ("practitioner", "Practitioner"),
    ("state", "State"),
]


class ClienteleImport(models.Model):
    _inherit = "clientele.import"

    kind = fields.Selection(selection_add=[("visit", "Visits and deals")], ondelete={"visit": "cascade"})
    deal_kind = fields.Selection(
        [("visit", "Visits"), ("sale", "Sales without a visit")],
        string="Deals are",
        required=True,
        default="visit",
        help="Both are deals and count for turnover and rhythm; only visits count as visits.",
    )
    make_catalogue = fields.Boolean(
        string="Make unknown services and practitioners",
        default=True,
        help="Off: deals with an unknown service become an imported sale that names it.",
    )


class ClienteleImportColumn(models.Model):
    _inherit = "clientele.import.column"

    field = fields.Selection(selection_add=DEAL_FIELDS)
