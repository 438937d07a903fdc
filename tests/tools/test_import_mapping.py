"""Columns are recognised by their headings in four languages. (Import of history)"""

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.import_mapping import SYNONYMS, guess, normalise

CLIENT = (
    "client_ref name first_name last_name phone email birthday gender group branch labels vip blocked discount "
    "card_number note street city zip"
).split()
VISIT = (
    "document client_ref name first_name last_name phone email birthday gender date time amount quantity price "
    "line_discount service practitioner branch state note"
).split()


def fields(headings, allowed, samples=None, remembered=None):
    return guess(headings, samples or [[] for _heading in headings], allowed, remembered)


class TestImportMapping(BaseCase):
    def test_clients_in_four_languages(self):
        expected = ["name", "phone", "email", "birthday", "gender", "note"]
        for headings in (
            ["Name", "Phone number", "E-mail", "Date of birth", "Gender", "Comment"],
            ["Име", "Телефон", "Имейл", "Дата на раждане", "Пол", "Бележка"],
            ["Имя", "Телефон", "Эл. почта", "День рождения", "Пол", "Комментарий"],
            ["Ім’я", "Номер телефону", "Електронна пошта", "Дата народження", "Стать", "Примітка"],
        ):
            with self.subTest(headings=headings):
                self.assertEqual(fields(headings, CLIENT), expected)

    def test_visits_in_four_languages(self):
        expected = ["document", "date", "name", "service", "practitioner", "amount"]
        for headings in (
            ["Receipt No", "Visit date", "Client", "Service", "Employee", "Total amount"],
            ["Номер на документ", "Дата и час", "Клиент", "Услуга", "Служител", "Сума"],
            ["№ чека", "Дата визита", "Клиент", "Услуга", "Сотрудник", "Итого, руб."],
            ["Номер чеку", "Дата візиту", "Клієнт", "Послуга", "Майстер", "Сума"],
        ):
            with self.subTest(headings=headings):
                self.assertEqual(fields(headings, VISIT), expected)

    def test_client_column_of_numbers(self):
        """`client` heads numbers in one file and names in another: the values decide."""
        headings = ["client", "date", "items", "amount"]
        codes = [["00004", "00021"], ["1997-01-01"], ["2"], ["29.33"]]
        names = [["Anna Ivanova", "Boris"], [], [], []]
        self.assertEqual(fields(headings, VISIT, codes), ["client_ref", "date", "quantity", "amount"])
        self.assertEqual(fields(headings, VISIT, names)[0], "name")
        self.assertEqual(fields(["Client ID", "Client"], CLIENT, [["7"], ["Anna"]]), ["client_ref", "name"])

    def test_a_field_goes_to_one_column(self):
        self.assertEqual(fields(["Phone", "Mobile phone", "Phone"], CLIENT), ["phone", None, None])
        self.assertEqual(fields(["Discount", "Discount"], VISIT), ["line_discount", None])

    def test_remembered_choices_win(self):
        headings = ["Name", "Nick name", "Телефон"]
        chosen = {"nick name": "name", "телефон": "", "name": "note"}
        self.assertEqual(fields(headings, CLIENT, remembered=chosen), ["note", "name", None])
        # What belongs to another kind of import is not offered here.
        self.assertEqual(fields(["Sum"], CLIENT, remembered={"sum": "amount"}), [None])

    def test_unknown_headings(self):
        self.assertEqual(fields(["", "  ", "Foo", "123"], CLIENT), [None] * 4)

    def test_normalise(self):
        self.assertEqual(normalise(" E-Mail:  (основной) "), "e mail основной")
        self.assertEqual(normalise("№ чека"), "номер чека")
        self.assertEqual(normalise("Ім’я_клієнта"), "ім'я клієнта")

    def test_every_synonym_finds_its_field(self):
        """No synonym is hidden behind another field of the same kind of import."""
        for allowed in (CLIENT, VISIT):
            for field in allowed:
                for word in SYNONYMS[field]:
                    with self.subTest(field=field, word=word):
                        rivals = [other for other in allowed if other != field and word in SYNONYMS[other]]
                        self.assertFalse(rivals)
                        self.assertEqual(fields([word], allowed), [field])
