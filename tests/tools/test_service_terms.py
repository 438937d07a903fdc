from odoo.tests import BaseCase

from ...tools.service_terms import ServiceTerms, fault_of_gaps


class TestServiceTerms(BaseCase):
    """A service in another duration, and gaps that make no sense."""

    def test_another_duration_keeps_the_gaps_inside_it(self):
        terms = ServiceTerms(95, 120, gaps=((30, 30), (90, 10)))
        self.assertEqual(terms.lasting(101).gaps, ((30, 30), (90, 10)))
        self.assertEqual(terms.lasting(100).gaps, ((30, 30),))
        self.assertEqual(terms.lasting(60), ServiceTerms(95, 60))

    def test_gap_lies_strictly_inside(self):
        self.assertIsNone(fault_of_gaps(60, []))
        self.assertIsNone(fault_of_gaps(60, [(1, 58)]))
        for gap in ((0, 10), (-5, 10), (1, 59), (60, 5), (10, 0), (10, -5)):
            with self.subTest(gap=gap):
                self.assertEqual(fault_of_gaps(60, [gap]), ("outside", gap))

    def test_gaps_do_not_overlap(self):
        self.assertIsNone(fault_of_gaps(60, [(20, 10), (10, 10)]))
        self.assertEqual(fault_of_gaps(60, [(20, 10), (10, 11)]), ("overlap", (20, 10)))
