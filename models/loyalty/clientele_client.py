from odoo import api, models

TOUCHED = "clientele.tiers"
MOST_AT_ONCE = 200  # clients changed by one request whose tiers follow with it; more wait for the night


class ClienteleClient(models.Model):
    """Tiers follow the turnover: before the commit for clients whose deals changed, and every night for everyone."""

    _inherit = "clientele.client"

    @api.model
    def _touch(self, partner_ids):
        partner_ids = list(partner_ids)
        result = super()._touch(partner_ids)
        context = self.env.context
        skipped = context.get("clientele_no_refresh") or context.get("clientele_created_from") == "import"
        skipped = skipped or context.get("clientele_same_turnover")
        ids = {partner_id for partner_id in partner_ids if partner_id}
        if not ids or skipped or not self.env["loyalty.rule"]._clientele_any_tiers():
            return result
        self._before_commit(TOUCHED, ids, self.env["clientele.client"]._follow_tiers)
        return result

    @api.model
    def _touch_debtors(self, partners):
        """What a client owes moves no tier."""
        return super(ClienteleClient, self.with_context(clientele_same_turnover=True))._touch_debtors(partners)

    @api.model
    def _follow_tiers(self):
        """Called before the commit."""
        touched = sorted(self.env.cr.precommit.data.pop(TOUCHED, ()))
        if not touched or len(touched) > MOST_AT_ONCE:
            return
        self._refresh_touched()
        changes = self.env["clientele.tier.change"].sudo()  # sudo: tiers are kept right whoever sells
        for root in self._roots(None, touched):
            changes._run(root, touched)

    def _finish(self, root):
        """The facts of everyone are right now."""
        result = super()._finish(root)
        self.env["clientele.tier.change"]._run(root)
        return result
