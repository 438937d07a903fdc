from odoo.tests import BaseCase

from ...tools.initials import initials


class TestInitials(BaseCase):
    def test_initials(self):
        for name, short in {
            "Ann Petrova": "A. P.",
            "ann": "A.",
            "  Мария   де ла Крус ": "М. Д. Л. К.",
            "Anna-Maria O'Neil": "A. O.",
            "+359 888 123 456": "",
            "Ann +359888123456": "A.",
            "(Ann)": "",
            "": "",
        }.items():
            with self.subTest(name=name):
                self.assertEqual(initials(name), short)
