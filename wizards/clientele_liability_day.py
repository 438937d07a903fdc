from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class ClienteleLiabilityDay(models.TransientModel):
    """Asks for the day, then opens what was owed to clients at its end (CR10)."""

    _name = "clientele.liability.day"
    _description = "Day of the Outstanding Balances"

    day = fields.Date(string="At the end of", required=True, default=lambda self: self.env["clientele.branch"]._today())

    @api.constrains("day")
    def _check_day(self):
        today = self.env["clientele.branch"]._today()
        if any(wizard.day > today for wizard in self):
            raise ValidationError(self.env._("What will be owed then is not known yet. Choose today or a day before."))

    def action_open(self):
        """Open the balances of that day."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_wallet_liability_action")
        action["name"] = self.env._("Outstanding balances on %(day)s", day=format_date(self.env, self.day))
        action["context"] = {"clientele_as_of": fields.Date.to_string(self.day)}
        return action
