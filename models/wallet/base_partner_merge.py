from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge_loyalty_cards(self, src_partners, dst_partner):
        """Cards of the wallet are joined with their lots, so that core finds none whose points it would add up."""
        mine = [("clientele_managed", "=", True), ("partner_id", "in", (src_partners | dst_partner).ids)]
        cards = self.env["loyalty.card"].sudo().search(mine, order="id")  # sudo: the merge is checked by core's wizard
        for of_program in cards.grouped("program_id").values():
            kept = of_program.filtered(lambda card: card.partner_id == dst_partner) or of_program[0]
            kept._clientele_take_in(of_program - kept)
            kept.partner_id = dst_partner
            kept._clientele_settle_owed()
        return super()._merge_loyalty_cards(src_partners, dst_partner)
