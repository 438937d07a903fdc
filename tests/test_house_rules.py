"""Rules about the source itself. They need neither Odoo nor a database; ./dev lint checks them too."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from odoo.tests import BaseCase

ROOT = Path(__file__).resolve().parents[1]

FILE_LINES = 400
FUNCTION_LINES = 60

ALL = {"client", "visit", "wallet", "insight", "loyalty", "segment", "campaign", "booking", "pos"}
# Each domain, and what it may use besides what those may use themselves (docs/architecture.md).
MAY_USE = {
    "client": set(),
    "visit": {"client"},
    "wallet": {"client", "visit"},
    "insight": {"visit", "wallet"},
    "loyalty": {"wallet", "insight"},
    "segment": {"insight", "loyalty"},
    "campaign": {"segment"},
    "booking": ALL,
    "pos": ALL,
}

# Fields that most models of Odoo have: who mentions them means nobody's in particular.
COMMON_FIELDS = {"active", "company_id", "currency_id", "name", "partner_id", "sequence", "state", "user_id"}
COMMON_FIELDS |= {"program_id"}  # of core's loyalty cards

# Records of these models are reached by their id only, so an id that nobody mentions is dead.
REFERENCED_MODELS = {
    "ir.actions.act_window",
    "ir.actions.report",
    "ir.actions.server",
    "mail.template",
    "res.groups",
}


def sources(*suffixes: str, tests: bool = False) -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if path.suffix in suffixes and not parts[0].startswith(".") and (tests or "tests" not in parts):
            yield path


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


class TestHouseRules(BaseCase):
    def test_files_and_functions_are_short(self):
        for path in sources(".py", ".js"):
            lines = len(path.read_text().splitlines())
            with self.subTest(path=name_of(path)):
                self.assertLessEqual(lines, FILE_LINES, "split the file")
        for path in sources(".py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef):
                    with self.subTest(path=name_of(path), function=node.name):
                        self.assertLessEqual(node.end_lineno - node.lineno + 1, FUNCTION_LINES, "split the function")

    def test_sudo_has_a_reason(self):
        """`# sudo: why` on the line or near it."""
        for path in sources(".py"):
            lines = path.read_text().splitlines()
            for number, line in enumerate(lines):
                if ".sudo()" in line.partition("#")[0]:
                    near = lines[max(number - 3, 0) : number + 2]
                    with self.subTest(path=name_of(path), line=number + 1):
                        self.assertIn("# sudo: ", "\n".join(near), "say why the user's rights do not matter")

    def test_methods_do_not_replace_each_other(self):
        """A model is extended in many files; a second method of one name calls the first, or takes another name."""
        first: dict[tuple[str, str], str] = {}
        for path in sorted((ROOT / "models").rglob("*.py")):
            for node in ast.parse(path.read_text()).body:
                for model, method in methods_without_super(node):
                    with self.subTest(model=model, method=method):
                        self.assertEqual(first.setdefault((model, method), name_of(path)), name_of(path))

    def test_xml_ids_are_used(self):
        text = "\n".join(path.read_text() for path in sources(".py", ".xml", ".js", ".csv", tests=True))
        for path, xml_id in self._declared_ids():
            with self.subTest(path=name_of(path), id=xml_id):
                mentions = len(re.findall(rf"(?<![\w.]){re.escape(xml_id)}\b", text.replace("clientele.", "")))
                self.assertGreater(mentions, 1, "declared and never mentioned again")

    def _declared_ids(self) -> Iterator[tuple[Path, str]]:
        for path in sources(".xml"):
            for node in ElementTree.parse(path).iter():
                xml_id = node.get("id", "")
                if not xml_id or "." in xml_id:
                    continue
                bound = node.find("field[@name='binding_model_id']") is not None
                if node.tag == "record" and node.get("model") in REFERENCED_MODELS and not bound:
                    yield path, xml_id
                if node.tag == "template" and not node.get("inherit_id"):
                    yield path, xml_id


class TestDomains(BaseCase):
    """A domain uses those below it, never the other way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.allowed = {domain: reachable(domain) for domain in MAY_USE}
        cls.defined = {domain: defined_names(domain) for domain in MAY_USE}

    def test_domains_are_known(self):
        for folder in ("models", "views"):
            found = {path.name for path in (ROOT / folder).glob("[!_.]*/")}
            self.assertLessEqual(found, set(MAY_USE))

    def test_lower_domains_do_not_mention_higher_ones(self):
        for domain in MAY_USE:
            foreign = self._foreign_names(domain)
            for path in [*domain_files("models", domain, "*.py"), *domain_files("views", domain, "*.xml")]:
                used = words_of_python(path) if path.suffix == ".py" else words_of_xml(path)
                with self.subTest(path=name_of(path)):
                    self.assertFalse(
                        {f"{word} (of {foreign[word]})" for word in used & foreign.keys()},
                        f"{domain} may only use {sorted(self.allowed[domain])}",
                    )

    def _foreign_names(self, domain: str) -> dict[str, str]:
        """What only domains define that this one may not use."""
        allowed = {domain, *self.allowed[domain]}
        known = set().union(*(self.defined[other] for other in allowed))
        return {name: other for other in MAY_USE if other not in allowed for name in self.defined[other] - known}


