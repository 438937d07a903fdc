"""From the cells of one row to the values of a client or a deal. (Import of history)

A reader knows the settings of the import and reads row after row. What makes a row useless raises Refused; what is only
odd (a wrong phone, an unknown branch) is kept or left out, and noted as a problem. Problems are (code, value) pairs;
the codes are spoken out by the Odoo side.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from . import import_values as values
from .phones import to_e164

Data = dict[str, Any]

# Kept as they stand, apart from blanks.
_TEXTS = ("ref", "group", "card_number", "street", "city", "zip")
_STATES = {
    "done": (
        "done completed complete finished paid closed attended visited came yes изпълнен изпълнена завършен "
        "завършена платен платена дошъл дошла приключен да выполнен выполнена завершен завершена оплачен оплачена "
        "пришел пришла завершено виконано оплачено прийшов прийшла"
    ),
    "no_show": (
        "no-show noshow no_show missed absent неявил неявка неявяване не_дошъл не_дошла не_пришел не_пришла "
        "не_прийшов не_прийшла пропуск"
    ),
    "cancelled": (
        "cancelled canceled cancel refused deleted отменен отменена отказан отказана анулиран отменён отменено "
        "отмена удален удалена скасовано скасований скасована"
    ),
    "booked": (
        "booked new planned reserved waiting pending confirmed expected upcoming записан записана запазен "
        "запазена чакащ чака потвърден ожидание ожидает подтвержден запланирован очікує очікування підтверджено "
        "записаний"
    ),
}
_PRICED = {"price", "quantity", "line_discount", "service", "practitioner"}
_STATE_OF = {word.replace("_", " "): state for state, words in _STATES.items() for word in words.split()}


class Refused(Exception):
    """A row that cannot be imported: `code` and the `value` that is to blame."""

    def __init__(self, code: str, value: object = ""):
        super().__init__(code)
        self.code = code
        self.value = value


@dataclass(frozen=True)
class Settings:
    """What the rows of an import are read with.

    `country` is the ISO code of phones without one, `order` how its dates go (`dmy`, `mdy`), `branches` maps the folded
    name of a branch to (id, zone name), `branch` is the branch of rows that name none; `digits` are the currency's.
    """

    country: str | None
    today: datetime.date
    branch: tuple[int, str]
    branches: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    order: str = "dmy"
    digits: int = 2
    email: Callable[[str], str | None] = lambda text: text.casefold() if "@" in text else None


class ClientReader:
    """Reads rows of clients."""

    def __init__(self, settings: Settings):
        self.settings = settings

    def row(self, cells: Mapping[str, object]) -> tuple[Data, list[tuple[str, str]]]:
        """Values of the client in a row (those that are there), and what was odd. Raises Refused."""
        data, problems = self._identity(cells)
        for name in _TEXTS:
            if text := values.text(cells.get(name if name != "ref" else "client_ref")):
                data[name] = text
        if note := str(cells.get("note") or "").strip():
            data["note"] = note
        if labels := _split(cells.get("labels")):
            data["labels"] = labels
        self._try(data, problems, cells, "vip", values.yes)
        self._try(data, problems, cells, "blocked", values.yes)
        self._try(data, problems, cells, "discount", _percent)
        if cells.get("branch") is not None:
            data["branch"] = self._branch(cells, problems)[0]
        return data, problems

    def _identity(self, cells: Mapping[str, object]) -> tuple[Data, list[tuple[str, str]]]:
        """Who the row is about: name, number, phone, e-mail, birthday, gender. Raises Refused when nobody."""
        data: Data = {}
        problems: list[tuple[str, str]] = []
        if ref := values.text(cells.get("client_ref")):
            data["ref"] = ref
        if phone := values.text(cells.get("phone")):
            data["phone"] = phone
            if e164 := to_e164(phone, self.settings.country):
                data["e164"] = e164
            else:
                problems.append(("phone", phone))
        if email := values.text(cells.get("email")):
            data["email"] = email
            if normal := self.settings.email(email):
                data["normal"] = normal
            else:
                problems.append(("email", email))
        self._try(data, problems, cells, "birthday", lambda cell: self._birthday(cell))
        self._try(data, problems, cells, "gender", values.gender)
        first, last = values.text(cells.get("first_name")), values.text(cells.get("last_name"))
        name = values.full_name(values.text(cells.get("name")), first, last)
        data["name"] = name or data.get("ref") or data.get("phone") or data.get("email")
        data["named"] = bool(name)
        if not data["name"]:
            raise Refused("nobody")
        return data, problems

    def _birthday(self, cell: object) -> str | None:
        day = values.birthday(cell, self.settings.today, self.settings.order)
        return day.isoformat() if day else None

    def _branch(self, cells: Mapping[str, object], problems: list[tuple[str, str]]) -> tuple[int, str]:
        """(id, zone) of the row's branch; an unknown name counts as none and is noted."""
        name = values.text(cells.get("branch"))
        if not name:
            return self.settings.branch
        if name.casefold() not in self.settings.branches:
            problems.append(("branch", name))
        return self.settings.branches.get(name.casefold(), self.settings.branch)

    @staticmethod
    def _try(
        data: Data, problems: list[tuple[str, str]], cells: Mapping[str, object], name: str, read: Callable[[Any], Any]
    ) -> None:
        """Read one cell into `data`; one that cannot be read is left out and noted."""
        if cells.get(name) is None:
            return
        try:
            value = read(cells[name])
        except ValueError:
            problems.append((name, str(cells[name])[:80]))
            return
        if value is not None:
            data[name] = value


