from odoo import api, models


class ClienteleClient(models.Model):
    """Clients who are not to be bothered: kept and found, asleep until they come by themselves (TR1)."""

    _inherit = "clientele.client"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_inactive_since(vals) for vals in vals_list])

    def write(self, vals):
        """Note in the client's history who was put to sleep or woken up."""
        if "inactive" not in vals:
            return super().write(vals)
        changed = self.filtered(lambda client: client.inactive != bool(vals["inactive"]))
        result = super().write(self._with_inactive_since(vals))
        changed._log_inactive(bool(vals["inactive"]))
        return result

    @api.model
    def _with_inactive_since(self, vals):
        if "inactive" not in vals:
            return vals
        today = self.env["clientele.branch"]._today()
        return {**vals, "inactive_since": today if vals["inactive"] else False}

    def _log_inactive(self, inactive):
        reason = self.env.context.get("clientele_woken_by")
        text = self.env._("Marked inactive.") if inactive else self.env._("Marked active.")
        if reason and not inactive:
            text = self.env._("Active again: %(reason)s", reason=reason)
        partners = self.partner_id.sudo()  # sudo: the history of who was changed, whoever may write it
        partners._message_log_batch(bodies={partner.id: text for partner in partners})

    @api.model
    def _wake(self, partners, company, reason):
        """Make clients active again, because they came or booked.

        :param reason: a word for the history
        """
        asleep = self.sudo().with_context(clientele_woken_by=reason)  # sudo: whoever recorded the visit
        root = company._clientele_root()
        asleep.search(
            [("partner_id", "in", partners.ids), ("company_id", "=", root.id), ("inactive", "=", True)]
        ).write({"inactive": False})
