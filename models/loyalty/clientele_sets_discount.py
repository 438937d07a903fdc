from odoo import api, models


class ClienteleSetsDiscount(models.AbstractModel):
    """For what the discounts of groups follow from: after a change their clients are looked at."""

    _name = "clientele.sets.discount"
    _description = "Sets the Discount of Groups"

    def _clientele_discount_groups(self):
        """:return: groups, archived ones too, whose clients may get another discount"""
        raise NotImplementedError

    @api.model
    def _clientele_discount_fields(self):
        """:return: names of fields that discounts follow from"""
        return set(self._fields)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._clientele_discount_groups()._discounts_changed()
        return records

    def write(self, vals):
        if self._clientele_discount_fields().isdisjoint(vals):
            return super().write(vals)
        before = self._clientele_discount_groups()
        result = super().write(vals)
        (before | self._clientele_discount_groups())._discounts_changed()
        return result

    def unlink(self):
        groups = self._clientele_discount_groups()
        result = super().unlink()
        groups.exists()._discounts_changed()
        if groups:
            groups._keep_discounts_soon()
        return result
