from odoo import fields, models


class ClienteleAssignmentGiven(models.Model):
    """What a client has by a rule: so that it can be taken away, and told from what a person chose.

    ``slot`` is "group", "discount" or "label:<id>"; ``value`` and ``before`` are the id of a group, a percent, or 1 and
    0 for Yes and No.
    """

    _name = "clientele.assignment.given"
    _description = "Given by an Assignment Rule"
    _log_access = False
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", string="Client", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade", index=True)
    assignment_id = fields.Many2one(
        "clientele.assignment", string="Rule", required=True, readonly=True, index=True, ondelete="cascade"
    )
    slot = fields.Char(string="What", required=True, readonly=True)
    value = fields.Float(digits=(16, 2), required=True, readonly=True)
    before = fields.Float(digits=(16, 2), required=True, readonly=True)

    _once = models.UniqueIndex("(partner_id, company_id, slot)")
