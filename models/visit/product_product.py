from decimal import Decimal

from odoo import models

from ...tools.commission import commission
from ...tools.service_terms import ServiceTerms

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

    # ---------------------------------------------------------------- services

    def _clientele_terms(self, resource):
        """What this service takes and costs when the practitioner performs it, by whoever's own terms there are (FO10).

        Everything is read through the records' prefetch: in a loop over a recordset it takes no query for each.

        :param resource: a practitioner, or none
        :return: :class:`ServiceTerms`
        """
        self.ensure_one()
        service, own = self.product_tmpl_id, self._clientele_rows().filtered(lambda row: row.resource_id == resource)
        terms = ServiceTerms(
            price=self._clientele_price(first(own.mapped("price"))),
            duration=service.clientele_duration,
            before=service.clientele_buffer_before,
            after=service.clientele_buffer_after,
            gaps=tuple(sorted((gap.start, gap.duration) for gap in service.clientele_gap_ids)),
            commission_rate=first(own.mapped("commission_rate")) or resource.commission_rate,
            commission_base=service.clientele_commission_base or "whole",
            consumables=service.clientele_consumables,
        )
        minutes = first(own.mapped("duration"))
        return terms.lasting(minutes) if minutes else terms

    def _clientele_price(self, price=None):
        """What a client pays for one in the current company, tax included, whatever the price on the product is.

        :param price: another one than the product's, on the same terms
        """
        price = price or self.lst_price
        company = self.env.company
        taxes = self.sudo().taxes_id._filter_taxes_by_company(company)  # sudo: what is paid is no secret
        if not price or all(tax.price_include for tax in taxes):
            return price
        return taxes.compute_all(price, company.currency_id, product=self)["total_included"]

    def _clientele_rows(self):
        """:return: rows of who performs this service that hold for this variant, the variant's own first"""
        rows = self.product_tmpl_id.clientele_practitioner_ids
        return rows.filtered(lambda row: row.product_id == self) + rows.filtered(lambda row: not row.product_id)

    def _clientele_performers(self, branch):
        """:return: the active practitioners who perform this service in the branch: those who are named on the service,
        and if nobody of the branch's company is, all of the branch
        """
        self.ensure_one()
        root = branch.company_id._clientele_root()
        there = branch.resource_ids.filtered(lambda resource: resource.active and resource.is_practitioner)
        named = self.product_tmpl_id.clientele_practitioner_ids.filtered(
            lambda row: not row.company_id or row.company_id._clientele_root() == root
        )
        return (self._clientele_rows() & named).resource_id & there if named else there

    def _clientele_nobody(self, branch):
        """:return: the sentence for callers whose service has no performer in the branch"""
        return self.env._(
            "Nobody performs %(service)s in %(branch)s. Add a practitioner of this branch to the service.",
            service=self.display_name,
            branch=branch.name,
        )

    def _clientele_commission(self, terms, amount, quantity, company):
        """What a practitioner earns on a line of this product (CR6, FO10).

        :param terms: the practitioner's :class:`ServiceTerms` of the product
        :param amount: what the client pays, tax included, as Decimal; so is the quantity
        :return: (base, commission) as Decimal
        """
        untaxed = self._clientele_untaxed(amount, quantity, company) if terms.commission_base == "tax" else amount
        return commission(terms, amount, quantity, untaxed, Decimal(str(company.currency_id.rounding)))

    def _clientele_untaxed(self, amount, quantity, company):
        """:return: the amount, which includes tax, without the product's sale taxes in the company"""
        taxes = self.taxes_id._filter_taxes_by_company(company).with_context(force_price_include=True)
        if not taxes or not quantity:
            return amount
        price = float(amount / quantity)
        totals = taxes.compute_all(price, company.currency_id, float(quantity), product=self)
        return Decimal(str(totals["total_excluded"]))


def first(values):
    """:return: the first value that is not 0, None if there is none"""
    return next(filter(None, values), None)
