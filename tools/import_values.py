"""Read the cells of an imported table: dates, amounts, words for yes and no. (Import of history)

Every function takes a cell as `sheet_reader` gives it (text, number, boolean, date or None), returns None for an empty
one and raises ValueError for one that it cannot read; the caller says which row and column that was.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

Moment = datetime.datetime | datetime.date

NOON = datetime.time(12)
EXCEL_EPOCH = datetime.datetime(1899, 12, 30)
YEARS = range(1900, 2100)
_MONTH_STARTS = (
    # English, Bulgarian, Russian, Ukrainian: enough letters to tell the months apart.
    ("jan", "яну", "янв", "січ"),
    ("feb", "фев", "лют"),
    ("mar", "мар", "бер"),
    ("apr", "апр", "кві"),
    ("may", "май", "мая", "тра"),
    ("jun", "юни", "июн", "чер"),
    ("jul", "юли", "июл", "лип"),
    ("aug", "авг", "сер"),
    ("sep", "сеп", "сен", "вер"),
    ("oct", "окт", "жов"),
    ("nov", "ное", "ноя", "лис"),
    ("dec", "дек", "гру"),
)
_MONTHS = {start: month for month, starts in enumerate(_MONTH_STARTS, 1) for start in starts}
_NUMERIC_DATE = re.compile(r"(\d{1,4})([./\- ])(\d{1,2})\2(\d{1,4})")
_WORD_DATE = re.compile(r"(\d{1,2})(?:st|nd|rd|th|-?[а-я]{2}(?=\s))?[\s.\-]+([^\W\d_]{3,})[\s.,\-]+(\d{4})")
_AMERICAN_DATE = re.compile(r"([a-z]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?")
_YEARLESS = re.compile(r"\d{1,2}[./\-]\d{1,2}\.?|\d{1,2}[\s.\-]+[^\W\d_]{3,}")
_YES = frozenset("1 y yes true x + ✓ ✔ v да д истина так і т".split())
_NO = frozenset("0 n no false - – — не нет н лъжа ложь ні ні ні хибно".split())
_GENDERS = {
    "male": "m male man mr boy м муж мъж мужчина мужской мъжки мъж. чоловік чоловіча чоловічий чол ч".split(),
    "female": "f female woman ms mrs miss girl w ж жен жена женщина женский женски жін жінка жіноча жіночий".split(),
    "other": "o other other/unknown x друг друго друг(о) другой иное інше інша інший".split(),
}
_GENDER_OF = {word: gender for gender, words in _GENDERS.items() for word in words}
_CURRENCY = re.compile(r"[^\d.,()'’+\-−\s]+")
_PLAIN_AMOUNT = re.compile(r"\d+(?:\.\d\d?)?", re.ASCII)
_WHOLE = re.compile(r"\d*|\d{1,3}(?:[.,]\d{3})+")
_DASHES = ("", "-", "–", "—", "−")
_SHIELDED = re.compile(r"'[=+\-@]")
_SPACES = re.compile(r"[\s'’]+")


def text(value: object) -> str | None:
    """A cell as text: `888123456.0` and `00004` keep every digit and no more, inner blanks are single."""
    if value is None:
        return None
    if isinstance(value, float):
        value = int(value) if value.is_integer() else repr(value)
    plain = " ".join(str(value).split())
    # The mark by which spreadsheets and our own files keep a text from being a formula.
    return (plain[1:] if _SHIELDED.match(plain) else plain) or None


def moment(value: object, order: str = "dmy") -> Moment | None:
    """Date, or date and time, of a cell. `order` tells 03/04 apart: `dmy` or `mdy` (see `date_order`).

    Numbers are Excel's days since 1900; an offset such as `+02:00` is kept, so that the moment is aware of its zone.
    """
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        return _without_midnight(value)
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _without_midnight(_from_serial(value))
    if isinstance(value, str):
        return _from_text(value.strip(), order)
    raise _unreadable(value)


def clock(value: object) -> datetime.time | None:
    """Time of day of a cell: `9:30`, `9.30 pm`, a time, or Excel's part of a day."""
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        return value.time()
    if isinstance(value, datetime.time):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_serial(value % 1 + 2).time()
    match = _CLOCK.fullmatch(str(value).strip().casefold())
    if not match:
        raise _unreadable(value)
    return _time(match)


