from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.service_terms import ServiceTerms
from ..common import ClienteleCase


class ServiceCase(ClienteleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.olga = cls.make_practitioner("Olga")

    @classmethod
    def make_practitioner(cls, name, **values):
        return cls.env["resource.resource"].create(
            {"name": name, "is_practitioner": True, "branch_ids": cls.branch.ids, **values}
        )

    def perform(self, resource, service=None, **values):
        """Name a practitioner on a service."""
        template = (service or self.service).product_tmpl_id
        return self.env["clientele.service.practitioner"].create(
            {"product_tmpl_id": template.id, "resource_id": resource.id, **values}
        )

    @contextmanager
    def assertRefused(self, model, why):
        """What happens is refused by a constraint of the database, with a sentence for the user."""
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as caught:
            yield
            self.env.flush_all()
        self.assertRegex(self.env[model]._sql_error_to_message(caught.exception), why)

    def make_variants(self):
        """:return: the variants short and long of the haircut"""
        length = self.env["product.attribute"].create({"name": "Length", "create_variant": "always"})
        values = self.env["product.attribute.value"].create(
            [{"name": name, "attribute_id": length.id} for name in ("Short", "Long")]
        )
        line = {"attribute_id": length.id, "value_ids": [Command.set(values.ids)]}
        template = self.env["product.template"].create(
            {
                "name": "Perm",
                "type": "service",
                "list_price": 60,
                "taxes_id": [Command.clear()],
                "attribute_line_ids": [Command.create(line)],
            }
        )
        return template.product_variant_ids


@tagged("post_install", "-at_install")
class TestServiceTerms(ServiceCase):
    """FO10: what a service takes and costs, as each practitioner performs it."""

    def test_terms_of_the_service(self):
        self.service.write(
            {
                "clientele_duration": 120,
                "clientele_buffer_before": 10,
                "clientele_buffer_after": 5,
                "clientele_gap_ids": [
                    Command.create({"start": 90, "duration": 10}),
                    Command.create({"start": 30, "duration": 40}),
                ],
            }
        )
        nobody = self.env["resource.resource"]
        terms = ServiceTerms(20, 120, 10, 5, ((30, 40), (90, 10)))
        self.assertEqual(self.service._clientele_terms(nobody), terms)
        self.assertEqual(self.service._clientele_terms(self.practitioner).commission_rate, 50)

    def test_own_terms_of_a_practitioner(self):
        """0 means as the service and the practitioner say."""
        row = self.perform(self.practitioner, price=25, duration=45, commission_rate=30)
        self.perform(self.olga)
        self.assertEqual(self.service._clientele_terms(self.practitioner), ServiceTerms(25, 45, commission_rate=30))
        self.assertEqual(self.service._clientele_terms(self.olga), ServiceTerms(20, 60))
        row.write({"price": 0, "duration": 0, "commission_rate": 0})
        self.assertEqual(self.service._clientele_terms(self.practitioner), ServiceTerms(20, 60, commission_rate=50))

    def test_price_includes_tax(self):
        """What the client pays, whether the product's price, or a practitioner's own, includes tax or not (CR7)."""
        self.perform(self.practitioner, price=45.5)
        for override, whole, own in (("tax_included", 20, 45.5), ("tax_excluded", 24, 54.6)):
            values = {"name": override, "amount": 20, "price_include_override": override}
            self.service.taxes_id = [Command.set(self.env["account.tax"].create(values).ids)]
            self.assertEqual(self.service._clientele_terms(self.olga).price, whole)
            self.assertAlmostEqual(self.service._clientele_terms(self.practitioner).price, own)

    def test_prices_of_many_services_take_no_query_each(self):
        tax = self.env["account.tax"].create({"name": "On top", "amount": 20, "price_include_override": "tax_excluded"})
        services = self.service.browse()
        for nr in range(5):
            services |= self.make_service(f"Service {nr}", 10 + nr)
        services.taxes_id = [Command.set(tax.ids)]
        self.env.flush_all()
        self.env.invalidate_all()
        first, *others = services
        first._clientele_terms(self.olga)
        with self.assertQueryCount(1):  # reading the test's user
            self.assertEqual([service._clientele_terms(self.olga).price for service in others[:2]], [13.2, 14.4])

    def test_terms_of_a_variant(self):
        """A row of the variant goes first, then one of the whole service, value by value."""
        short, long = self.make_variants()
        self.perform(self.practitioner, short, price=70, duration=50)
        self.env["clientele.service.practitioner"].create(
            {"product_id": long.id, "resource_id": self.practitioner.id, "price": 90}
        )
        self.assertEqual(short._clientele_terms(self.practitioner), ServiceTerms(70, 50, commission_rate=50))
        self.assertEqual(long._clientele_terms(self.practitioner), ServiceTerms(90, 50, commission_rate=50))

    def test_own_duration_has_room_for_the_gaps(self):
        self.service.write({"clientele_duration": 120, "clientele_gap_ids": [Command.create({"start": 30})]})
        with self.assertRaisesRegex(ValidationError, "Maria needs more than 50 minutes, not 50"), self.cr.savepoint():
            self.perform(self.practitioner, duration=50)
        self.perform(self.practitioner, duration=51)
        with self.assertRaisesRegex(ValidationError, "Maria needs more than 60 minutes"), self.cr.savepoint():
            self.service.clientele_gap_ids.duration = 30
        self.assertEqual(self.service._clientele_terms(self.practitioner).gaps, ((30, 20),))

    def test_number_of_queries(self):
        """However many services and practitioners, the queries are the same."""
        queries = []
        for count in (2, 20):
            services = self.env["product.product"]
            for number in range(count):
                services |= self.make_service(f"Service {count}-{number}", 20)
            for service in services:
                self.perform(self.practitioner, service, price=30)
                self.perform(self.olga, service)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for service in services:
                for resource in self.practitioner | self.olga:
                    service._clientele_terms(resource)
                service._clientele_performers(self.branch)
            queries.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*queries)

    def test_bad_minutes_are_refused(self):
        for values, why in (
            ({"clientele_duration": 0}, "at least one minute"),
            ({"clientele_buffer_before": -1}, "cannot be negative"),
            ({"clientele_buffer_after": -1}, "cannot be negative"),
            ({"clientele_waiting_hours": -1}, "cannot be negative"),
            ({"clientele_consumables": -1}, "cannot be negative"),
            ({"clientele_group_class": True, "clientele_capacity": 0}, "at least one seat"),
        ):
            with self.subTest(values=values), self.assertRefused("product.template", why):
                self.service.product_tmpl_id.write(values)
        self.service.write({"clientele_capacity": 0, "clientele_group_class": False})

    def test_bad_gaps_are_refused(self):
        self.service.clientele_duration = 60
        for gaps, why in (
            ([(0, 20)], "does not lie within the 60 minutes of Haircut"),
            ([(40, 20)], "minute 40 to 60"),
            ([(10, 0)], "minute 10 to 10"),
            ([(10, 20), (29, 5)], "overlap at minute 29"),
        ):
            commands = [Command.create({"start": start, "duration": minutes}) for start, minutes in gaps]
            with self.subTest(gaps=gaps), self.assertRaisesRegex(ValidationError, why), self.cr.savepoint():
                self.service.clientele_gap_ids = commands
        self.service.write({"clientele_gap_ids": [Command.create({"start": 10})]})
        with self.assertRaisesRegex(ValidationError, "change the duration"), self.cr.savepoint():
            self.service.clientele_duration = 30
        with self.assertRaisesRegex(ValidationError, "does not lie within"), self.cr.savepoint():
            self.service.clientele_gap_ids.duration = 50

    def test_duration_and_gaps_in_one_write(self):
        service = self.service.product_tmpl_id
        service.write({"clientele_gap_ids": [Command.create({"start": 80})], "clientele_duration": 120})
        self.assertEqual(self.service.clientele_gap_ids.duration, 20)

    def test_bad_rows_are_refused(self):
        self.perform(self.practitioner)
        self.env.flush_all()
        for values, why in (
            ({"price": -1}, "cannot be negative"),
            ({"duration": -1}, "cannot be negative"),
            ({"commission_rate": 101}, "between 0 and 100"),
        ):
            with self.subTest(values=values), self.assertRefused("clientele.service.practitioner", why):
                self.perform(self.olga, **values)
        with self.assertRefused("clientele.service.practitioner", "stands once"):
            self.perform(self.practitioner)
        person = self.env["resource.resource"].create({"name": "Clerk"})
        with self.assertRaisesRegex(ValidationError, "Clerk is no practitioner"), self.cr.savepoint():
            self.perform(person)
        with self.assertRaisesRegex(ValidationError, "no variant of Haircut"), self.cr.savepoint():
            self.perform(self.olga, product_id=self.product.id, product_tmpl_id=self.service.product_tmpl_id.id)

    def test_company_of_a_row(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.make_practitioner("Theirs", company_id=other.id, branch_ids=other.clientele_branch_ids.ids)
        self.service.company_id = self.company
        with self.assertRaisesRegex(Exception, "company"), self.cr.savepoint():
            self.perform(theirs)
        self.service.company_id = False
        row = self.perform(theirs)
        self.assertNotIn(row, row.with_user(self.make_user("receptionist")).search([]))

    def test_rooms_are_rooms(self):
        laser = self.env["resource.resource"].create(
            {"name": "Laser", "resource_type": "material", "clientele_use": "equipment"}
        )
        with self.assertRaisesRegex(ValidationError, "Laser is not what Haircut needs it for"), self.cr.savepoint():
            self.service.clientele_room_ids = laser
        self.service.clientele_equipment_ids = laser
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaisesRegex(ValidationError, "Laser belongs to"), self.cr.savepoint():
            self.service.company_id = other

    def test_copy(self):
        """A copy has the gaps and practitioners, but not those of variants of the original."""
        short, __ = self.make_variants()
        self.perform(self.practitioner, short, price=70)
        self.perform(self.olga, short, product_id=short.id)
        short.clientele_gap_ids = [Command.create({"start": 10})]
        copy = short.product_tmpl_id.copy()
        self.assertEqual(copy.clientele_practitioner_ids.resource_id, self.practitioner)
        self.assertEqual(copy.clientele_gap_ids.start, 10)


@tagged("post_install", "-at_install")
class TestPerformers(ServiceCase):
    """Who performs a service where."""

    def test_without_rows_everyone_of_the_branch(self):
        second = self.env["clientele.branch"].create({"name": "Second", "tz": "Europe/Sofia"})
        self.make_practitioner("Elsewhere", branch_ids=second.ids)
        self.make_practitioner("Left", active=False)
        clerk = self.env["resource.resource"].create({"name": "Clerk", "branch_ids": self.branch.ids})
        self.assertEqual(self.service._clientele_performers(self.branch), self.practitioner | self.olga)
        clerk.is_practitioner = True
        self.olga.active = False
        self.assertEqual(self.service._clientele_performers(self.branch), self.practitioner | clerk)

    def test_rows_name_who_does(self):
        second = self.env["clientele.branch"].create({"name": "Second", "tz": "Europe/Sofia"})
        self.perform(self.olga)
        self.assertEqual(self.service._clientele_performers(self.branch), self.olga)
        self.assertFalse(self.service._clientele_performers(second))
        self.olga.active = False
        self.assertFalse(self.service._clientele_performers(self.branch))
        self.assertIn("Nobody performs Haircut in", self.service._clientele_nobody(self.branch))

    def test_rows_of_variants(self):
        short, long = self.make_variants()
        self.perform(self.practitioner, short, product_id=short.id)
        self.assertEqual(short._clientele_performers(self.branch), self.practitioner)
        self.assertFalse(long._clientele_performers(self.branch))
        self.perform(self.olga, short)
        self.assertEqual(long._clientele_performers(self.branch), self.olga)
        self.assertEqual(short._clientele_performers(self.branch), self.practitioner | self.olga)

    def test_rows_of_another_company_say_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.make_practitioner("Theirs", company_id=other.id, branch_ids=other.clientele_branch_ids.ids)
        self.perform(theirs)
        self.assertEqual(self.service._clientele_performers(self.branch), self.practitioner | self.olga)
