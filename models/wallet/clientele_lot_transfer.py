from odoo import models

from .clientele_lot import units


class ClienteleLot(models.Model):
    _inherit = "clientele.lot"

    def _hand_over(self, partner, key, reason):
        """Empty the lot into a new one of another client: the same units, money and days. The history stays here."""
        ledger = self.env["clientele.ledger"]
        given = ledger._withdraw(f"{key}:out", self, units(self.balance), "transfer_out", reason=reason)
        values = {
            "partner_id": partner.id,
            "company_id": self.company_id.id,
            "kind": self.kind,
            "subscription_id": self.subscription_id.id,
            "instalment_id": self.instalment_id.id,
            "opens_on": self.opens_on,
            "expires_on": self.expires_on,
        }
        quantity, amount = -units(given.quantity), -units(given.amount)
        ledger._issue(f"{key}:in", values, quantity, amount, kind="transfer_in", reason=reason)
