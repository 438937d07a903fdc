"""What a segment asks, as plain data: blocks of conditions, AND inside a block, OR between blocks (FF2).

The same data is kept by the records of a segment, by the editor in the browser, by a snapshot that froze it, and it is
what the compiler reads. What comes from outside is read by :func:`read_definition`, which refuses what no editor sends.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from math import ceil, floor
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from .segment_period import LONGEST, NAMES, UNITS, Period

MAX_CONDITIONS = 40
MAX_IDS = 1000
MAX_ID = 2**31 - 1
MAX_TEXT = 2000
MAX_NUMBER = Decimal("1e12")
FIRST_YEAR, LAST_YEAR = 1000, 3999  # so that a day before and after is one, in every zone
CENT = Decimal("0.01")  # as the columns keep numbers, so that a definition asks the same before and after it is saved
COMPARE = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
BETWEEN = "between"
# names of a condition's many2many fields, each a tuple of ids here
LINKS = (
    "product_ids",
    "category_ids",
    "practitioner_ids",
    "branch_ids",
    "plan_ids",
    "group_ids",
    "label_ids",
    "segment_ids",
)
TEXTS = ("kind", "operator", "domain")
WORDS = ("choices", "sources")  # words of a list, written with commas between
PERIOD = ("period", "period_count", "period_unit", "date_from", "date_to")
INPUTS = (*TEXTS, "value", "value_to", *PERIOD, *WORDS, "option", "negate", *LINKS)


class DefinitionError(ValueError):
    """A definition that no editor sends: an unknown word, too much of something, a value of another type.

    Its text is one of ``definition``, ``conditions``, ``period``, ``day``, ``number``, ``text``, ``long`` and ``ids``.
    """


@dataclass(frozen=True)
class Condition:
    """One condition. Each kind reads its own inputs and ignores the rest.

    ``choices`` are words of a list that the kind offers, ``sources`` say where a visit came from, ``option`` is the one
    switch that some kinds have. ``ask`` names what somebody must still choose, e.g. the practitioner of a ready-made
    segment; it is not kept.
    """

    kind: str
    operator: str = ""
    value: Decimal = Decimal(0)
    value_to: Decimal = Decimal(0)
    period: Period = field(default_factory=Period)
    choices: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    domain: str = ""
    option: bool = True
    negate: bool = False
    product_ids: tuple[int, ...] = ()
    category_ids: tuple[int, ...] = ()
    practitioner_ids: tuple[int, ...] = ()
    branch_ids: tuple[int, ...] = ()
    plan_ids: tuple[int, ...] = ()
    group_ids: tuple[int, ...] = ()
    label_ids: tuple[int, ...] = ()
    segment_ids: tuple[int, ...] = ()
    ask: tuple[str, ...] = field(default=(), compare=False)

    def holds(self, number: Decimal | int) -> bool:
        """Whether a number meets the comparison.

        >>> Condition("visits", operator="between", value=Decimal(1), value_to=Decimal(3)).holds(3)
        True
        """
        if self.operator == BETWEEN:
            return self.value <= number <= self.value_to
        return bool(COMPARE[self.operator](number, self.value))

    @property
    def fewest(self) -> int:
        """The least whole number from 1 on that meets the comparison, 1 where it is not the lower end that matters.

        >>> Condition("visits", operator=">", value=Decimal("2.5")).fewest
        3
        """
        if self.operator in ("<", "<=", "!="):
            return 1
        return max(1, floor(self.value) + 1 if self.operator == ">" else ceil(self.value))

    @property
    def whole(self) -> tuple[int, int | None]:
        """The least and the greatest whole number from 0 on that meet the comparison, None without an end.

        >>> Condition("age", operator="<", value=Decimal(25)).whole
        (0, 24)
        """
        above, below = floor(self.value) + 1, ceil(self.value) - 1
        ends: dict[str, tuple[int, int | None]] = {
            ">": (above, None),
            ">=": (ceil(self.value), None),
            "<": (0, below),
            "<=": (0, floor(self.value)),
            "=": (ceil(self.value), floor(self.value)),
            BETWEEN: (ceil(self.value), floor(self.value_to)),
        }
        return ends[self.operator]


@dataclass(frozen=True)
class Definition:
    blocks: tuple[tuple[Condition, ...], ...] = ()
    inactive: bool = False  # whether clients that are marked inactive may be found (TR1)

    def __iter__(self) -> Iterator[Condition]:
        for block in self.blocks:
            yield from block

    def until(self, block: int, condition: int) -> "Definition":
        """:return: the one block of that number up to that condition, for the waterfall"""
        return replace(self, blocks=(self.blocks[block][: condition + 1],))


def read_definition(data: Mapping[str, Any]) -> Definition:
    """A definition from JSON, as :func:`write_definition` gives it.

    :raises DefinitionError: it is none
    """
    blocks = data.get("blocks") or () if isinstance(data, Mapping) else None
    if not isinstance(blocks, list | tuple) or not all(isinstance(block, list | tuple) for block in blocks):
        raise DefinitionError("definition")
    if sum(map(len, blocks)) > MAX_CONDITIONS:
        raise DefinitionError("conditions")
    read_blocks = (tuple(read_condition(values) for values in block) for block in blocks)
    return Definition(tuple(block for block in read_blocks if block), bool(data.get("inactive")))


def write_definition(definition: Definition) -> dict[str, Any]:
    """:return: JSON of a definition; what has no meaning is left out"""
    blocks = [[write_condition(condition) for condition in block] for block in definition.blocks]
    return {"blocks": blocks, "inactive": definition.inactive}


def read_condition(values: Mapping[str, Any]) -> Condition:
    """A condition from the values of its fields.

    :param values: names as on ``clientele.segment.condition``; days as ``date`` or ISO text, links as lists of ids
    :raises DefinitionError: a value of another type, or too large
    """
    if not isinstance(values, Mapping):
        raise DefinitionError("definition")
    texts: dict[str, Any] = {name: _text(values.get(name)) for name in TEXTS}
    words: dict[str, Any] = {name: _words(values.get(name)) for name in WORDS}
    links: dict[str, Any] = {name: _ids(values.get(name)) for name in LINKS}
    return Condition(
        **texts,
        **words,
        **links,
        value=_number(values.get("value")),
        value_to=_number(values.get("value_to")),
        period=_period(values),
        ask=tuple(name for name in _list(values.get("ask")) if name in (*LINKS, *WORDS)),
        option=bool(values.get("option", True)),
        negate=bool(values.get("negate")),
    )


def write_condition(condition: Condition) -> dict[str, Any]:
    """:return: JSON values of a condition's fields, without those that are as they are by default"""
    plain = {
        **{name: getattr(condition, name) for name in ("kind", "operator", "domain", "option", "negate")},
        "value": float(condition.value),
        "value_to": float(condition.value_to),
        **{name: ",".join(getattr(condition, name)) for name in WORDS},
        "period": condition.period.name,
        "period_count": condition.period.count,
        "period_unit": condition.period.unit,
        "date_from": condition.period.first and condition.period.first.isoformat(),
        "date_to": condition.period.last and condition.period.last.isoformat(),
        **{name: list(getattr(condition, name)) for name in LINKS},
    }
    return {name: value for name, value in plain.items() if value not in DEFAULTS.get(name, ())}


