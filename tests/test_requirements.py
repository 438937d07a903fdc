"""docs/requirements.md and the tests speak of the same rules. Needs neither Odoo nor a database."""

import re
from pathlib import Path

from odoo.tests import BaseCase

ROOT = Path(__file__).resolve().parents[1]
ID = re.compile(r"\b(?:DF|FF|FC|CR|IN|LO|FO|TR|SK|YC)\d{1,2}\b")


class TestRequirements(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        text = (ROOT / "docs" / "requirements.md").read_text()
        # Each rule is one item of a list: "- **id Name.** What it says.\\ **today**: `tests/…`"
        items = [item for item in re.split(r"\n(?=- |#|\n)", text) if item.startswith("- **")]
        cls.rules = {item[4:].partition(" ")[0].rstrip("*"): item for item in items}

    def test_tests_cite_known_rules(self):
        for path in sorted((ROOT / "tests").rglob("*.py")):
            unknown = set(ID.findall(path.read_text())) - self.rules.keys()
            with self.subTest(path=path.name):
                self.assertFalse(unknown, "docs/requirements.md does not know these")

    def test_named_files_test_their_rule(self):
        for rule, item in self.rules.items():
            for name in re.findall(r"`((?:tests|static)/[^`]+)`", item):
                with self.subTest(rule=rule, file=name):
                    self.assertTrue((ROOT / name).is_file(), "no such file")
