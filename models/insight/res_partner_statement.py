from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    """The debts on the statement of a client (FO8)."""

    _inherit = "res.partner"

    def _clientele_statement(self, *args, **kwargs):
        """Adds ``debts``, a list of dicts, and their sum to the totals: what is owed today, whatever the period."""
        statement = super()._clientele_statement(*args, **kwargs)
        debts = self._clientele_debts()
        statement["debts"] = debts
        statement["totals"]["debt"] = max(sum(debt["amount"] for debt in debts), 0)
        return statement

    def _clientele_debts(self):
        """:return: list of dicts of what the client owes the current company: ``text``, ``due`` (date), ``amount``;
        what was paid too much is negative
        """
        Client = self.env["clientele.client"]
        Client._flush_sources()
        scope = Client._scope(self.env.company._clientele_root(), self.ids)
        parts = SQL(" UNION ALL ").join(SQL("(%s)", part) for part in Client._debt_parts(scope))
        rows = self.env.execute_query_dict(
            SQL("SELECT kind, document, due, amount FROM (%s) AS debts ORDER BY due, document", parts)
        )
        names = self._clientele_debt_names()
        return [{**row, "text": " ".join(filter(None, [names.get(row["kind"]), row["document"]]))} for row in rows]

    def _clientele_debt_names(self):
        """:return: {kind of debt: its name}; each domain with debts adds its own"""
        return {
            "visit": self.env._("Visit"),
            "order": self.env._("Order"),
            "invoice": self.env._("Invoice"),
            "till": self.env._("Till order"),
            "instalment": self.env._("Instalment"),
        }
