"""Phone numbers without a database: YC5, YC6."""

import random
import time

import phonenumbers

from odoo.tests import BaseCase

from odoo.addons.clientele.tools import phones

COUNTRIES = "BG UA RU US GB DE FR RO GR RS PL IT ES TR KZ HR CZ SK HU AT CH NL BE SE IL BY BR MX AR".split()
SEPARATORS = ("", " ", "-", " (", ") ", ".")


def _by_library(text, country):
    """E.164 as the library and core's corrections give it, without the short way."""
    number = phones._parse(text.strip(), country)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else None


def _examples(country):
    """National numbers of every type of a country, as digits."""
    numbers = (phonenumbers.example_number_for_type(country, kind) for kind in range(11))
    return [phonenumbers.national_significant_number(number) for number in numbers if number]


def _typed(rng, country, example):
    """A number as somebody could type it: right, slightly wrong or quite wrong."""
    kept = rng.randint(0, len(example))
    count = max(0, len(example) - kept + rng.choice((0, 0, 0, 0, 0, 1, -1, 2)))
    number = example[:kept] + "".join(rng.choices("0123456789", k=count))
    code = str(phonenumbers.country_code_for_region(country))
    start = rng.choice(
        ("", "0", "8", "1", "00", "+", f"+{code}", f"00{code}", code, f"+{code}0", f"0{code}", f"011{code}")
    )
    return "".join(char + (rng.choice(SEPARATORS) if rng.random() < 0.2 else "") for char in start + number)


class TestPhones(BaseCase):
    def test_formats_of_one_number(self):
        """YC5: any format of a number is one number."""
        for text in (
            "0888 123 456",
            "+359888123456",
            "00359 888 123 456",
            "(0888) 123-456",
            "888123456",
            " 0888123456 ",
            "359888123456",
            "+359 (0) 888 123 456",
            "tel: 0888 123 456",
        ):
            with self.subTest(text=text):
                self.assertEqual(phones.to_e164(text, "BG"), "+359888123456")

    def test_foreign_numbers(self):
        self.assertEqual(phones.to_e164("+380 44 123 4567", "BG"), "+380441234567")
        self.assertEqual(phones.to_e164("+7 912 345-67-89", None), "+79123456789")
        self.assertEqual(phones.to_e164("8 (912) 345-67-89", "RU"), "+79123456789")

    def test_wrong_numbers(self):
        for text in ("", None, "abc", "12", "0888 12", "0888 123 4567 890 123", "+1", "n/a", "0" * 400):
            with self.subTest(text=text):
                self.assertIsNone(phones.to_e164(text, "BG"))
        self.assertIsNone(phones.to_e164("0888123456", None))
        self.assertIsNone(phones.to_e164("0888123456", "XX"))

    def test_short_way_equals_the_library(self):
        rng = random.Random(7)
        for country in COUNTRIES:
            examples = _examples(country)
            for _number in range(700):
                text = _typed(rng, country, rng.choice(examples))
                fast, slow = phones.to_e164(text, country), _by_library(text, country)
                if fast != slow:
                    self.fail(f"{country} {text!r}: {fast} instead of {slow}")

    def test_short_way_is_taken_for_common_countries(self):
        for country in ("BG", "UA", "US", "DE", "FR", "RO", "GR", "RS", "PL", "TR"):
            self.assertTrue(phones._home_plan(country), country)
        self.assertIsNone(phones._home_plan("XX"))

    def test_home_numbers_are_fast(self):
        """The short way is at least 3 times as fast as one pass of the library (8 measured)."""
        rng = random.Random(3)
        numbers = [f"0888 {rng.randint(0, 999999):06d}" for _number in range(3000)]
        phones.to_e164(numbers[0], "BG")
        ours = _seconds(lambda text: phones.to_e164(text, "BG"), numbers)
        library = _seconds(lambda text: phonenumbers.is_valid_number(phonenumbers.parse(text, "BG")), numbers)
        self.assertGreater(library / ours, 3)

    def test_digits(self):
        self.assertEqual(phones.digits("+359 (88) 8-1"), "3598881")
        self.assertEqual(phones.digits("٠٨٨"), "088")
        self.assertEqual(phones.digits(None), "")

    def test_search_keys(self):
        """YC5: whole numbers in any format, beginnings and last digits."""
        self.assertEqual(phones.search_keys("0888 123 456", "BG"), ("359888123456",))
        self.assertEqual(phones.search_keys("+359888123456", "BG"), ("359888123456",))
        self.assertEqual(phones.search_keys("0888 12", "BG"), ("088812", "88812"))
        self.assertEqual(phones.search_keys("00359 888", "BG")[0], "359888")
        self.assertEqual(phones.search_keys("3456", "BG"), ("3456",))
        self.assertEqual(phones.search_keys("Anna", "BG"), ())
        self.assertEqual(phones.search_keys("3456", None), ("3456",))


def _seconds(function, values):
    """Best of three runs over all values, in seconds."""
    best = 1e9
    for _run in range(3):
        start = time.perf_counter()
        for value in values:
            function(value)
        best = min(best, time.perf_counter() - start)
    return best
