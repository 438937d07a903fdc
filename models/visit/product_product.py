from odoo import models

PAYMENT_PROGRAMS = ("gift_card", "ewallet")


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _clientele_prepaid(self):
        """:return: those of these products whose sale is money paid ahead and so no deal (DF1): gift cards, top-ups.

        The domain that sells plans adds their products.
        """
        if not self:
            return self
        rules = (
            self.env["loyalty.rule"]
            .sudo()  # sudo: the till's user may not read programs of other tills
            .with_context(active_test=False)
            .search([("program_id.program_type", "in", PAYMENT_PROGRAMS), ("product_ids", "in", self.ids)])
        )
        return self & rules.product_ids.with_env(self.env)
