from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

APPLIED = "clientele_applied_program_id"


class ClientelePointSource(models.AbstractModel):
    """A program that somebody applied to the document by hand, with its PIN where it has one (SK7)."""

    _inherit = "clientele.point.source"

    clientele_applied_program_id = fields.Many2one(
        "loyalty.program",
        string="Program applied by hand",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="Its rules go before all others.",
    )
    clientele_may_apply_program = fields.Boolean(
        string="There are programs to apply", compute="_compute_clientele_may_apply_program"
    )

    def _compute_clientele_may_apply_program(self):
        Program = self.env["loyalty.program"].sudo()  # sudo: only whether there are any
        for source in self:
            running = Program._clientele_running_domain(source.company_id, source.company_id._clientele_today())
            source.clientele_may_apply_program = bool(Program.search_count(running, limit=1))

    # ---------------------------------------------------------------- CRUD

    @api.model
    def default_get(self, fields_list):
        """Nobody applies a program by a default in the context."""
        values = super().default_get(fields_list)
        values.pop(APPLIED, None)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get(APPLIED) for vals in vals_list):
            self._clientele_refuse_applying()
        return super().create(vals_list)

    def write(self, vals):
        """Another client has not been given the program."""
        if APPLIED in vals:
            self._clientele_refuse_applying()
        others = self.filtered(lambda source: "partner_id" in vals and source.partner_id.id != vals["partner_id"])
        result = super().write(vals)
        others._clientele_set_program(others[APPLIED].browse())
        return result

    def _clientele_refuse_applying(self):
        """:raises AccessError: unless the method that asks for the PIN writes"""
        if not self.env.su:
            raise AccessError(self.env._("Programs are applied by “Apply a program…”. Use that button."))

    # ---------------------------------------------------------------- what the kinds of documents say

    def _clientele_takes_programs(self):
        """:return: whether a program can be applied to the document as it is"""
        return True

    def _clientele_takes_discounts(self):
        """:return: whether its prices can follow a program that gives a discount"""
        return False

    def _clientele_follow_program(self, before):
        """Another program is applied, or none.

        :param before: the one until now
        """
        self.filtered(lambda source: source._clientele_earns())._clientele_work_out_points()

    # ---------------------------------------------------------------- actions

    def action_clientele_apply_program(self):
        """Ask which program is applied, and for its PIN."""
        self.ensure_one()
        self.check_access("write")
        return self.env["clientele.program.apply"]._open(self)

    # ---------------------------------------------------------------- applying

    def _clientele_apply_program(self, program, pin=None):
        """Apply a program by hand: from now on its rules go before all others.

        :param pin: what the user typed
        :return: why the PIN is refused, as a sentence; empty where the program is applied
        :raises UserError: where the program cannot be applied
        """
        self.ensure_one()
        self.check_access("write")
        self._clientele_check_applying()
        if program not in self._clientele_programs_to_apply():
            raise UserError(
                self.env._("“%(program)s” cannot be applied here. Choose another program.", program=program.name)
            )
        refusal = self.env["clientele.pin.try"]._why_not(program, pin)
        if not refusal:
            self._clientele_set_program(program)
        return refusal

    def _clientele_take_off_program(self):
        """Nothing is applied by hand any more."""
        self.check_access("write")
        self._clientele_set_program(self[APPLIED].browse())

    def _clientele_check_applying(self):
        """:raises UserError: where nothing can be applied, saying why"""
        if not self._clientele_takes_programs():
            raise UserError(
                self.env._("No program can be applied here: it is over, cancelled or locked, or an order bills it.")
            )
        if not self._clientele_is_known():
            raise UserError(self.env._("Programs are applied for a client. Choose the client first."))
        group = self._clientele_client_group()
        if group.loyalty_type == "none":
            words = {"client": self.partner_id.name, "group": group.name}
            raise UserError(
                self.env._("%(client)s is in the group “%(group)s”, which has no loyalty programs.", **words)
            )
        if not self._clientele_programs_to_apply():
            raise UserError(self.env._("No program can give %(client)s anything here.", client=self.partner_id.name))

    def _clientele_programs_to_apply(self):
        """:return: programs (sudo) that can be applied to the document"""
        company, __, day = self._clientele_sold_at()
        Program = self.env["loyalty.program"].sudo()  # sudo: rules are the same whoever sells
        benefits = Domain("clientele_benefit", "in", self._clientele_benefits())
        return Program.search(Program._clientele_running_domain(company, day) & benefits)

    def _clientele_benefits(self):
        """:return: list of what programs can give here; some groups have points or discounts only, or nothing (SK3)"""
        group = self._clientele_client_group()
        points = ["points"] if group._earns_points() else []
        discount = self._clientele_takes_discounts() and group.loyalty_type != "none"
        return [*points, "discount"] if discount else points

    def _clientele_client_group(self):
        return self.partner_id._clientele_row(self._clientele_sold_at()[0]).group_id

    def _clientele_set_program(self, program):
        """:param program: the one that is applied from now on, or none"""
        for source in self.filtered(lambda source: source[APPLIED] != program):
            before = source[APPLIED]
            source.sudo()[APPLIED] = program  # sudo: only this method writes it
            source._clientele_tell_program(program, before)
            source._clientele_follow_program(before)

    def _clientele_tell_program(self, program, before):
        if program:
            text = self.env._("Program “%(program)s” applied by hand.", program=program.sudo().name)  # sudo: its name
        else:
            text = self.env._("Program “%(program)s” taken off.", program=before.sudo().name)  # sudo: as above
        self._message_log(body=text)
