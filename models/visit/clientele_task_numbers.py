from odoo import fields, models

NUMBERS = {"number_of_tasks": "tasks", "reached": "reached", "booked": "booked", "came": "came", "value": "value"}
MANAGER = "clientele.clientele_group_manager"


class ClienteleTaskNumbers(models.AbstractModel):
    """What the tasks of a funnel or of a call plan brought."""

    _name = "clientele.task.numbers"
    _description = "What Tasks Brought"
    _tasks_link = ""  # the field of a task that leads here

    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    number_of_tasks = fields.Integer(string="Tasks", compute="_compute_numbers", groups=MANAGER)
    reached = fields.Integer(compute="_compute_numbers", groups=MANAGER, help="Someone talked to them.")
    booked = fields.Integer(compute="_compute_numbers", groups=MANAGER, help="They booked or bought afterwards.")
    came = fields.Integer(compute="_compute_numbers", groups=MANAGER, help="They came, or bought something.")
    value = fields.Monetary(
        compute="_compute_numbers",
        groups="clientele.clientele_group_turnover",
        help="Of the visits or sales that came first.",
    )

    def _compute_currency_id(self):
        for record in self:
            record.currency_id = (record.company_id or self.env.company).currency_id

    def _compute_numbers(self):
        report = self.env["clientele.task.report"].sudo()  # sudo: groups guard the fields
        groups = report._read_group(
            [(self._tasks_link, "in", self.ids), ("company_id", "parent_of", self.env.companies.ids)],
            [self._tasks_link],
            [f"{name}:sum" for name in NUMBERS.values()],
        )
        numbers = {record.id: values for record, *values in groups}
        for record in self:
            for name, number in zip(NUMBERS, numbers.get(record.id, [0] * len(NUMBERS)), strict=True):
                record[name] = number

    def action_open_results(self):
        """Open what came of the tasks."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_task_report_action")
        return {**action, "name": self.name, "domain": [(self._tasks_link, "=", self.id)]}
