"""How many parts an SMS takes (SK6)."""

import json
from decimal import Decimal
from pathlib import Path

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.sms_parts import sms_cost, sms_parts

VECTORS = Path(__file__).resolve().parents[2] / "static" / "tests" / "unit" / "client" / "sms_vectors.js"


class TestSmsParts(BaseCase):
    def test_vectors(self):
        """SK6: the same table as the counter on the screen: Latin, two places, Cyrillic, emoji, flat parts."""
        script = VECTORS.read_text()
        for vector in json.loads(script[script.index("[") : script.rindex("]") + 1]):
            text = "".join(piece * times for piece, times in vector["text"])
            with self.subTest(text=vector["text"]):
                self.assertEqual(sms_parts(text), vector["parts"])
                self.assertEqual(sms_parts(text, flat=True), vector["flat"])

    def test_latin(self):
        """SK6: 160 characters in one part, 153 in each of several."""
        expected = {0: 0, 1: 1, 160: 1, 161: 2, 306: 2, 307: 3, 459: 3, 460: 4}
        self.assertEqual({length: sms_parts("a" * length) for length in expected}, expected)

    def test_other_scripts(self):
        """SK6: 70 characters in one part, 67 in each of several; one letter is enough."""
        expected = {1: 1, 70: 1, 71: 2, 134: 2, 135: 3}
        self.assertEqual({length: sms_parts("я" * length) for length in expected}, expected)
        self.assertEqual(sms_parts("a" * 70 + "я"), 2)

    def test_characters_that_take_two_places(self):
        self.assertEqual([sms_parts("€" * 80), sms_parts("€" * 81)], [1, 2])
        self.assertEqual([sms_parts("😀" * 35), sms_parts("😀" * 36)], [1, 2])

    def test_no_character_is_torn(self):
        """153 places: the euro that would begin at the last one goes to the next part."""
        self.assertEqual(sms_parts("a" * 152 + "€" + "a" * 151), 2)
        self.assertEqual(sms_parts("a" * 152 + "€" + "a" * 152), 3)

    def test_flat_parts(self):
        """SK6: at 1.01 a part, 70 characters cost 1.01, 71 and 140 cost 2.02, 141 cost 3.03."""
        price = Decimal("1.01")
        costs = {length: sms_cost("a" * length, price, flat=True) for length in (70, 71, 140, 141)}
        expected = {70: "1.01", 71: "2.02", 140: "2.02", 141: "3.03"}
        self.assertEqual(costs, {length: Decimal(cost) for length, cost in expected.items()})
