from odoo import api, fields, models
from odoo.exceptions import UserError


class ClienteleProgramApply(models.TransientModel):
    """Asks which program is applied to an order or a visit by hand, and for its PIN (SK7)."""

    _name = "clientele.program.apply"
    _description = "Apply a Program"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Document", model_field="res_model", required=True, readonly=True)
    applied_id = fields.Many2one("loyalty.program", string="Applied now", compute="_compute_choice")
    choice_ids = fields.Many2many("loyalty.program", compute="_compute_choice")
    program_id = fields.Many2one("loyalty.program", domain="[('id', 'in', choice_ids)]")
    benefit = fields.Selection(related="program_id.clientele_benefit")
    rates = fields.Char(related="program_id.clientele_rates")
    description = fields.Text(related="program_id.clientele_description")
    has_pin = fields.Boolean(related="program_id.clientele_has_pin")
    pin = fields.Char(string="PIN", store=False, help="It is sent with the button, and kept nowhere.")
    refusal = fields.Char(readonly=True)

    @api.depends("res_model", "res_id")
    def _compute_choice(self):
        for wizard in self:
            document = wizard.res_id and wizard._document()
            wizard.applied_id = document and document.clientele_applied_program_id
            wizard.choice_ids = document and document._clientele_programs_to_apply()

    @api.model
    def _open(self, document):
        """:return: the action that asks for a document
        :raises UserError: where nothing can be applied to it
        """
        document._clientele_check_applying()
        applied, choice = document.clientele_applied_program_id, document._clientele_programs_to_apply()
        program = applied & choice or (choice if len(choice) == 1 else choice.browse())
        return self.create({"res_model": document._name, "res_id": document.id, "program_id": program.id})._show()

    def _show(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_program_apply_action")
        return {**action, "res_id": self.id}

    def _document(self):
        """:return: the order or visit
        :raises UserError: where programs cannot be applied to such a document
        """
        documents = self.env.get(self.res_model)
        if documents is None or "clientele_applied_program_id" not in documents._fields:
            raise UserError(self.env._("Programs are applied to orders and visits. Open one of them."))
        return documents.browse(self.res_id)

    # ---------------------------------------------------------------- actions

    def action_apply(self):
        """Apply the chosen program with the PIN of the context; where it is refused, say why and ask again.

        :raises UserError: where none is chosen, or it cannot be applied
        """
        self.ensure_one()
        if not self.program_id:
            raise UserError(self.env._("Choose a program."))
        pin = self.env.context.get("clientele_pin")
        self.refusal = self._document()._clientele_apply_program(self.program_id, pin)
        return self._show() if self.refusal else {"type": "ir.actions.act_window_close"}

    def action_take_off(self):
        self.ensure_one()
        self._document()._clientele_take_off_program()
        return {"type": "ir.actions.act_window_close"}
