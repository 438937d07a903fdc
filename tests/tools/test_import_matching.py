"""Whose row is it: number, then phone, then e-mail, and what stays unclear. (Import of history)"""

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.import_matching import Clients, Known, Match, Person, names_agree

ANNA = Person(key="crm|id|1", phone="+359888000001", email="anna@x.bg", name="Anna Ivanova")
BORIS = Person(key="crm|id|2", phone="+359888000002", email="boris@x.bg", name="Boris Petrov")


class TestImportMatching(BaseCase):
    def setUp(self):
        super().setUp()
        self.clients = Clients()
        self.clients.add(Known(1, "Anna Ivanova"), ANNA)
        self.clients.add(Known(2, "Boris Petrov"), BORIS)

    def check(self, person, outcome, client=None, reason="", policy="ask"):
        self.assertEqual(self.clients.match(person, policy), Match(outcome, client, reason))

    def test_order_of_identities(self):
        """The number outranks the phone, the phone and the e-mail need a name that can be theirs."""
        self.check(Person("crm|id|2", ANNA.phone, ANNA.email, "Anna"), "match", 2)
        self.check(Person(None, ANNA.phone, None, "Ivanova Anna"), "match", 1)
        self.check(Person(None, None, BORIS.email, "boris"), "match", 2)
        self.check(Person("crm|id|9", ANNA.phone, ANNA.email, None), "match", 1)
        self.check(Person("crm|id|9", "+359888000009", "new@x.bg", "Anna Ivanova"), "new")
        self.check(Person(), "new")

    def test_a_shared_phone_is_no_proof(self):
        """Another name behind the same phone may be family: the user decides."""
        maria = Person(None, ANNA.phone, None, "Maria Ivanova")
        self.check(maria, "decide", 1, "other_name")
        self.check(maria, "match", 1, policy="merge")
        self.check(maria, "new", policy="separate")

    def test_phone_of_one_and_email_of_another(self):
        self.check(Person(None, ANNA.phone, BORIS.email, "12345"), "decide", 1, "two_clients")
        # The name tells which of the two it is.
        self.check(Person(None, ANNA.phone, BORIS.email, "Boris"), "match", 2)

    def test_several_with_one_phone(self):
        self.clients.add(Known(3, "Ivan Ivanov"), Person(phone=ANNA.phone))
        self.check(Person(None, ANNA.phone, None, "Ivan"), "match", 3)
        self.check(Person(None, ANNA.phone, ANNA.email, "Ivan"), "decide", 1, "other_name")
        self.check(Person(None, ANNA.phone, None, None), "decide", 1, "several")

    def test_rows_of_one_file(self):
        """Two rows of a file with one phone become one client."""
        self.clients.add(Known(-1, "Vera", in_file=True), Person(phone="+359888000003", name="Vera"))
        self.check(Person("crm|id|7", "+359888000003", None, "Vera Dimova"), "merge", -1)

    def test_names_alone(self):
        """Only rows without any other identity go by name, and only by one that is given once."""
        self.clients.add(Known(5, "Vera Dimova"), Person(name="Vera Dimova"), by_name=True)
        self.check(Person(name="dimova, VERA", by_name=True), "match", 5)
        self.check(Person(name="Vera Dimova"), "new")
        self.check(Person(name="Vera", by_name=True), "new")
        self.check(Person(phone="+359888000009", name="Vera Dimova", by_name=True), "new")
        self.clients.add(Known(6, "Vera Dimova"), Person(name="Vera Dimova"), by_name=True)
        self.check(Person(name="Vera Dimova", by_name=True), "decide", 5, "same_name")

    def test_names_agree(self):
        for one, other in (
            ("Anna", "anna ivanova"),
            ("Иванова Анна", "Анна  Иванова"),
            (None, "Anna"),
            ("00004", "Anna"),
        ):
            self.assertTrue(names_agree(one, other), (one, other))
        self.assertFalse(names_agree("Anna Ivanova", "Maria Ivanova"))
