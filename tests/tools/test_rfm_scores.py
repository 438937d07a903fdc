import doctest

from odoo.tests import BaseCase

from odoo.addons.clientele.tools import rfm


class TestRfmScores(BaseCase):
    """Fifths of a base, and what two scores make of a client."""

    def test_doctests(self):
        self.assertEqual(doctest.testmod(rfm).failed, 0)

    def test_five_different_values_are_five_scores(self):
        limits = rfm.cuts([10, 20, 30, 40, 50])
        self.assertEqual(limits, [10, 20, 30, 40])
        self.assertEqual([rfm.score(value, limits) for value in (10, 20, 30, 40, 50)], [1, 2, 3, 4, 5])

    def test_a_limit_belongs_to_the_lower_fifth(self):
        limits = rfm.cuts(range(1, 11))
        self.assertEqual(limits, [2, 4, 6, 8])
        self.assertEqual([rfm.score(value, limits) for value in (2, 3, 8, 9)], [1, 2, 4, 5])

    def test_equal_values_have_equal_scores(self):
        """Nine of ten came once: they share the lowest score, and who came twice has the highest."""
        limits = rfm.cuts([1] * 9 + [2])
        self.assertEqual((rfm.score(1, limits), rfm.score(2, limits)), (1, 5))

    def test_nobody(self):
        self.assertEqual(rfm.cuts([]), [])

    def test_every_pair_of_scores_has_a_segment(self):
        found = {rfm.segment(recency, frequency) for recency in range(1, 6) for frequency in range(1, 6)}
        self.assertEqual(len(found), 8)
        self.assertEqual({len(row) for row in rfm.SEGMENTS}, {5})
