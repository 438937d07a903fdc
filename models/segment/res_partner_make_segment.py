from odoo import models
from odoo.exceptions import UserError

# what a grid of clients chooses by → kind of the condition that asks the same
ASKED_BY_NUMBER = {
    "clientele_recency_score": "recency_score",
    "clientele_frequency_score": "frequency_score",
}
ASKED_BY_CHOICE = {
    "clientele_rfm_segment": "rfm",
    "clientele_importance": "importance",
    "clientele_flag": "flag",
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_clientele_make_segment(self):
        """Make a segment of what a grid of clients chose (``clientele_chosen`` of the context), and open it.

        It finds the clients who are listed now, and follows them: who scores so tomorrow is in it tomorrow.
        """
        conditions = [self._clientele_asked(*pair) for pair in self.env.context.get("clientele_chosen", {}).items()]
        if not conditions:
            raise UserError(self.env._("Open clients from a cell of a report first."))
        segment = self.env["clientele.segment"]._from_conditions(self.env._("New segment"), conditions)
        segment.write({"name": segment.summary, "inactive": True})  # the list shows inactive clients, too
        return {
            "type": "ir.actions.act_window",
            "res_model": "clientele.segment",
            "res_id": segment.id,
            "views": [(False, "form")],
        }

    def _clientele_asked(self, field, value):
        """:return: values of the condition that a field has a value
        :raises UserError: no condition asks for this field
        """
        if field in ASKED_BY_NUMBER:
            return {"kind": ASKED_BY_NUMBER[field], "operator": "=", "value": int(value)}
        if field not in ASKED_BY_CHOICE:
            raise UserError(self.env._("No condition of a segment asks for this."))
        asked = {"operator": "any", "choices": value} if value else {"operator": "empty"}
        return {"kind": ASKED_BY_CHOICE[field], **asked}
