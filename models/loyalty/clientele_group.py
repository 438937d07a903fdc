from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClienteleGroup(models.Model):
    """What a group's clients earn: points of a program, a discount by their turnover, or nothing (SK2, SK3)."""

    _inherit = "clientele.group"

    loyalty_type = fields.Selection(
        [("bonus", "Bonus"), ("discount", "Discount"), ("none", "None")],
        string="Loyalty",
        help="Bonus: the points of the group's program first. Discount: the discount only. None: messages only."
        " Left empty, the rules of all programs apply.",
    )
    program_id = fields.Many2one(
        "loyalty.program", index="btree_not_null", ondelete="restrict", domain="[('clientele_managed', '=', True)]"
    )
    program_rates = fields.Char(related="program_id.clientele_rates")
    points_besides = fields.Boolean(
        string="Points besides the discount", help="Clients with the group's discount earn points, too."
    )

    _discount_once = models.Constraint(
        "CHECK (COALESCE(discount, 0) = 0 OR loyalty_type IS NULL OR loyalty_type = 'bonus'"
        " OR (loyalty_type = 'discount' AND program_id IS NULL))",
        "The discount of this group comes from its program, or it has none. Leave the standing discount at 0.",
    )

    @api.constrains("loyalty_type", "program_id", "company_id")
    def _check_program(self):
        for group in self.filtered("program_id"):
            program = group.program_id
            if program.company_id and program.company_id._clientele_root() != group.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(program)s” is another company's. Choose a program of this one.", program=program.name
                    )
                )
            if program.clientele_by_hand:
                raise ValidationError(
                    self.env._(
                        "“%(program)s” is only applied by hand, so “%(group)s” cannot get it by itself. Choose another"
                        " program for the group.",
                        program=program.name,
                        group=group.name,
                    )
                )
            wanted = {"bonus": "points", "discount": "discount"}.get(group.loyalty_type)
            if wanted and program.clientele_benefit != wanted:
                raise ValidationError(
                    self.env._(
                        "“%(program)s” does not give what the group is for. Choose a program of the group's kind.",
                        program=program.name,
                    )
                )

    def write(self, vals):
        """A group has one discount at most: a standing one, or that of its program; none with *None* (SK3)."""
        if "discount" in vals or not {"loyalty_type", "program_id"} & vals.keys():
            return super().write(vals)
        without = self.filtered(lambda group: group._loses_standing_discount(vals))
        super(ClienteleGroup, without).write({**vals, "discount": 0})
        return super(ClienteleGroup, self - without).write(vals)

    def _loses_standing_discount(self, vals):
        kind = vals.get("loyalty_type", self.loyalty_type)
        return kind == "none" or (kind == "discount" and bool(vals.get("program_id", self.program_id)))

    def _earns_points(self):
        """:return: whether clients of this group, or of none, earn points (SK3)"""
        return self.loyalty_type != "none" and (self.loyalty_type != "discount" or self.points_besides)

    def _first_program(self):
        """:return: the program that goes before all others (SK2)"""
        return self.program_id if self.loyalty_type == "bonus" else self.program_id.browse()
