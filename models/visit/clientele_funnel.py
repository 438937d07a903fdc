from odoo import models


class ClienteleFunnel(models.Model):
    _name = "clientele.funnel"
    _inherit = ["clientele.funnel", "clientele.task.numbers"]
    _tasks_link = "funnel_id"
