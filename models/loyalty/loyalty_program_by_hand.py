import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

ADMIN = "clientele.clientele_group_admin"
PIN = re.compile(r"[0-9]{4,12}")


class LoyaltyProgram(models.Model):
    """A program that somebody applies to a document by hand, with a PIN where the owner wants one (SK7)."""

    _inherit = "loyalty.program"

    clientele_by_hand = fields.Boolean(
        string="Only by hand",
        help="It gives nothing by itself: only on orders and visits where somebody applied it. Any program can be"
        " applied by hand; then it goes before all others.",
    )
    clientele_pin = fields.Char(
        string="PIN",
        compute="_compute_clientele_pin",
        inverse="_inverse_clientele_pin",
        copy=False,
        groups=ADMIN,
        help="4 to 12 digits, asked for when somebody applies the program by hand. Nobody can read it afterwards;"
        " type a new one to change it.",
    )
    clientele_pin_hash = fields.Char(copy=False, groups=fields.NO_ACCESS)
    clientele_has_pin = fields.Boolean(
        string="Asks for a PIN", compute="_compute_clientele_has_pin", compute_sudo=True, help="When applied by hand."
    )

    # ---------------------------------------------------------------- compute

    def _compute_clientele_pin(self):
        """It is written, and never read."""
        self.clientele_pin = False

    def _inverse_clientele_pin(self):
        """An empty one changes nothing, because forms send it whenever a program is made."""
        hashed = self.env.user._crypt_context().hash
        programs = self.filtered("clientele_pin")
        for program in programs:
            if not PIN.fullmatch(program.clientele_pin):
                raise ValidationError(self.env._("A PIN has 4 to 12 digits, and nothing else. Choose another one."))
            program.sudo().clientele_pin_hash = hashed(program.clientele_pin)  # sudo: nobody reads it
        programs._clientele_forget_tries()
        self.invalidate_recordset(["clientele_pin"])

    @api.depends("clientele_pin_hash")
    def _compute_clientele_has_pin(self):
        for program in self:
            program.clientele_has_pin = bool(program.clientele_pin_hash)

    # ---------------------------------------------------------------- constrains

    @api.constrains("clientele_by_hand")
    def _check_clientele_by_hand(self):
        programs = self.filtered("clientele_by_hand")
        groups = self.env["clientele.group"].sudo()  # sudo: whoever sets programs up
        groups.search([("program_id", "in", programs.ids)])._check_program()

    # ---------------------------------------------------------------- actions

    def action_clientele_remove_pin(self):
        """From now on nobody is asked."""
        if not self.env.user.has_group(ADMIN):
            raise AccessError(self.env._("Only an administrator removes a PIN. Ask one."))
        self.check_access("write")
        self.sudo().clientele_pin_hash = False  # sudo: nobody writes it but these methods
        self._clientele_forget_tries()

    # ---------------------------------------------------------------- business

    def _clientele_is_pin(self, pin):
        """:return: whether it is the program's PIN"""
        hashed = self.sudo().clientele_pin_hash  # sudo: compared for whoever applies it
        return bool(hashed and pin) and self.env.user._crypt_context().verify(pin, hashed)

    def _clientele_forget_tries(self):
        """A new PIN is tried anew."""
        # sudo: nobody writes the count but the PIN
        self.env["clientele.pin.try"].sudo().search([("program_id", "in", self.ids)]).unlink()

    def _clientele_pricelist_by_hand(self, partner, company, day):
        """:return: the pricelist (sudo) of the discount that the client's turnover reaches (SK9)
        :raises UserError: where it reaches none
        """
        rule = self._clientele_discount_rule(day)
        tier = rule._clientele_tier_by_turnover(partner, company, day)
        percent = float(tier.rate) if tier else rule.clientele_rate
        self._clientele_make_pricelists(day)
        found = self._clientele_pricelists().filtered(lambda one: one.active and one.clientele_percent == percent)
        if not found:
            words = {"program": self.name, "client": partner.name}
            raise UserError(self.env._("The turnover of %(client)s reaches no discount of “%(program)s” yet.", **words))
        return found
