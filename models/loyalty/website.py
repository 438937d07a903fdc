from odoo import api, models


class Website(models.Model):
    """A web shop without a pricelist for everyone would give the first client's one to all (SK9)."""

    _inherit = "website"

    @api.model_create_multi
    def create(self, vals_list):
        websites = super().create(vals_list)
        (websites & websites._clientele_with_groups())._clientele_keep_open()
        return websites

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            (self & self._clientele_with_groups())._clientele_keep_open()
        return result

    @api.model
    def _clientele_with_groups(self):
        """:return: websites (sudo) of companies whose groups have pricelists of their own"""
        # sudo: the shop stays right, whoever changes prices
        kept = self.env["product.pricelist"].sudo().search([("clientele_program_id", "!=", False)])
        return self.sudo().search([("company_id", "in", kept.company_id.ids)])  # sudo: as above

    def _clientele_keep_open(self):
        """Websites on which only clients of groups would find a pricelist get one for everyone."""
        pricelists = self.env["product.pricelist"].sudo()  # sudo: as above
        if "website_id" not in pricelists._fields:
            return
        for website in self:
            usable = pricelists._get_website_pricelists_domain(website)
            if not pricelists.search_count([*usable, ("clientele_program_id", "=", False)], limit=1):
                name = self.env._("Prices of %(website)s", website=website.name)
                company = website.company_id
                values = {"name": name, "company_id": company.id, "currency_id": company.currency_id.id}
                pricelists.create({**values, "website_id": website.id})
