from odoo import models


class ClienteleCallPlan(models.Model):
    _name = "clientele.call.plan"
    _inherit = ["clientele.call.plan", "clientele.task.numbers"]
    _tasks_link = "plan_id"
