"""Finding a phone by any of its endings."""

import re


def phone_key(phone: str | None) -> str | None:
    """The digits of a phone from the last to the first, or None: an ending becomes a prefix that an index finds.

    >>> phone_key("+359 888 123 456")
    '654321888953'
    """
    return re.sub(r"\D", "", phone or "")[::-1] or None


def phone_prefix(text: str | None, shortest: int = 4) -> str | None:
    """What a typed phone or its last digits look like at the start of a phone key, None if the text is no phone.

    National (0888…) and international (+359…, 00359…) ways of writing meet because the leading zeros go (YC5).

    >>> phone_prefix("0888 123 456"), phone_prefix("+359888123456"), phone_prefix("3456"), phone_prefix("Ann 12")
    ('654321888', '654321888953', '6543', None)
    """
    if not text or re.search(r"[^\d\s()+./-]", text):
        return None
    digits = re.sub(r"\D", "", text).lstrip("0")
    return digits[::-1] if len(digits) >= shortest else None
