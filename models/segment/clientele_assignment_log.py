from odoo import api, fields, models

REASONS = [
    ("entered", "Is in the segment"),
    ("overruled", "Is in the segment, overruled what a person chose"),
    ("left", "Left the segment"),
]


class ClienteleAssignmentLog(models.Model):
    """What rules changed, and why. Written by the rules alone."""

    _name = "clientele.assignment.log"
    _description = "Change by an Assignment Rule"
    _log_access = False
    _order = "at desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    at = fields.Datetime(string="When", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    assignment_id = fields.Many2one(
        "clientele.assignment", string="Rule", readonly=True, index="btree_not_null", ondelete="set null"
    )
    kind = fields.Selection(
        [("group", "Group"), ("label", "Label"), ("discount", "Personal discount")],
        string="What",
        required=True,
        readonly=True,
    )
    label_id = fields.Many2one("clientele.label", readonly=True, index="btree_not_null", ondelete="set null")
    old_group_id = fields.Many2one(
        "clientele.group", string="Group before", readonly=True, index="btree_not_null", ondelete="set null"
    )
    new_group_id = fields.Many2one(
        "clientele.group", string="Group after", readonly=True, index="btree_not_null", ondelete="set null"
    )
    old_value = fields.Float(string="Number before", digits=(16, 2), readonly=True, aggregator=None)
    new_value = fields.Float(string="Number after", digits=(16, 2), readonly=True, aggregator=None)
    reason = fields.Selection(REASONS, string="Why", required=True, readonly=True)
    change = fields.Char(compute="_compute_change", help="From what to what.")

    @api.depends("kind", "label_id", "old_group_id", "new_group_id", "old_value", "new_value")
    @api.depends_context("lang")
    def _compute_change(self):
        nothing = self.env._("none")
        answers = {0: self.env._("No"), 1: self.env._("Yes")}
        for line in self:
            if line.kind == "group":
                line.change = f"{line.old_group_id.name or nothing} → {line.new_group_id.name or nothing}"
            elif line.kind == "discount":
                line.change = f"{line.old_value:g} % → {line.new_value:g} %"
            else:
                line.change = f"{line.label_id.name or ''}: {answers[line.old_value]} → {answers[line.new_value]}"
