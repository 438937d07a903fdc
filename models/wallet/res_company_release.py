from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What is needed to book what was earned, in the order of the settings.
NEEDED = (
    "clientele_release_journal_id",
    "clientele_deferred_account_id",
    "clientele_earned_account_id",
    "clientele_unused_account_id",
)
LIABILITIES = ("liability_current", "liability_non_current")
INCOMES = ("income", "income_other")


class ResCompany(models.Model):
    """Where what clients prepaid is booked. Off until the company decides; the root decides for its branches."""

    _inherit = "res.company"

    clientele_release_entries = fields.Boolean(
        string="Book what was earned of prepaid plans",
        help="Plans are sold on the deferred revenue; every night what was used or has expired becomes income.",
    )
    clientele_release_journal_id = fields.Many2one(
        "account.journal",
        string="Journal of what was earned",
        domain="[('type', '=', 'general')]",
        index="btree_not_null",
        ondelete="restrict",
    )
    clientele_deferred_account_id = fields.Many2one(
        "account.account",
        string="Deferred revenue",
        domain=f"[('account_type', 'in', {LIABILITIES})]",
        index="btree_not_null",
        ondelete="restrict",
        help="What was sold and not used yet. It replaces the income account of the products that plans are sold as.",
    )
    clientele_earned_account_id = fields.Many2one(
        "account.account",
        string="Income of what is used",
        domain=f"[('account_type', 'in', {INCOMES})]",
        index="btree_not_null",
        ondelete="restrict",
        help="Also what the company keeps when a client quits.",
    )
    clientele_unused_account_id = fields.Many2one(
        "account.account",
        string="Income of what nobody used",
        domain=f"[('account_type', 'in', {INCOMES})]",
        index="btree_not_null",
        ondelete="restrict",
        help="What expires, and what is taken out by hand.",
    )

    @api.constrains("clientele_release_entries", *NEEDED)
    def _check_release(self):
        for company in self.filtered("clientele_release_entries"):
            company._clientele_check_release()

    def _clientele_check_release(self):
        """:raises ValidationError: where what was earned cannot be booked, saying what is missing"""
        if not self.clientele_release_entries:
            raise ValidationError(
                self.env._("What was earned is not booked. Switch it on under Settings, Clientele, Subscriptions.")
            )
        missing = [name for name in NEEDED if not self[name]]
        if missing:
            raise ValidationError(
                self.env._(
                    "To book what was earned of prepaid plans, choose: %(fields)s.",
                    fields=", ".join(self._fields[name]._description_string(self.env) for name in missing),
                )
            )
        self._clientele_check_release_accounts()

    def _clientele_check_release_accounts(self):
        deferred = self.clientele_deferred_account_id
        incomes = self.clientele_earned_account_id | self.clientele_unused_account_id
        foreign = (deferred | incomes).filtered(lambda account: self not in account.company_ids)
        if foreign or self.clientele_release_journal_id.company_id != self:
            raise ValidationError(
                self.env._("Choose a journal and accounts of %(company)s, whose plans they are.", company=self.name)
            )
        if deferred.account_type not in LIABILITIES:
            raise ValidationError(
                self.env._("%(account)s is no account of liabilities; choose one.", account=deferred.display_name)
            )
        if set(incomes.mapped("account_type")) - set(INCOMES):
            raise ValidationError(self.env._("What was earned goes to accounts of income. Choose such accounts."))
        if self.clientele_release_journal_id.type != "general":
            raise ValidationError(self.env._("Choose a journal of the type “Miscellaneous”."))
