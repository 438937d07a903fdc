from odoo import api, fields, models


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    clientele_branch_id = fields.Many2one(
        "clientele.branch",
        string="Branch",
        index="btree_not_null",
        ondelete="set null",
        help="Where practitioners serve clients during these hours. Empty: in their first branch.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.calendar_id._clientele_changed()
        return rows

    def write(self, vals):
        calendars = self.calendar_id
        result = super().write(vals)
        (calendars | self.calendar_id)._clientele_changed()
        return result

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        calendars._clientele_changed()
        return result

    def _copy_attendance_vals(self):
        return {**super()._copy_attendance_vals(), "clientele_branch_id": self.clientele_branch_id.id}
