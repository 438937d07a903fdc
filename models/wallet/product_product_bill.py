from odoo import models


class ProductProduct(models.Model):
    """How a price that includes tax is billed, whatever the taxes."""

    _inherit = "product.product"

    def _clientele_bill(self, amount, company, client=None):
        """Core works out the taxes of the amount and is told to keep them: no unit price gives every amount.

        :param amount: what the line shall come to, tax included
        :param client: whose fiscal position holds
        :return: values of the line of an invoice or order of quantity 1
        """
        taxes = self._clientele_taxes(company, client)
        if not taxes:
            return {"price_unit": amount, "tax_ids": []}
        base = self._clientele_taxed(amount, taxes, company)
        details = base["tax_details"]
        included = [data for data in details["taxes_data"] if data["tax"].price_include]
        base["price_unit"] = details["raw_total_excluded_currency"]
        base["price_unit"] += sum(data["raw_tax_amount_currency"] for data in included)
        Tax = self.env["account.tax"]
        Tax._fix_base_lines_tax_details_on_manual_tax_amounts([base], company)
        return {
            "price_unit": base["price_unit"],
            "tax_ids": taxes.ids,
            "extra_tax_data": Tax._export_base_line_extra_tax_data(base),
        }

    def _clientele_taxed(self, amount, taxes, company):
        """:return: core's "base line" of an amount that includes these taxes, with its details"""
        Tax = self.env["account.tax"]
        base = Tax._prepare_base_line_for_taxes_computation(
            {},
            price_unit=amount,
            quantity=1,
            tax_ids=taxes,
            product_id=self,
            currency_id=company.currency_id,
            rate=1,
            special_mode="total_included",
        )
        Tax._add_tax_details_in_base_lines([base], company)
        Tax._round_base_lines_tax_details([base], company)
        return base

    def _clientele_taxes(self, company, client=None):
        """:return: sale taxes of the product in the company, as the client's fiscal position has them"""
        taxes = self.taxes_id._filter_taxes_by_company(company)
        if not client:
            return taxes
        return self.env["account.fiscal.position"].with_company(company)._get_fiscal_position(client).map_tax(taxes)
