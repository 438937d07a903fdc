from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...tools.tiers import missing, upcoming
from ..wallet.clientele_lot import units
from ..wallet.res_partner import DESK, TURNOVER


class ResPartner(models.Model):
    """Which tier a client had, has, and how far the next one is (LO7)."""

    _inherit = "res.partner"

    clientele_loyalty = fields.Html(string="Loyalty", compute="_compute_clientele_loyalty", groups=DESK)
    clientele_tier_change_ids = fields.One2many(
        "clientele.tier.change",
        "partner_id",
        string="Tiers until now",
        groups="clientele.clientele_group_practitioner",
    )

    @api.depends("clientele_tier_change_ids")
    @api.depends_context("company", "lang", "uid", "clientele_today")
    def _compute_clientele_loyalty(self):
        money = self.env.user.has_group(TURNOVER)
        for partner in self:
            rows = partner._origin._clientele_standings()
            values = {"partner": partner, "rows": rows, "with_turnover": money}
            partner.clientele_loyalty = rows and self.env["ir.qweb"]._render("clientele.client_loyalty", values)

    # ---------------------------------------------------------------- the history

    def _clientele_tier_on(self, rule, day, company=None):
        """:return: clientele.tier that the client had in a rule at the end of a day, by the history; empty below all"""
        company = company or rule.program_id.company_id
        changes = self.env["clientele.tier.change"]._in_force(rule, self, company, day)
        return changes[rule].tier_id if rule in changes else rule.tier_ids.browse()

    # ---------------------------------------------------------------- where the client stands

    def _clientele_standings(self, company=None):
        """Where the client stands in each program that is for the client, with a card or with tiers.

        :return: list of dicts: ``program``, ``card``, ``rule`` (may be empty), ``tier``, ``next`` (both may be empty),
            ``rate``, and the money ``turnover``, ``missing``, ``share`` (percent of the way), as numbers
        """
        root = (company or self.env.company)._clientele_root()
        found = []
        for program in self._clientele_open_programs(root) if self else ():
            card = self._clientele_card_of(program)
            # sudo: the rules are told to whoever sees the client
            rules = program.sudo().rule_ids.filtered(
                lambda rule: rule.tier_ids and rule._clientele_counts_for(self, root)
            )
            for rule in rules or [rules.browse()] * bool(card):
                found.append(self._clientele_standing(program, card, rule, root))
        return found

    def _clientele_open_programs(self, root):
        """:return: managed programs (sudo) of today, that of the client's own group first"""
        day = root._clientele_today()
        domain = Domain(
            [
                ("clientele_managed", "=", True),
                ("program_type", "=", "loyalty"),
                ("company_id", "=", root.id),
            ]
        )
        domain &= Domain("date_from", "=", False) | Domain("date_from", "<=", day)
        domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        programs = self.env["loyalty.program"].sudo().search(domain)  # sudo: as above
        own = self._clientele_row(root).group_id.program_id
        return programs.sorted(lambda program: program != own)

    def _clientele_card_of(self, program):
        cards = self.env["loyalty.card"].sudo()  # sudo: what is on it is told to whoever sees the client
        return cards.search([("program_id", "=", program.id), ("partner_id", "=", self.id)], limit=1)

    def _clientele_standing(self, program, card, rule, root):
        day = root._clientele_today()
        found = {"program": program, "card": card, "rule": rule, "tier": rule.tier_ids.browse(), "next": False}
        if not rule:
            return found
        turnover = self._clientele_turnover(program, root, day)
        tier, tiers = rule._clientele_tier_now(self, root, day), [tier._as_tier() for tier in rule.tier_ids]
        above = [other for other in tiers if tier is None or other.threshold > tier.threshold]
        coming = upcoming(turnover, above)
        step = units(root.currency_id.rounding)
        return {
            **found,
            "tier": rule.tier_ids.browse(tier.id if tier else ()),
            "next": rule.tier_ids.browse(coming.id if coming else ()),
            "rate": rule._clientele_say_rate(float(tier.rate) if tier else rule.clientele_rate),
            "turnover": turnover,
            "missing": missing(turnover, coming, step) if coming else Decimal(0),
            "share": int(100 * turnover / coming.threshold) if coming and coming.threshold else 0,
        }

    # ---------------------------------------------------------------- words

    def _clientele_loyalty_words(self, company=None):
        """Placeholders of messages, of the program that comes first for the client.

        :return: {placeholder: text in the client's language}: points, expiring, expires_on, tier, next_tier, missing;
            empty texts for what there is not
        """
        words = dict.fromkeys(("points", "expiring", "expires_on", "tier", "next_tier", "missing"), "")
        rows = self.with_context(lang=self.lang)._clientele_standings(company)
        if not rows:
            return words
        row, env = rows[0], rows[0]["program"].env
        if card := row["card"]:
            words["points"] = f"{card.points:g}"
            words["expiring"] = card.clientele_next_expiry and f"{card.clientele_next_expiring:g}" or ""
            words["expires_on"] = card.clientele_next_expiry and format_date(env, card.clientele_next_expiry) or ""
        words["tier"] = row["tier"].display_name or ""
        if row["next"]:
            words["next_tier"] = row["next"].display_name
            words["missing"] = self._clientele_say_money(row["missing"], row["program"])
        return words

    def _clientele_say_missing(self, row):
        """:param row: of ``_clientele_standings``
        :return: "140.01 € more for Gold", empty at the top
        """
        if not row["next"]:
            return ""
        words = {"money": self._clientele_say_money(row["missing"], row["program"]), "tier": row["next"].display_name}
        return self.env._("%(money)s more for %(tier)s", **words)

    @api.model
    def _clientele_say_money(self, amount, program):
        return formatLang(program.env, float(amount), currency_obj=program.currency_id)

    # ---------------------------------------------------------------- actions

    def action_clientele_set_tier(self):
        """Give the client a tier by hand."""
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_tier_set_action")
        root = self.env.company._clientele_root()
        return {**action, "context": {"default_partner_id": self.id, "default_company_id": root.id}}
