"""Guess which field a column of a client's file is, from its heading. (Import of history)

Headings come in English, Bulgarian, Russian and Ukrainian, as programs for salons and shops write them. A choice that
a user made earlier for the same heading outranks every guess; a field is given to one column only.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

# A heading equals or holds one of these; in each list English, Bulgarian, Russian, Ukrainian.
_WORDS = {
    "client_ref": (
        "client id, client no, client number, client code, customer id, customer no, customer number, customer code, "
        "external id, contact id, id, code, номер на клиент, код на клиент, клиентски номер, номер клиента, код "
        "клиента, id клиента, код, номер клієнта, код клієнта, id клієнта"
    ),
    "name": (
        "name, full name, client, client name, customer, customer name, guest, contact, име, имена, име на клиент, "
        "клиент, име и фамилия, имя, фио, клиент фио, имя клиента, полное имя, покупатель, ім'я, імʼя, піб, пiб, "
        "клієнт, ім'я клієнта, прізвище та ім'я, прізвище ім'я, фамилия имя"
    ),
    "first_name": "first name, given name, forename, собствено име, первое имя, власне ім'я",
    "last_name": "last name, surname, family name, фамилия, прізвище",
    "phone": (
        "phone, phone number, mobile, mobile phone, telephone, tel, cell, телефон, телефонен номер, мобилен, мобилен "
        "телефон, gsm, тел, номер телефона, мобильный, мобильный телефон, сотовый, номер телефону, мобільний, "
        "мобільний телефон"
    ),
    "email": (
        "email, e mail, mail, email address, имейл, имейл адрес, е мейл, поща, ел поща, мейл, почта, электронная "
        "почта, эл почта, емейл, пошта, електронна пошта, електронна адреса, ел пошта"
    ),
    "birthday": (
        "birthday, birth date, date of birth, birthdate, dob, born, рожден ден, дата на раждане, роден, родена, день "
        "рождения, дата рождения, др, день народження, дата народження"
    ),
    "gender": "gender, sex, пол, стать",
    "group": (
        "group, client group, customer group, група, клиентска група, група клиенти, группа, группа клиента, группа "
        "клиентов, група клієнта, група клієнтів"
    ),
    "branch": (
        "branch, location, salon, studio, shop, store, обект, салон, филиал, магазин, локация, філія, філіал, "
        "локація, отделение"
    ),
    "labels": (
        "labels, label, tags, tag, categories, category, етикети, етикет, тагове, категории, категория, метки, теги, "
        "тег, мітки, категорії, категорія"
    ),
    "vip": "vip, вип, віп",
    "blocked": (
        "blocked, block list, blacklist, black list, блокиран, черен списък, заблокирован, черный список, "
        "заблокований, чорний список"
    ),
    "discount": (
        "client discount, personal discount, discount, отстъпка, лична отстъпка, скидка, персональная скидка, скидка "
        "клиента, знижка, персональна знижка"
    ),
    "card_number": (
        "card, card number, loyalty card, карта, номер на карта, клиентска карта, номер карты, карта лояльности, "
        "картка, номер картки, картка лояльності"
    ),
    "note": (
        "note, notes, comment, comments, remark, бележка, бележки, коментар, забележка, заметка, заметки, "
        "комментарий, примечание, нотатка, нотатки, коментарі, примітка"
    ),
    "street": "street, address, улица, адрес, вулиця, адреса",
    "city": "city, town, град, населено място, город, місто",
    "zip": "zip, zip code, postal code, postcode, пощенски код, индекс, почтовый индекс, поштовий індекс, індекс",
    "document": (
        "document, document no, document number, receipt, receipt no, receipt number, order, order id, order no, "
        "order number, invoice, invoice number, visit id, visit no, deal id, sale id, number, no, документ, номер на "
        "документ, документ номер, номер, бележка номер, касова бележка, поръчка, номер на поръчка, фактура, номер "
        "документа, чек, номер чека, заказ, номер заказа, id визита, номер визита, номер чеку, замовлення, номер "
        "замовлення, id візиту, номер візиту, id записи"
    ),
    "date": (
        "date, day, visit date, date of visit, sale date, order date, purchase date, start, date and time, date time, "
        "datetime, дата, ден, дата на посещение, посещение, дата на продажба, дата и час, начало, дата визита, дата "
        "посещения, дата продажи, дата и время, дата записи, визит, дата візиту, дата продажу, дата і час, дата та "
        "час, початок"
    ),
    "time": "time, hour, start time, час, начален час, время, время начала, година, час початку",
    "amount": (
        "amount, total, sum, paid, turnover, revenue, sales, total amount, сума, обща сума, общо, платено, стойност, "
        "оборот, сумма, итого, всего, оплачено, стоимость, к оплате, итог, разом, всього, сплачено, вартість, "
        "загальна сума"
    ),
    "quantity": "quantity, qty, count, items, units, количество, кол во, к во, брой, бройки, шт, кількість, кіл сть",
    "price": "price, unit price, цена, единична цена, цена за единицу, ціна, ціна за одиницю",
    "line_discount": "discount, discount percent, отстъпка, отстъпка в процент, скидка, знижка",
    "service": (
        "service, services, product, item, article, treatment, procedure, услуга, услуги, продукт, стока, артикул, "
        "процедура, товар, наименование, название, послуга, послуги, назва, наименование услуги"
    ),
    "practitioner": (
        "practitioner, employee, staff, specialist, master, stylist, therapist, doctor, provider, seller, служител, "
        "специалист, майстор, изпълнител, лекар, продавач, сотрудник, мастер, исполнитель, врач, продавец, "
        "співробітник, майстер, виконавець, спеціаліст, фахівець, лікар"
    ),
    "state": "state, status, статус, състояние, состояние, стан",
}
SYNONYMS = {field: tuple(words.split(", ")) for field, words in _WORDS.items()}
_CODE = re.compile(r"[^\W_]*\d[\w./-]*")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "ё": "е"})


def normalise(heading: str) -> str:
    """A heading for comparison: lower case, no punctuation but apostrophes, `№` as a word, single blanks."""
    text = unicodedata.normalize("NFC", heading).casefold().translate(_APOSTROPHES).replace("№", " номер ")
    return " ".join(re.sub(r"[^\w']|_", " ", text).split())


def guess(
    headings: Sequence[str],
    samples: Sequence[Sequence[object]],
    allowed: Iterable[str],
    remembered: Mapping[str, str] | None = None,
) -> list[str | None]:
    """Field of each column, None where no field fits.

    `samples` holds a few values of each column, `allowed` the fields of this kind of import, `remembered` the user's
    earlier choices by normalised heading ('' for *leave this column out*).
    """
    allowed = set(allowed)
    remembered = remembered or {}
    offers: list[tuple[int, int, str]] = []
    for place, heading in enumerate(headings):
        offers += [(-score, place, field) for field, score in _scores(heading, samples[place], allowed, remembered)]
    result: list[str | None] = [None] * len(headings)
    used: set[str] = set()
    for _score, place, field in sorted(offers):
        if result[place] is None and field not in used and remembered.get(normalise(headings[place])) != "":
            result[place] = field
            used.add(field)
    return result


def _scores(
    heading: str, values: Sequence[object], allowed: set[str], remembered: Mapping[str, str]
) -> list[tuple[str, int]]:
    """(field, score) of every field that the heading could mean; 1000 for a remembered one, 500 for an exact one."""
    text = normalise(heading)
    if not text:
        return []
    found = {field: score for field in allowed if (score := _score(text, field))}
    if remembered.get(text) in allowed:
        found[remembered[text]] = 1000
    # "Client" heads names in one program and numbers in the next; the values tell.
    if found.get("name") and "client_ref" in allowed and _are_codes(values):
        found["client_ref"] = max(found.get("client_ref", 0), found["name"] + 1)
    return list(found.items())


def _score(text: str, field: str) -> int:
    """How well a normalised heading fits a field: 500 equal, else by the length of the words that it shares."""
    best = 0
    for synonym in _NORMALISED[field]:
        if text == synonym:
            return 500
        if len(synonym) > 2 and f" {synonym} " in f" {text} ":
            best = max(best, len(synonym) * 5)
    return best


def _are_codes(values: Sequence[object]) -> bool:
    """Whether a column holds numbers or codes and no names."""
    texts = [str(value).strip() for value in values if value not in (None, "")]
    return bool(texts) and sum(bool(_CODE.fullmatch(text)) for text in texts) * 5 >= len(texts) * 4


_NORMALISED = {field: tuple({normalise(word) for word in words}) for field, words in SYNONYMS.items()}
