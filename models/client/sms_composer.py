from odoo import api, fields, models


class SmsComposer(models.TransientModel):
    """How many get the SMS, so that its cost can be shown before it is sent (SK6)."""

    _inherit = "sms.composer"

    clientele_recipients = fields.Integer(
        string="Recipients of the SMS", compute="_compute_clientele_recipients", compute_sudo=False
    )

    @api.depends(
        "composition_mode", "res_model", "res_id", "res_ids", "number_field_name", "numbers", "use_exclusion_list"
    )
    def _compute_clientele_recipients(self):
        for composer in self:
            if composer.composition_mode == "mass":
                composer.clientele_recipients = composer._clientele_count_reached()
            else:
                numbers = composer.sanitized_numbers.split(",") if composer.sanitized_numbers else ()
                composer.clientele_recipients = max(len(numbers), composer.recipient_valid_count, 1)

    def _clientele_count_reached(self):
        """:return: number of those who get it: block-listed numbers do not, and each number gets it once"""
        records = self._get_records()
        if not records:
            return 0
        found = self._prepare_recipient_values(records)
        blocked = {*self._get_blacklist_record_ids(records, found), *self._get_optout_record_ids(records, found)}
        numbers = {found[record.id]["sanitized"] for record in records if record.id not in blocked}
        return len(set(filter(None, numbers)))
