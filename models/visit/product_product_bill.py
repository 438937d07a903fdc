from odoo import models


class ProductProduct(models.Model):
    """How a price that includes tax is billed, whatever the taxes."""

    _inherit = "product.product"

    def _clientele_bill(self, amount, company, client=None, quantity=1, discount=0):
        """Core works out the taxes of the amount and is told to keep them: no unit price gives every amount.

        :param amount: what the line shall come to, tax included
        :param client: whose fiscal position holds
        :param quantity: of the line
        :param discount: of the line, in percent, less than 100
        :return: values of the line of an invoice or order
        """
        taxes = self._clientele_taxes(company, client)
        return self._clientele_bill_with(taxes, amount, company, quantity=quantity, discount=discount)

    def _clientele_bill_with(self, taxes, amount, company, quantity=1, discount=0, **currency):
        """
        :param taxes: of the line
        :param currency: ``currency_id`` and ``rate`` where the line's is not the company's
        :return: values of the line, as above
        """
        share = quantity * (1 - discount / 100)
        if not taxes:
            return {"price_unit": amount / share, "tax_ids": []}
        values = {"quantity": quantity, "discount": discount, **currency}
        base = self._clientele_taxed(amount / share, taxes, company, **values)
        details = base["tax_details"]
        included = [data for data in details["taxes_data"] if data["tax"].price_include]
        base["price_unit"] = details["raw_total_excluded_currency"]
        base["price_unit"] += sum(data["raw_tax_amount_currency"] for data in included)
        base["price_unit"] /= share
        Tax = self.env["account.tax"]
        Tax._fix_base_lines_tax_details_on_manual_tax_amounts([base], company)
        return {
            "price_unit": base["price_unit"],
            "tax_ids": taxes.ids,
            "extra_tax_data": Tax._export_base_line_extra_tax_data(base),
        }

    def _clientele_taxed(self, price, taxes, company, **values):
        """:return: core's "base line" of a price that includes these taxes, with its details"""
        Tax = self.env["account.tax"]
        base = Tax._prepare_base_line_for_taxes_computation(
            {},
            price_unit=price,
            tax_ids=taxes,
            product_id=self,
            special_mode="total_included",
            **{"currency_id": company.currency_id, "rate": 1, **values},
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
