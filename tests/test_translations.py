"""The translations are whole. Needs neither Odoo nor a database; how to complete them: docs/development.md."""

import re
from pathlib import Path

import polib

from odoo.tests import BaseCase

FOLDER = Path(__file__).resolve().parents[1] / "i18n"
LANGUAGES = {"bg", "ru", "uk"}
# %(name)s and %s, tags with their attributes apart from texts for people, and Odoo's invisible="…" among them
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf](?!\w)|%%")
TAG = re.compile(r"</?\w[^>]*>")
SPOKEN = re.compile(r'\b(?:title|alt|placeholder|aria-label|string)="[^"]*"')


def marks(text: str) -> list[str]:
    tags = [SPOKEN.sub("", tag) for tag in TAG.findall(text)]
    return sorted([*PLACEHOLDER.findall(TAG.sub("", text)), *tags])


class TestTranslations(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = polib.pofile(str(FOLDER / "clientele.pot"))
        cls.catalogues = {path.stem: polib.pofile(str(path)) for path in sorted(FOLDER.glob("*.po"))}

    def test_languages(self):
        self.assertEqual(set(self.catalogues), LANGUAGES)
        for language, catalogue in self.catalogues.items():
            with self.subTest(language=language):
                self.assertEqual(catalogue.metadata["Language"], language)
                self.assertIn("nplurals=", catalogue.metadata["Plural-Forms"])

    def test_terms_are_those_of_the_template(self):
        terms = {entry.msgid for entry in self.template}
        for language, catalogue in self.catalogues.items():
            with self.subTest(language=language):
                found = [entry.msgid for entry in catalogue]
                self.assertEqual(len(found), len(set(found)), "a term is there twice")
                self.assertEqual(set(found), terms, "run ./dev pot")

    def test_every_term_is_translated(self):
        for language, catalogue in self.catalogues.items():
            with self.subTest(language=language):
                self.assertFalse([entry.msgid for entry in catalogue if not entry.msgstr.strip() or entry.fuzzy])

    def test_placeholders_and_tags_are_kept(self):
        for language, catalogue in self.catalogues.items():
            for entry in catalogue:
                with self.subTest(language=language, term=entry.msgid):
                    self.assertEqual(marks(entry.msgstr), marks(entry.msgid))
