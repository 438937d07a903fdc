from odoo import models


class ProductTemplate(models.Model):
    """Where what was earned is booked, what plans are sold as credits the deferred revenue."""

    _inherit = "product.template"

    def _get_product_accounts(self):
        accounts = super()._get_product_accounts()
        root = self.env.company._clientele_root().sudo()  # sudo: whoever sells may not read companies
        if root.clientele_release_entries and self._clientele_is_plan(root):
            accounts["income"] = root.clientele_deferred_account_id.sudo(False)
        return accounts

    def _clientele_is_plan(self, company):
        """:return: whether all that is sold by this name is prepaid; a mix of both defers nothing"""
        products = self.with_context(active_test=False).product_variant_ids
        plans = products._clientele_plans().filtered(lambda plan: plan.company_id == company)
        return bool(products) and products == plans.product_id