class DealReader(ClientReader):
    """Reads rows of visits and sales; a row is a deal, or a line of the deal with its document number."""

    def row(self, cells: Mapping[str, object]) -> tuple[Data, list[tuple[str, str]]]:
        """Values of the row's deal and its client. Amounts are text of a decimal number, moments naive UTC ISO text."""
        client, problems = self._identity(cells)
        branch, zone = self._branch(cells, problems)
        moment = self._moment(cells)
        start = values.to_utc(moment, ZoneInfo(zone))
        day = moment.date() if isinstance(moment, datetime.datetime) and not moment.tzinfo else None
        if day is None:
            local = start.replace(tzinfo=datetime.UTC).astimezone(ZoneInfo(zone))
            day = local.date()
        data: Data = {"client": client, "branch": branch, "start": start.isoformat(" "), "day": day.isoformat()}
        data["state"] = self._state(cells, day, problems)
        if document := values.text(cells.get("document")):
            data["document"] = document
        data["line"] = self._line(cells, problems)
        if note := str(cells.get("note") or "").strip():
            data["note"] = note
        return data, problems

    def _moment(self, cells: Mapping[str, object]) -> values.Moment:
        """Day, or day and time, of the deal; a time of its own column completes the date."""
        try:
            moment = values.moment(cells.get("date"), self.settings.order)
        except ValueError as error:
            raise Refused("date", cells.get("date")) from error
        if moment is None:
            raise Refused("no_date")
        try:
            clock = values.clock(cells.get("time"))
        except ValueError as error:
            raise Refused("time", cells.get("time")) from error
        if clock and not isinstance(moment, datetime.datetime):
            moment = datetime.datetime.combine(moment, clock)
        if not 1900 <= moment.year < 2100:
            raise Refused("date", cells.get("date"))
        return moment

    def _state(self, cells: Mapping[str, object], day: datetime.date, problems: list[tuple[str, str]]) -> str:
        """State of the deal: as written, else done in the past and booked in the future."""
        usual = "booked" if day > self.settings.today else "done"
        word = (values.text(cells.get("state")) or "").casefold()
        if word and word not in _STATE_OF:
            problems.append(("state", word))
        state = _STATE_OF.get(word, usual)
        return "booked" if state == "done" and day > self.settings.today else state

    def _line(self, cells: Mapping[str, object], problems: list[tuple[str, str]]) -> Data:
        """Service, practitioner and amount of the row, and price, quantity and discount where these say more.

        They must make up the amount to the cent, else the amount rules: it is the price of one.
        """
        amount = self._number(cells, "amount")
        if not (cells.keys() & _PRICED):
            return {"amount": _plain(self._not_negative(amount, cells))}
        price = self._number(cells, "price")
        quantity = self._number(cells, "quantity") or Decimal(1)
        found: Data = {}
        self._try(found, problems, cells, "line_discount", _percent)
        discount = Decimal(str(found.get("line_discount", 0)))
        if price is None:
            price = self._round((amount or 0) / quantity) if quantity > 0 else None
            discount = Decimal(0)
        price = self._round(price) if price is not None else None
        total = self._round(price * quantity * (1 - discount / 100)) if price is not None else None
        amount = self._not_negative(total if amount is None else amount, cells)
        if price is None or total != amount or quantity <= 0 or quantity != round(quantity, 2):
            price, quantity, discount = amount, Decimal(1), Decimal(0)
        line = {
            "service": values.text(cells.get("service")),
            "practitioner": values.text(cells.get("practitioner")),
            "amount": _plain(amount),
        }
        if price != amount or quantity != 1 or discount:
            line.update(price=_plain(price), quantity=_plain(quantity), discount=_plain(discount))
        return {name: value for name, value in line.items() if value is not None}

    def _not_negative(self, amount: Decimal | None, cells: Mapping[str, object]) -> Decimal:
        """The amount in the currency's digits; no amount is 0. Raises Refused below 0."""
        amount = self._round(amount or Decimal(0))
        if amount < 0:
            raise Refused("negative", cells.get("amount"))
        return amount

    def _number(self, cells: Mapping[str, object], name: str) -> Decimal | None:
        try:
            return values.amount(cells.get(name), thousands=name != "quantity")
        except ValueError as error:
            raise Refused(name, cells.get(name)) from error

    def _round(self, number: Decimal | int) -> Decimal:
        return Decimal(number).quantize(Decimal(1).scaleb(-self.settings.digits), ROUND_HALF_UP)


def _plain(number: Decimal) -> str:
    """Shortest text of a number, without an exponent."""
    return f"{number.normalize():f}"


def _percent(cell: object) -> float | None:
    """A percentage between 0 and 100; Excel stores 10 % as 0.1, which only its text with a % sign tells."""
    number = values.amount(cell, thousands=False)
    if number is not None and not 0 <= number <= 100:
        raise ValueError(str(cell))
    return float(round(number, 2)) if number is not None else None


def _split(cell: object) -> list[str]:
    """Labels in one cell, parted by commas or semicolons, each once."""
    text = values.text(cell) or ""
    return list(dict.fromkeys(part.strip() for part in text.replace(";", ",").split(",") if part.strip()))
