from odoo import models


class ClienteleJournal(models.AbstractModel):
    """What clients have prepaid, on the journal."""

    _inherit = "clientele.journal"

    def _client_facts(self, partners):
        """Adds ``wallet`` for who may see it: what ``clientele.subscription._glance`` says."""
        facts = super()._client_facts(partners)
        Subscription = partners.env["clientele.subscription"]
        if Subscription.has_access("read"):
            for partner_id, wallet in Subscription._glance(partners, partners.env.company).items():
                facts[partner_id]["wallet"] = wallet
        return facts

    def _visit_line(self, line):
        return {**super()._visit_line(line), "prepaid": line.prepaid_text}
