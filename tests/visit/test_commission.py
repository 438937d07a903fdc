from odoo.tests import tagged

from .test_service_terms import ServiceCase


@tagged("post_install", "-at_install")
class TestCommission(ServiceCase):
    """CR6, FO10: what the practitioner earns on a line of a visit."""

    def make_tax(self, rate=20, **values):
        return self.env["account.tax"].create({"name": f"{rate} {values}", "amount": rate, **values})

    def earn(self, **values):
        """:return: (amount, base, commission) of a line of the service by Maria, whose rate is 50 %"""
        line = {"product_id": self.service.id, "resource_id": self.practitioner.id, **values}
        line = self.make_visit(self.make_client(), "2021-07-01", lines=[line]).line_ids
        return line.amount, line.commission_base, line.commission_amount

    def test_of_what_the_client_pays(self):
        """CR6: service 20, rate 50 %: the client really pays 18, the commission is 9."""
        self.assertEqual(self.earn(discount=10), (18, 18, 9))
        self.assertEqual(self.earn(amount=18), (18, 18, 9))

    def test_quantity_and_rounding(self):
        self.assertEqual(self.earn(quantity=3), (60, 60, 30))
        self.assertEqual(self.earn(price_unit=6.35, quantity=3), (19.05, 19.05, 9.53))

    def test_rates_of_nothing_and_everything(self):
        self.practitioner.commission_rate = 0
        self.assertEqual(self.earn(), (20, 20, 0))
        self.practitioner.commission_rate = 100
        self.assertEqual(self.earn(), (20, 20, 20))

    def test_nobody_earns(self):
        self.assertEqual(self.earn(resource_id=False), (20, 0, 0))

    def test_own_rate_for_a_service(self):
        row = self.perform(self.practitioner, commission_rate=30)
        self.assertEqual(self.earn(), (20, 20, 6))
        row.commission_rate = 0
        self.assertEqual(self.earn(), (20, 20, 10))

    def test_own_rate_for_a_variant(self):
        short, long = self.make_variants()
        self.perform(self.practitioner, short, commission_rate=30)
        self.perform(self.practitioner, short, product_id=long.id, commission_rate=40)
        self.assertEqual(self.earn(product_id=short.id, amount=60)[2], 18)
        self.assertEqual(self.earn(product_id=long.id, amount=60)[2], 24)

    def test_after_consumables(self):
        self.service.write({"clientele_commission_base": "consumables", "clientele_consumables": 4.5})
        self.assertEqual(self.earn(), (20, 15.5, 7.75))
        self.assertEqual(self.earn(quantity=3, discount=10), (54, 40.5, 20.25))
        self.assertEqual(self.earn(discount=90), (2, 0, 0))

    def test_after_tax(self):
        """The price on a visit includes the tax, whether the tax is set up as included or on top."""
        for included in ("tax_included", "tax_excluded"):
            tax = self.make_tax(price_include_override=included)
            self.service.write({"clientele_commission_base": "tax", "taxes_id": tax.ids})
            with self.subTest(included=included):
                self.assertEqual(self.earn(price_unit=24), (24, 20, 10))
                self.assertEqual(self.earn(price_unit=24, quantity=3, discount=10), (64.8, 54, 27))
                self.assertEqual(self.earn(price_unit=10), (10, 8.33, 4.17))

    def test_after_taxes_per_piece(self):
        """A fixed tax counts for each piece."""
        fixed = self.make_tax(2, amount_type="fixed", price_include_override="tax_included")
        self.service.write({"clientele_commission_base": "tax", "taxes_id": fixed.ids})
        self.assertEqual(self.earn(quantity=3), (60, 54, 27))

    def test_after_tax_without_a_tax(self):
        """Taxes of another company are not those of this visit."""
        other = self.env["res.company"].create({"name": "Other", "country_id": self.company.country_id.id})
        group = self.env["account.tax.group"].create({"name": "VAT", "company_id": other.id})
        theirs = self.make_tax(company_id=other.id, tax_group_id=group.id)
        self.service.write({"clientele_commission_base": "tax", "taxes_id": theirs.ids})
        self.assertEqual(self.earn(), (20, 20, 10))

    def test_who_served_is_told_later(self):
        """The commission follows the practitioner, the quantity and the amount of the line."""
        self.service.write({"clientele_commission_base": "consumables", "clientele_consumables": 2})
        self.olga.commission_rate = 10
        lines = [{"product_id": self.service.id}]
        line = self.make_visit(self.make_client(), "2021-07-01", lines=lines).line_ids
        self.assertEqual(line.commission_amount, 0)
        line.resource_id = self.olga
        self.assertEqual(line.commission_amount, 1.8)
        line.quantity = 2
        self.assertEqual(line.commission_amount, 3.6)

    def test_new_rates_are_for_new_lines(self):
        """What was earned stays when a rate is changed."""
        visit = self.make_visit(self.make_client(), "2021-07-01")
        self.practitioner.commission_rate = 10
        self.service.clientele_commission_base = "consumables"
        visit.invalidate_recordset()
        self.assertEqual(visit.line_ids.commission_amount, 10)

    def test_number_of_queries(self):
        """Commissions of many lines are worked out without queries for each."""
        queries = []
        for count in (2, 20):
            services = [self.make_service(f"Service {count}-{number}", 20) for number in range(count)]
            for service in services:
                self.perform(self.practitioner, service, commission_rate=30)
            lines = [{"product_id": item.id, "resource_id": self.practitioner.id} for item in services]
            visit = self.make_visit(self.make_client(), "2021-07-01", lines=lines)
            self.env.flush_all()
            self.env.invalidate_all()
            visit.line_ids.mapped("amount")
            before = self.env.cr.sql_log_count
            visit.line_ids._compute_commission()
            queries.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*queries)
