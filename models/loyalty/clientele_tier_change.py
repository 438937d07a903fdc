from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..insight.clientele_client import TURNOVER
from ..insight.facts_sql import TURNOVER_MONTHS
from . import tier_sql

REASONS = [
    ("reached", "Reached by turnover"),
    ("fell", "Turnover fell"),
    ("kept", "Reviewed and kept"),
    ("rules_changed", "The rules, or the client's group, changed"),
    ("by_hand", "Set by hand"),
    ("merged", "Kept when clients were merged"),
]
REVIEW = relativedelta(years=1)


class ClienteleTierChange(models.Model):
    """That a client's tier in a rule changed on a day, or was reviewed and kept (LO7). Rows are only ever added.

    The last row up to a day is the tier of that day; a client without rows is below all tiers.
    """

    _name = "clientele.tier.change"
    _description = "Change of a Client's Tier"
    _order = "day desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade", readonly=True)
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    rule_id = fields.Many2one("loyalty.rule", required=True, index=True, ondelete="cascade", readonly=True)
    program_id = fields.Many2one("loyalty.program", related="rule_id.program_id")
    tier_id = fields.Many2one(
        "clientele.tier",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="Empty below all tiers, and where the tier was removed since.",
    )
    threshold = fields.Monetary(string="Turnover above", readonly=True, help="Where the tier began that day.")
    day = fields.Date(required=True, readonly=True)
    turnover = fields.Monetary(
        readonly=True, aggregator=None, groups=TURNOVER, help="In the program's period that day."
    )
    reason = fields.Selection(REASONS, required=True, readonly=True)
    until = fields.Date(string="Kept until", readonly=True, help="Of what was set by hand. Empty: until a higher one.")
    note = fields.Char(readonly=True, help="Why it was set by hand, and whose it was before clients were merged.")
    tier_name = fields.Char(string="Tier then", compute="_compute_tier_name")

    _last_of_client = models.Index("(rule_id, partner_id, day DESC, id DESC)")

    @api.depends("tier_id", "threshold")
    @api.depends_context("lang")
    def _compute_tier_name(self):
        for change in self:
            if change.tier_id or not change.threshold:
                change.tier_name = change.tier_id.display_name or self.env._("Below all tiers")
            else:
                above = change.currency_id.format(change.threshold)
                change.tier_name = self.env._("Above %(threshold)s (removed since)", threshold=above)

    # ---------------------------------------------------------------- reading

    @api.model
    def _in_force(self, rules, partner, company, day):
        """What holds on a day: what was set by hand until an earlier day is over.

        :return: {rule: clientele.tier.change}, the last one of each rule that has any
        """
        domain = Domain(
            [
                ("rule_id", "in", rules.ids),
                ("partner_id", "=", partner.id),
                ("company_id", "=", company._clientele_root().id),
                ("day", "<=", day),
            ]
        )
        domain &= Domain("until", "=", False) | Domain("until", ">=", day)
        # sudo: the tier decides what is earned, whoever sells
        changes = self.sudo().search(domain, order="day, id")
        return {change.rule_id: change for change in changes}

    def _is_due(self, day):
        """:return: whether a review has come by a day: a year after the tier was reached or reviewed"""
        return self.day + REVIEW <= day

    # ---------------------------------------------------------------- writing

    @api.model
    def _set_by_hand(self, tier, partner, day, until, note):
        """Give a client a tier, kept until a higher one is reached, or a day.

        :param until: the last day, False for none
        """
        rule = tier.rule_id
        company = rule.program_id.company_id
        values = {
            "partner_id": partner.id,
            "company_id": company.id,
            "rule_id": rule.id,
            "tier_id": tier.id,
            "threshold": tier.threshold,
            "day": day,
            "turnover": float(partner._clientele_turnover(rule.program_id, company, day)),
            "reason": "by_hand",
            "until": until,
            "note": note,
        }
        change = self.sudo().create(values)  # sudo: nobody writes the history but these methods
        self.env["clientele.client"]._touch(partner.ids)  # what follows the tier, such as a discount
        return change

    @api.model
    def _run(self, root, partner_ids=None, rules=None):
        """Note the changes of a client base, as of today. Facts have to be right before. Again notes nothing.

        :param partner_ids: None for everyone
        :param rules: those that are looked at, None for all
        :return: number of changes
        """
        rules = self.env["loyalty.rule"]._clientele_tiered(root) if rules is None else rules
        self.env.flush_all()
        parts = [tier_sql.changes(rule._clientele_asked(root, partner_ids)) for rule in rules]
        # Everyone at once is one statement per rule; a few clients are one statement in all.
        batches = [[part] for part in parts] if partner_ids is None else [parts] if parts else []
        count = 0
        for batch in batches:
            self.env.cr.execute(tier_sql.insert(batch, self._log_columns()))
            count += self.env.cr.rowcount
        if partner_ids is None:
            rules.filtered("clientele_tiers_changed").clientele_tiers_changed = False
        if count:
            self.invalidate_model()
        return count

    @api.model
    def _log_columns(self):
        uid, now = SQL("%s", self.env.uid), SQL("%s::timestamp", self.env.cr.now())
        return {"create_uid": uid, "create_date": now, "write_uid": uid, "write_date": now}

    @api.model
    def _cron_run(self):
        """Soon after rules changed, those; what time brings is written with the nightly check of the facts."""
        changed = self.env["loyalty.rule"]._clientele_tiered().filtered("clientele_tiers_changed")
        left = changed.grouped(lambda rule: rule.program_id.company_id)
        while left:
            root, rules = left.popitem()
            self.env["clientele.client"]._refresh_touched()
            self._run(root, rules=rules)
            self.env["ir.cron"]._commit_progress(processed=1, remaining=len(left))


def turnover_is_a_fact(program):
    """:return: whether the facts of clients hold the turnover of the program's period"""
    return program.clientele_period == "months" and program.clientele_period_months == TURNOVER_MONTHS