def birthday(value: object, today: datetime.date, order: str = "dmy") -> datetime.date | None:
    """A date of birth between 1900 and today; a year of two digits is one that makes the person under 100."""
    if isinstance(value, str) and _YEARLESS.fullmatch(value.strip()):
        raise ValueError("no year")
    day = moment(value, order)
    if day is None:
        return None
    day = day.date() if isinstance(day, datetime.datetime) else day
    if day > today and isinstance(value, str) and not re.search(r"\d{4}", value):
        day = day.replace(year=day.year - 100)
    if not datetime.date(1900, 1, 1) < day <= today:
        raise _unreadable(value)
    return day


def date_order(values: Iterable[object]) -> str:
    """`mdy` where a column of dates can only be read that way (`07/21/2021` and nothing like `21/07/2021`)."""
    first = second = 0
    for value in values:
        match = _NUMERIC_DATE.match(value.strip()) if isinstance(value, str) else None
        if match and len(match[1]) < 3:
            first = max(first, int(match[1]))
            second = max(second, int(match[3]))
    return "mdy" if second > 12 >= first else "dmy"


def to_utc(value: Moment, zone: ZoneInfo) -> datetime.datetime:
    """Naive UTC moment of local time in the branch's zone; a date without time is local noon. (DF3, design 1)"""
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, NOON)
    aware = value if value.tzinfo else value.replace(tzinfo=zone)
    return aware.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)


def amount(value: object, thousands: bool = True) -> Decimal | None:
    """A number: `1 234,56`, `1,234.56`, `(12.00)`, `лв. 12`, `12 €`.

    A single separator before exactly three digits parts thousands (`1.234` is 1234), unless `thousands` is off, as for
    quantities.
    """
    if value is None:
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        # 12 significant digits: what a spreadsheet shows of 0.1 + 0.2.
        return Decimal(f"{value:.12g}")
    if not isinstance(value, str):
        raise _unreadable(value)
    if _PLAIN_AMOUNT.fullmatch(value):
        return Decimal(value)
    if value.strip() in _DASHES:
        return None
    plain = _SPACES.sub("", _CURRENCY.sub(" ", value).strip(" .,"))
    negative = plain.startswith(("-", "−", "(")) or plain.endswith("-")
    try:
        number = Decimal(_point_only(plain.strip("()+-−"), thousands))
    except InvalidOperation as error:
        raise _unreadable(value) from error
    return -number if negative else number


def yes(value: object) -> bool | None:
    """Yes or no in four languages, as a mark or as a number."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return bool(value)
    word = str(value).strip().casefold().rstrip(".")
    if word in _YES:
        return True
    if word not in _NO:
        raise _unreadable(value)
    return False


def gender(value: object) -> str | None:
    """`male`, `female` or `other` for words in four languages."""
    word = (text(value) or "").casefold().rstrip(".")
    if word in ("", "-", "?", "unknown", "неизвестен", "неизвестно", "невідомо", "не указан", "не вказано"):
        return None
    if word not in _GENDER_OF:
        raise _unreadable(value)
    return _GENDER_OF[word]


def full_name(name: str | None, first: str | None, last: str | None) -> str | None:
    """One name from whatever columns there are."""
    return name or " ".join(part for part in (first, last) if part) or None


class RowKeys:
    """Keys that recognise the rows of a file when it, or a longer version of it, comes again.

    A key is the source's name + the row's document number, or else a hash of its cells + its ordinal among equal rows
    of the file: 21 deals of the CDNOW file look identical and are different deals.
    """

    def __init__(self, source: str):
        self.source = " ".join(source.split())
        self._seen: dict[bytes, int] = {}

    def document(self, number: str) -> str:
        """Key of a row with a document number."""
        return f"{self.source}|no|{number}"

    def client(self, reference: str) -> str:
        """Key of a client with a number of its own in the source."""
        return f"{self.source}|id|{reference}"

    def name(self, name: str) -> str:
        """Key of a client that the source knows by name only."""
        return f"{self.source}|name|{' '.join(name.casefold().split())}"

    def content(self, cells: Sequence[object]) -> str:
        """Key of a row without a number; counts how often the same content came."""
        plain = json.dumps(cells, ensure_ascii=False, default=str, separators=(",", ":"))
        digest = hashlib.blake2b(plain.encode(errors="replace"), digest_size=12).digest()
        ordinal = self._seen[digest] = self._seen.get(digest, 0) + 1
        return f"{self.source}|{digest.hex()}|{ordinal}"


def _unreadable(value: object) -> ValueError:
    """The error to raise for a cell that cannot be read."""
    return ValueError(str(value)[:60])


def _without_midnight(value: datetime.datetime) -> Moment:
    """A date where the time is exactly midnight: programs that know no time write it so."""
    return value.date() if value.time() == datetime.time.min and not value.tzinfo else value


def _from_serial(days: float) -> datetime.datetime:
    """Moment of Excel's day number; days before March 1900 are off by one there and nowhere meant."""
    if not 0 < days < 73051:
        raise _unreadable(days)
    return EXCEL_EPOCH + datetime.timedelta(seconds=round(days * 86400))


