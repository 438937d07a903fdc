from odoo import models


class ClienteleJournal(models.AbstractModel):
    """What clients have prepaid, on the journal."""

    _inherit = "clientele.journal"

    def _client_facts(self, partners):
        """Adds for who may see it ``wallet``, what ``clientele.subscription._glance`` says, and ``wallet_mark``, that
        in short or False for none.
        """
        facts = super()._client_facts(partners)
        Subscription = partners.env["clientele.subscription"]
        if Subscription.has_access("read"):
            for partner_id, wallet in Subscription._glance(partners, partners.env.company).items():
                facts[partner_id].update(wallet=wallet, wallet_mark=self._wallet_mark(wallet))
        return facts

    def _wallet_mark(self, wallet):
        """:return: dict of ``text``, and whether a payment is ``late``"""
        if not wallet:
            return False
        return {
            "text": ", ".join(f"{one['plan']}: {one['left']}" for one in wallet),
            "late": any(one["overdue"] for one in wallet),
        }

    def _visit_line(self, line):
        return {**super()._visit_line(line), "prepaid": line.prepaid_text}
