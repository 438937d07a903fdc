from odoo import models


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _get_program_ids(self):
        """The till writes balances by itself, so that programs of the wallet do not go there."""
        return super()._get_program_ids().filtered(lambda program: not program.clientele_managed)
