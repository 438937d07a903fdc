"""Words that a text leaves open (TR23)."""

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.placeholders import fill, unknown


class TestPlaceholders(BaseCase):
    def test_words_and_fallbacks(self):
        """TR23: what stands behind the bar is said where a word is empty or missing."""
        text = "Hello {name|dear client}: {points} points{ tier | } {balance|none}"
        self.assertEqual(fill(text, {"name": "Ann", "points": "5"}), "Hello Ann: 5 points none")
        self.assertEqual(fill("{name|dear client}", {"name": ""}), "dear client")
        self.assertEqual(fill("{name}", {}), "")

    def test_other_braces_stay(self):
        self.assertEqual(fill("{} {a b} 100 %", {"a": "x"}), "{} {a b} 100 %")

    def test_a_word_is_not_read_again(self):
        self.assertEqual(fill("{name}", {"name": "{points}", "points": "5"}), "{points}")

    def test_unknown_names(self):
        self.assertEqual(unknown("{name|x} {nme} {points}", ("name", "points")), ["nme"])
