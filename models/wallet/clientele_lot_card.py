from dataclasses import replace

from odoo import api, models


class ClienteleLot(models.Model):
    """What a plan gives stands on the client's card of its program."""

    _inherit = "clientele.lot"

    @api.model_create_multi
    def create(self, vals_list):
        lots = super().create(vals_list)
        lots._put_on_cards()
        return lots

    def _put_on_cards(self):
        """Also those that were empty when plans got their programs, once something comes back to them."""
        for lot in self.filtered(lambda lot: not lot.card_id and lot.plan_id.program_id):
            program = lot.plan_id.sudo().program_id  # sudo: whoever sells plans may not make cards
            lot.card_id = program._clientele_card(lot.partner_id)
            lot.flush_recordset(["card_id"])  # cards are added up by the database

    def _settling_owed(self, quantity):
        """:param quantity: units that the lot is about to be issued with
        :return: list of Change by which what is owed on its card is settled with them (DESIGN 3)
        """
        return self.card_id._clientele_settling([replace(self._as_purse(), left=quantity)])
