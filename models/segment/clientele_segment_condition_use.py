from odoo import api, models


class ClienteleSegmentCondition(models.Model):
    """Assignment rules keep the conditions of their segments at hand; they hear of changes."""

    _inherit = "clientele.segment.condition"

    @api.model_create_multi
    def create(self, vals_list):
        conditions = super().create(vals_list)
        conditions.segment_id._changed_for_rules()
        return conditions

    def write(self, vals):
        result = super().write(vals)
        self.segment_id._changed_for_rules()
        return result

    def unlink(self):
        segments = self.segment_id
        result = super().unlink()
        segments._changed_for_rules()
        return result
