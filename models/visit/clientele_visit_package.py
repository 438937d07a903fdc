from odoo import Command, api, fields, models


class ClienteleVisit(models.Model):
    """Adding the services of a package in one step (FO3)."""

    _inherit = "clientele.visit"

    package_id = fields.Many2one(
        "clientele.package",
        string="Add a package",
        store=False,
        domain="[('company_id', 'parent_of', company_id), ('branch_id', 'in', [False, branch_id])]",
        help="Its services become lines of this visit.",
    )

    @api.onchange("package_id")
    def _onchange_package_id(self):
        if not self.package_id:
            return
        last = max(self.line_ids.mapped("sequence"), default=0)
        lines = self.package_id._prepare_visit_lines()
        self.line_ids = [Command.create({**line, "sequence": last + nr}) for nr, line in enumerate(lines, 1)]
        self.package_id = False
