"""How many parts an SMS takes, and what they cost (SK6). ``static/src/client/sms_parts.js`` says the same."""

from decimal import Decimal
from math import ceil

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_TWO = frozenset("\f^{}\\[~]|€")  # each takes two places
FLAT = 70


def sms_parts(text: str, flat: bool = False) -> int:
    """:param flat: whether every 70 places are a part, whatever the script, as some operators count
    :return: number of parts; 0 for an empty text

    >>> [sms_parts("a" * length) for length in (0, 160, 161, 306, 307)]
    [0, 1, 2, 2, 3]
    >>> [sms_parts("я" * length) for length in (70, 71, 134, 135)]
    [1, 2, 2, 3]
    """
    if flat:
        return ceil(sum(_wide_places(text)) / FLAT)
    if set(text) <= GSM_7 | GSM_7_TWO:
        return _parts([2 if char in GSM_7_TWO else 1 for char in text], 160, 153)
    return _parts(_wide_places(text), 70, 67)


def sms_cost(text: str, price: Decimal, flat: bool = False) -> Decimal:
    """:param price: of a part"""
    return sms_parts(text, flat) * price


def _wide_places(text: str) -> list[int]:
    """:return: what each character takes in UCS-2: 2 for emoji and the like, else 1"""
    return [len(char.encode("utf-16-be")) // 2 for char in text]


def _parts(places: list[int], alone: int, joined: int) -> int:
    """:param places: what each character takes; none is torn between two parts
    :param alone: places of an SMS of one part, and ``joined`` those of each part of a longer one
    """
    if sum(places) <= alone:
        return 1 if places else 0
    parts, free = 1, joined
    for place in places:
        if place > free:
            parts, free = parts + 1, joined
        free -= place
    return parts
