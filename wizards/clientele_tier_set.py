from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "clientele.clientele_group_manager"


class ClienteleTierSet(models.TransientModel):
    """Gives a client a tier by hand, with a reason; kept until a higher one is reached, or until a day (LO7)."""

    _name = "clientele.tier.set"
    _description = "Set a Tier"

    partner_id = fields.Many2one("res.partner", string="Client", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    tier_id = fields.Many2one(
        "clientele.tier",
        required=True,
        domain="[('company_id', '=', company_id), ('program_id.clientele_managed', '=', True)]",
    )
    program_id = fields.Many2one("loyalty.program", related="tier_id.program_id")
    tier_now = fields.Char(string="Tier now", compute="_compute_tier_now")
    until = fields.Date(help="The last day. Left empty, until a higher tier is reached.")
    reason = fields.Char(required=True, help="It stays in the history.")
    done = fields.Boolean(readonly=True)

    @api.depends("tier_id", "partner_id")
    def _compute_tier_now(self):
        for wizard in self:
            tier = wizard._current()
            wizard.tier_now = tier.display_name or self.env._("Below all tiers")

    def _current(self):
        rule, day = self.tier_id.rule_id, self.company_id._clientele_today()
        tier = rule and rule._clientele_tier_now(self.partner_id, self.company_id, day)
        return self.tier_id.browse(tier.id if tier else ())

    def action_set(self):
        """Set it; a second click does nothing.

        :raises AccessError: without the right
        :raises UserError: where it would change nothing, or is for others
        """
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a branch manager sets tiers. Ask one."))
        self._check()
        first, self.done = not self.done, True
        if first:
            day = self.company_id._clientele_today()
            changes = self.env["clientele.tier.change"]
            changes._set_by_hand(self.tier_id, self.partner_id, day, self.until, self.reason.strip())

    def _check(self):
        rule, day = self.tier_id.rule_id, self.company_id._clientele_today()
        if not self.reason.strip():
            raise UserError(self.env._("Say why: it stays in the history."))
        if self.until and self.until < day:
            raise UserError(self.env._("The last day is over. Choose a later one."))
        if not rule._clientele_counts_for(self.partner_id, self.company_id):
            raise UserError(self.env._("These tiers are not for this client. Choose one of another rule."))
        turnover = self.partner_id._clientele_turnover(rule.program_id, self.company_id, day)
        if turnover > self.tier_id._as_tier().threshold:
            raise UserError(self.env._("The client's turnover reaches this tier already. Choose a higher one."))