DEFAULTS: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("operator", "domain", "negate", "value", "value_to", *WORDS), (False, "", 0, None)),
    **dict.fromkeys(("period_count", "date_from", "date_to"), (0, None)),
    "option": (True,),
    "period": ("ever",),
    "period_unit": ("day",),
    **{name: ([],) for name in LINKS},
}


def _period(values: Mapping[str, Any]) -> Period:
    name = _text(values.get("period")) or "ever"
    unit = _text(values.get("period_unit")) or "day"
    count = _number(values.get("period_count"))
    if name not in NAMES or unit not in UNITS or not 0 <= count <= LONGEST:
        raise DefinitionError("period")
    return Period(name, int(count), unit, _day(values.get("date_from")), _day(values.get("date_to")))


def _day(value: Any) -> date | None:
    if not value:
        return None
    try:
        day = value if isinstance(value, date) else date.fromisoformat(_text(value))
    except ValueError as error:
        raise DefinitionError("day") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DefinitionError("day")
    return day


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) and value or not isinstance(value or 0, int | float | Decimal):
        raise DefinitionError("number")
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value or 0)
    if not number.is_finite() or abs(number) > MAX_NUMBER:
        raise DefinitionError("number")
    return number.quantize(CENT)


def _text(value: Any) -> str:
    if value and (not isinstance(value, str) or "\x00" in value):
        raise DefinitionError("text")
    if value and len(value) > MAX_TEXT:
        raise DefinitionError("long")
    return value or ""


def _words(value: Any) -> tuple[str, ...]:
    return tuple(word for word in _text(value).split(",") if word)


def _list(value: Any) -> Iterable[Any]:
    if value and not isinstance(value, list | tuple):
        raise DefinitionError("ids")
    return value or ()


def _ids(value: Any) -> tuple[int, ...]:
    ids = tuple(_list(value))
    if not all(type(item) is int and 0 < item <= MAX_ID for item in ids):
        raise DefinitionError("ids")
    if len(ids) > MAX_IDS:
        raise DefinitionError("long")
    return ids