@lru_cache(maxsize=4096)
def _from_text(value: str, order: str) -> Moment | None:
    """Date with or without time, in any of the common ways to write one."""
    if value in _DASHES:
        return None
    if value.isdigit() and len(value) == 5:
        return _from_serial(int(value)).date()
    if value.isdigit() and len(value) == 8:
        return _date(value[:4], value[4:6], value[6:])
    if re.fullmatch(r"\d{4}-\d\d-\d\dT.+|\d{4}-\d\d-\d\d \d\d:\d\d.*[+\-Z].*", value):
        return moment(datetime.datetime.fromisoformat(value.replace("Z", "+00:00")))
    day, rest = _leading_date(value.casefold(), order)
    rest = rest.strip(" ,.tгрyв\u00a0").strip()
    if not rest:
        return day
    match = _CLOCK.fullmatch(rest)
    if not match:
        raise _unreadable(value)
    return _without_midnight(datetime.datetime.combine(day, _time(match)))


def _leading_date(value: str, order: str) -> tuple[datetime.date, str]:
    """The date at the start of a text and what follows it."""
    if match := _NUMERIC_DATE.match(value):
        first, separator, second, third = match.groups()
        if len(first) == 4:
            return _date(first, second, third), value[match.end() :]
        # Points never part an American date.
        american = order == "mdy" and separator != "."
        month, day = (first, second) if american else (second, first)
        return _date(third, month, day), value[match.end() :]
    for pattern, places in ((_WORD_DATE, (3, 2, 1)), (_AMERICAN_DATE, (3, 1, 2))):
        if match := pattern.match(value):
            year, month, day = (match[place] for place in places)
            return _date(year, str(_MONTHS.get(month[:3], 0)), day), value[match.end() :]
    raise _unreadable(value)


def _date(year: str, month: str, day: str) -> datetime.date:
    """A date of digits; a year of two digits is one of 1970–2069."""
    number = int(year)
    if len(year) <= 2:
        number += 2000 if number < 70 else 1900
    if number not in YEARS:
        raise _unreadable(year)
    return datetime.date(number, int(month), int(day))


def _time(match: re.Match[str]) -> datetime.time:
    """Time of a `_CLOCK` match."""
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        hour = hour % 12 + (12 if match[4][0] == "p" else 0)
    return datetime.time(hour, minute, second)


def _point_only(number: str, thousands: bool) -> str:
    """Digits with one decimal point at most."""
    decimal = max(number.rfind("."), number.rfind(","))
    if "." not in number or "," not in number:
        # A mark that comes twice, or stands before three digits, parts thousands.
        mark = number[decimal] if decimal >= 0 else " "
        three = thousands and len(number) - decimal == 4 and not number.startswith("0")
        decimal = -1 if number.count(mark) > 1 or three else decimal
    whole, fraction = (number[:decimal], number[decimal + 1 :]) if decimal >= 0 else (number, "")
    if not _WHOLE.fullmatch(whole) or not (whole or fraction):
        raise InvalidOperation
    return f"{re.sub('[.,]', '', whole) or '0'}.{fraction or '0'}"
