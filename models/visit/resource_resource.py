from odoo import fields, models


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    is_practitioner = fields.Boolean(string="Practitioner", help="Serves clients; can be chosen on a visit.")
    branch_ids = fields.Many2many(
        "clientele.branch", "clientele_branch_resource_rel", "resource_id", "branch_id", string="Branches"
    )
    commission_rate = fields.Float(
        string="Commission (%)",
        digits=(5, 2),
        help="Part of a line's commission base that the practitioner earns.",
    )
    clientele_use = fields.Selection(
        [("room", "Room"), ("equipment", "Equipment")],
        string="Used as",
        help="Rooms and equipment that services need; each serves one visit at a time.",
    )
    clientele_image = fields.Image(string="Photo", max_width=512, max_height=512)

    _commission_rate_range = models.Constraint(
        "CHECK (commission_rate IS NULL OR (commission_rate >= 0 AND commission_rate <= 100))",
        "A commission lies between 0 and 100 %.",
    )
