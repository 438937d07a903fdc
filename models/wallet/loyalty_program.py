from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .clientele_lot import units


class LoyaltyProgram(models.Model):
    """A managed program keeps its points in the ledger: each client has one card, whose points are lots."""

    _inherit = "loyalty.program"

    clientele_managed = fields.Boolean(
        string="Points in the wallet",
        copy=True,
        help="Points are kept in the wallet: one card per client, points that expire, nothing spent twice, and a "
        "history that nobody changes.",
    )
    clientele_points_months = fields.Integer(
        string="Points expire after months",
        help="Their last day is the same day so many months later (LO10). 0: never.",
    )
    clientele_spent_policy = fields.Selection(
        [
            ("owe", "The client owes them: what is earned next settles it"),
            ("rest", "Only what is left is taken"),
            ("refuse", "Refuse, nothing is taken"),
        ],
        string="Taking back points that are gone",
        required=True,
        default="owe",
        help="What happens where a refund takes back points that the client has spent meanwhile (LO11).",
    )

    _clientele_points_months_not_negative = models.Constraint(
        "CHECK (clientele_points_months >= 0)", "Points expire after some months, or never (0)."
    )

    # ---------------------------------------------------------------- constrains

    @api.constrains("clientele_managed", "program_type", "applies_on", "company_id", "currency_id")
    def _check_clientele_managed(self):
        self.filtered("clientele_managed")._clientele_refuse_keeping()

    def _clientele_refuse_keeping(self):
        """:raises ValidationError: for a program that the wallet cannot keep"""
        for program in self:
            company = program.company_id
            if not program.is_nominative:
                message = self.env._("Only loyalty cards and eWallets can be kept in the wallet.")
            elif not company or company != company._clientele_root():
                message = self.env._("A program that is kept in the wallet needs the company that all branches share.")
            elif program.currency_id != company.currency_id:
                message = self.env._("A program that is kept in the wallet has the currency of its company.")
            else:
                continue
            raise ValidationError(message)

    # ---------------------------------------------------------------- CRUD

    def write(self, vals):
        if "clientele_managed" not in vals:
            return super().write(vals)
        begun = self.filtered(lambda program: program.clientele_managed != vals["clientele_managed"])
        at_once = begun.filtered(lambda program: not program.clientele_takeover)
        at_once._clientele_change_keeper(vals["clientele_managed"])
        result = super().write(vals)
        at_once.filtered("clientele_managed")._clientele_cards()._clientele_open()
        return result

    def _clientele_change_keeper(self, managed):
        """Clients with several cards get one before the wallet keeps it; what stands in the ledger stays there."""
        cards = self._clientele_cards()
        if managed:
            cards.filtered("active")._clientele_join_doubles()
        elif cards.clientele_lot_ids:
            raise UserError(self.env._("Clients have points in the wallet. Archive the program and make a new one."))

    # ---------------------------------------------------------------- business

    def _clientele_cards(self):
        """:return: all cards with a client, archived ones too"""
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)  # sudo: a program has all its cards
        return cards.search([("program_id", "in", self.ids), ("partner_id", "!=", False)], order="id")

    def _clientele_card(self, partner):
        """:return: the card of a client, made if there is none

        :raises ConcurrencyError: where another request made it meanwhile; Odoo starts this one anew
        """
        self.ensure_one()
        quiet = self.env["loyalty.card"].with_context(loyalty_no_mail=True, tracking_disable=True)
        card = quiet.create({"program_id": self.id, "partner_id": partner.id})
        return card.with_env(self.env)

    def _clientele_point_value(self):
        """:return: money that one point brings as a discount, as Decimal; 0 where points buy otherwise"""
        rewards = self.reward_ids.filtered(
            lambda reward: reward.reward_type == "discount" and reward.discount_mode == "per_point"
        )
        return max((units(reward.discount) for reward in rewards), default=Decimal(0))

    def _clientele_unit_kind(self):
        """:return: the kind of lots that its points are"""
        return "credits" if self.program_type == "ewallet" else "points"
