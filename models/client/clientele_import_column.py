from odoo import api, fields, models

# Fields of clients; the domain of visits adds its own.
CLIENT_FIELDS = [
    ("client_ref", "Client's number in the old system"),
    ("name", "Name"),
    ("first_name", "First name"),
    ("last_name", "Last name"),
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("birthday", "Date of birth"),
    ("gender", "Gender"),
    ("group", "Client group"),
    ("branch", "Branch"),
    ("labels", "Labels"),
    ("vip", "VIP"),
    ("blocked", "Block-list"),
    ("discount", "Personal discount (%)"),
    ("card_number", "Card number"),
    ("note", "Remarks"),
    ("street", "Street"),
    ("city", "City"),
    ("zip", "ZIP"),
]


class ClienteleImportColumn(models.Model):
    """A column of an imported file and the field that it is."""

    _name = "clientele.import.column"
    _description = "Column of an Import"
    _order = "import_id, place"

    import_id = fields.Many2one("clientele.import", required=True, index=True, ondelete="cascade")
    place = fields.Integer(required=True, help="Counted from 0.")
    heading = fields.Char(readonly=True)
    samples = fields.Char(string="For example", readonly=True)
    field = fields.Selection(CLIENT_FIELDS, string="Goes to", help="Empty: left out.")
    allowed = fields.Json(compute="_compute_allowed")

    @api.depends("import_id.kind")
    def _compute_allowed(self):
        for column in self:
            job = column.import_id
            column.allowed = list(job._handler()._columns()) if job.kind else []


class ClienteleImportMapping(models.Model):
    """A choice that a user made for a heading; it outranks every guess for the next file."""

    _name = "clientele.import.mapping"
    _description = "Remembered Column of Imports"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    kind = fields.Char(required=True)
    heading = fields.Char(required=True, help="Normalised: lower case, without punctuation.")
    field = fields.Char(help="Empty: the column is left out.")

    _heading = models.UniqueIndex("(company_id, kind, heading)")


class ClienteleImportKey(models.Model):
    """By which keys of imported files a client is recognised: numbers of old systems, and keys of rows.

    The keys stay when the import and its rows are gone, and follow the client when two are merged.
    """

    _name = "clientele.import.key"
    _description = "Key of an Imported Client"
    _log_access = False  # written with every imported row, never by hand
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", help="The root company of the client base."
    )
    key = fields.Char(required=True)
    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")

    _key = models.UniqueIndex("(company_id, key)")
