from odoo import api, models

KEYS = {"employee_id", "date_version", "resource_calendar_id", "active"}


class HrVersion(models.Model):
    """The working calendar of an employee from a day on; shifts follow it by date, with or without a contract."""

    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        versions._clientele_changed()
        return versions

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & KEYS:
            self._clientele_changed()
        return result

    def unlink(self):
        employees = self.employee_id
        result = super().unlink()
        employees.resource_id._clientele_calendar_changed()
        return result

    def _clientele_changed(self):
        self.employee_id.resource_id._clientele_calendar_changed()
