from odoo.tests import BaseCase

from ...tools.domain_words import say

JOINTS = {"&": "and", "|": "or"}


class TestDomainWords(BaseCase):
    """YC13: which clients were asked for, in words."""

    def words(self, *terms):
        return say(terms, lambda term: term.replace("-", ""), JOINTS, "not ({})".format)

    def test_brackets_only_where_they_matter(self):
        for terms, words in (
            ((), ""),
            (("a",), "a"),
            (("&", "a", "b"), "a and b"),
            (("&", "&", "a", "b", "c"), "a and b and c"),
            (("|", "a", "|", "b", "c"), "a or b or c"),
            (("&", "a", "|", "b", "c"), "a and (b or c)"),
            (("|", "&", "a", "b", "&", "c", "d"), "(a and b) or (c and d)"),
            (("!", "a"), "not (a)"),
            (("&", "!", "|", "a", "b", "c"), "not (a or b) and c"),
        ):
            with self.subTest(terms=terms):
                self.assertEqual(self.words(*terms), words)

    def test_what_need_not_be_said(self):
        for terms, words in (
            (("-",), ""),
            (("&", "-", "a"), "a"),
            (("&", "a", "-"), "a"),
            (("&", "-", "-"), ""),
            (("!", "-"), ""),
            (("&", "-", "|", "a", "b"), "a or b"),
        ):
            with self.subTest(terms=terms):
                self.assertEqual(self.words(*terms), words)