def reachable(domain: str) -> set[str]:
    direct = MAY_USE[domain]
    return direct if direct == ALL else direct.union(*map(reachable, direct))


def domain_files(folder: str, domain: str, pattern: str) -> list[Path]:
    return sorted((ROOT / folder / domain).rglob(pattern))


def defined_names(domain: str) -> set[str]:
    """The models that a domain makes, their tables, and the fields that it adds to the models of others.

    Fields of its own models need no look: whoever uses them has mentioned the model, or a field that leads there.
    """
    files = [ast.parse(path.read_text()) for path in domain_files("models", domain, "*.py")]
    classes = [node for tree in files for node in tree.body if isinstance(node, ast.ClassDef)]
    models = set().union(*(texts_of(node, "_name") - texts_of(node, "_inherit") for node in classes))
    added: set[str] = set()
    for node in classes:
        own = texts_of(node, "_name") - texts_of(node, "_inherit")
        if not own and not texts_of(node, "_inherit") <= models:
            added |= set(field_names(node)) - COMMON_FIELDS
    return {*models, *(name.replace(".", "_") for name in models), *added}


def texts_of(node: ast.ClassDef, name: str) -> set[str]:
    """The text, or the texts, that the class gives to an attribute."""
    for item in node.body:
        if isinstance(item, ast.Assign) and ast.unparse(item.targets[0]) == name:
            value = ast.literal_eval(item.value)
            return {value} if isinstance(value, str) else set(value)
    return set()


def methods_without_super(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """(model, method) of a class's methods that do not call those that they extend."""
    if isinstance(node, ast.ClassDef):
        model = min(texts_of(node, "_name") or texts_of(node, "_inherit"), default="")
        for item in node.body:
            if model and isinstance(item, ast.FunctionDef) and "super(" not in ast.unparse(item):
                yield model, item.name


def field_names(node: ast.ClassDef) -> Iterator[str]:
    for item in node.body:
        value = ast.unparse(item.value) if isinstance(item, ast.Assign) else ""
        # Options that are added to a field leave it to the domain that made it.
        if value.startswith("fields.") and "selection_add=" not in value:
            yield item.targets[0].id


def words(text: str) -> set[str]:
    """Dotted names and their parts: `order_id.visit_id` mentions `visit_id`."""
    dotted = re.findall(r"[A-Za-z_][\w.]*", text)
    return {*dotted, *(part for name in dotted for part in name.split("."))}


def words_of_python(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not is_prose(node.value):
            found |= words(node.value)
    return found


def is_prose(text: str) -> bool:
    """Docstrings and messages may speak about other domains; names, domains and SQL do not end in a stop."""
    return text.rstrip().endswith((".", "?", "!"))


def words_of_xml(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ElementTree.parse(path).iter():
        for attribute, value in node.items():
            if attribute not in ("string", "help", "placeholder", "title", "alt", "id"):
                found |= words(value)
    return found
