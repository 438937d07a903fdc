from odoo import api, models


class ClienteleTouchesMixin(models.AbstractModel):
    """For models whose rows belong to a client by ``partner_id`` and whose changes change the client's facts."""

    _name = "clientele.touches.mixin"
    _description = "Touches the Facts of Clients"

    @api.model
    def _touching_fields(self):
        """:return: names of fields that facts follow from; other writes leave the facts alone"""
        return {"partner_id", "active"}

    def _touch_clients(self):
        self.env["clientele.client"]._touch(self.sudo().partner_id.ids)  # sudo: facts are kept right for everyone

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._touch_clients()
        return records

    def write(self, vals):
        if self._touching_fields().isdisjoint(vals):
            return super().write(vals)
        self._touch_clients()
        result = super().write(vals)
        self._touch_clients()
        return result

    def unlink(self):
        self._touch_clients()
        return super().unlink()
