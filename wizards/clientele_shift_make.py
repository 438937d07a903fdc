from odoo import api, fields, models
from odoo.exceptions import UserError


class ClienteleShiftMake(models.TransientModel):
    """Makes the shifts of chosen practitioners now, from their working calendars (issue 3)."""

    _name = "clientele.shift.make"
    _description = "Make Shifts"

    resource_ids = fields.Many2many(
        "resource.resource",
        string="Practitioners",
        required=True,
        domain=[("is_practitioner", "=", True)],
        default=lambda self: self._default_resources(),
    )
    first = fields.Date(string="From", required=True, default=lambda self: self.env["clientele.branch"]._today())
    last = fields.Date(string="To", required=True, compute="_compute_last", store=True, precompute=True, readonly=False)
    problem = fields.Text(string="Without working time", compute="_compute_problem")

    _last_after_first = models.Constraint(
        "CHECK (last >= first AND last <= first + 731)", "Choose a period of two years at most, the last day not first."
    )

    @api.model
    def _default_resources(self):
        """:return: the practitioners chosen in the list, else all"""
        if self.env.context.get("active_model") == "resource.resource":
            return self.env["resource.resource"].browse(self.env.context.get("active_ids"))
        return self.env["resource.resource"].search([("is_practitioner", "=", True)])

    @api.depends("resource_ids")
    def _compute_last(self):
        for wizard in self:
            ahead = [resource._clientele_ahead()[1] for resource in wizard.resource_ids]
            wizard.last = max(ahead, default=wizard.last)

    @api.depends("resource_ids", "first", "last")
    def _compute_problem(self):
        for wizard in self:
            period = (wizard.first, wizard.last)
            rows = (
                [resource._origin._clientele_rows(*period) for resource in wizard.resource_ids] if all(period) else []
            )
            wizard.problem = "\n".join(" ".join(problems) for __, problems in rows if problems)

    def action_make(self):
        """Make the shifts; who is refused is named, and the others get theirs.

        :raises UserError: when all are refused
        """
        self.ensure_one()
        problems = self.env["clientele.shift"]._generate(self.resource_ids, self.first, self.last)
        if len(problems) == len(self.resource_ids):
            raise UserError("\n".join(problems.values()))
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_shift_action")
        if not problems:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Not everybody has working time"),
                "message": "\n".join(problems.values()),
                "type": "warning",
                "sticky": True,
                "next": action,
            },
        }
