from odoo import fields, models


class ClienteleVisitCancel(models.TransientModel):
    """Asks why visits are cancelled, and whether to tell the clients."""

    _name = "clientele.visit.cancel"
    _description = "Cancel Visits"

    visit_ids = fields.Many2many("clientele.visit", string="Visits", required=True)
    reason = fields.Char(required=True)
    tell_client = fields.Boolean(
        string="Tell the client", help="By e-mail, or by SMS where no e-mail reaches the client; without the reason."
    )

    def action_cancel(self):
        """Cancel the visits and keep the reason on each.

        :return: the names of clients whom no message reaches, to be shown, or None
        """
        self.ensure_one()
        self.visit_ids.write({"cancel_reason": self.reason})
        self.visit_ids.action_cancel()
        if not self.tell_client:
            return None
        return (self.visit_ids - self.visit_ids._notify_client("cancelled"))._ask_to_call()
