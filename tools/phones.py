"""Phone numbers: E.164, and the normal forms that a search compares.

`to_e164` answers what the core field `phone_sanitized` stores (one function for forms, imports and searches),
about eight times faster for numbers of the home country: most numbers of a business are from there, and
for a numbering plan without peculiarities one regular expression made of the library's own metadata decides them.
Everything else takes the library's way. Equality of both ways is a test. (YC5, YC6)
"""

import re
from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, ValidationResult
from phonenumbers.phonenumberutil import NumberParseException

# Only plain digits and the separators that the library ignores wherever they stand.
_PLAIN = re.compile(r"\+?[0-9 ().\-]+")
_NOT_DIGIT = re.compile(r"\D")
_TYPES = (
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "personal_number",
    "voip",
    "pager",
    "uan",
    "voicemail",
)


@dataclass(frozen=True)
class _HomePlan:
    """Numbering plan of a country without peculiarities.

    `code` is the calling code (`359`), `prefix` the digits dialled first inside the country (`0`, or empty),
    `national` matches every valid number without both.
    """

    code: str
    prefix: str
    national: re.Pattern[str]


def digits(text: str | None) -> str:
    """The decimal digits of `text`, in any script, as ASCII: `+359 (88)` gives `35988`."""
    if not text:
        return ""
    plain = _NOT_DIGIT.sub("", text)
    return plain if plain.isascii() else "".join(str(int(char)) for char in plain)


def to_e164(text: str | None, country_code: str | None) -> str | None:
    """E.164 of a phone as typed (`0888 123 456` of `BG` gives `+359888123456`); None when it is no valid number.

    `country_code` is the ISO code of the country whose numbers come without a calling code, or None.
    """
    text = (text or "").strip()
    if not text:
        return None
    country = (country_code or "").upper() or None
    plan = _home_plan(country) if country else None
    if plan and _PLAIN.fullmatch(text):
        national = _national_part(text, plan)
        if national and plan.national.fullmatch(national):
            return f"+{plan.code}{national}"
    number = _parse(text, country)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else None


def search_keys(text: str | None, country_code: str | None) -> tuple[str, ...]:
    """Digit strings that a stored number may contain when a user types `text`, the surest first.

    Compare each with the digits of the stored E.164 number (`LIKE '%key%'`, or equality for a whole one):
    `0888 123 456` of `BG` gives `('359888123456',)`, a part of a number as `0888 12` gives `('088812', '88812')`,
    the last digits `3456` give `('3456',)`; a text without digits gives `()`.
    """
    typed = digits(text)
    if not typed:
        return ()
    whole = to_e164(text, country_code)
    if whole:
        return (whole[1:],)
    international = typed[2:] if typed.startswith("00") else ""
    meta = PhoneMetadata.metadata_for_region((country_code or "").upper(), None)
    prefix = meta.national_prefix or "" if meta else ""
    national = typed[len(prefix) :] if prefix and typed.startswith(prefix) else ""
    return tuple(dict.fromkeys(key for key in (international, typed, national) if key))


def _national_part(text: str, plan: _HomePlan) -> str:
    """The digits behind calling code or national prefix, or '' where only the library can tell."""
    number = digits(text)
    if text.startswith("+"):
        rest = number[len(plan.code) :] if number.startswith(plan.code) else ""
    elif plan.prefix and number.startswith(plan.prefix):
        rest = number[len(plan.prefix) :]
    else:
        rest = "" if number.startswith(plan.code) else number
    # A second prefix, or what could be an international prefix, is the library's business.
    return "" if rest.startswith(("0", plan.prefix or "0")) else rest


@cache
def _home_plan(country: str) -> _HomePlan | None:
    """The plan of a country where the short way is safe, else None."""
    meta = PhoneMetadata.metadata_for_region(country, None)
    if meta is None or meta.country_code is None or meta.general_desc is None or not _is_regular(meta):
        return None
    general = meta.general_desc
    kinds = [
        _pattern(desc) for desc in (getattr(meta, name) for name in _TYPES) if desc and desc.national_number_pattern
    ]
    # Digits that the library could give to another country of the same calling code are left to it.
    others = [
        other.leading_digits
        for region in COUNTRY_CODE_TO_REGION_CODE[meta.country_code]
        if (other := PhoneMetadata.metadata_for_region(region, None)) and region != country and other.leading_digits
    ]
    foreign = f"(?!{'|'.join(f'(?:{lead})' for lead in others)})" if others else ""
    return _HomePlan(
        code=str(meta.country_code),
        prefix=meta.national_prefix or "",
        national=re.compile(f"{foreign}(?={_pattern(general)}$)(?:{'|'.join(kinds)})"),
    )


def _is_regular(meta: PhoneMetadata) -> bool:
    """Whether numbers are only prefix + digits: no carrier codes, no rewriting, no shared first place."""
    formats = [*meta.number_format, *meta.intl_number_format]
    return (
        COUNTRY_CODE_TO_REGION_CODE[meta.country_code or 0][0] == meta.id
        and not meta.leading_digits
        and not meta.national_prefix_transform_rule
        and (meta.national_prefix_for_parsing or "") == (meta.national_prefix or "")
        and (meta.international_prefix or "") in ("00", "011", "810", "8~10")
        and all(_keeps_digits(rule) for rule in formats)
    )


def _keeps_digits(rule: phonenumbers.NumberFormat) -> bool:
    """Whether a format writes every group once and in order: core formats a number and reads it again."""
    groups = re.findall(r"\\(\d)", rule.format or "")
    return groups == [str(place) for place in range(1, len(groups) + 1)] and not re.sub(
        r"\\\d|\D", "", rule.format or ""
    )


def _pattern(desc: phonenumbers.PhoneNumberDesc) -> str:
    """One kind of number as a regular expression with the lengths that the library checks apart."""
    lengths = "|".join(rf"\d{{{length}}}$" for length in desc.possible_length if length > 0)
    ahead = f"(?={lengths})" if lengths else ""
    return f"(?:{ahead}(?:{desc.national_number_pattern}))"


def _parse(text: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    """The number as core's `phone_parse` reads it, None where that raises."""
    try:
        number = phonenumbers.parse(text, region=country, keep_raw_input=True)
        # Twice, as core does: formatting applies what has changed in a numbering plan.
        again = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        number = phonenumbers.parse(again, region=country, keep_raw_input=True)
    except NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == ValidationResult.TOO_LONG and not text.startswith("+"):
        # 0033… and 33… written for +33…
        return _parse(f"+{text.removeprefix('00')}", country)
    return number if phonenumbers.is_valid_number(number) else None
