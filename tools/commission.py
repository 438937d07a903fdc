"""What a practitioner earns on a line (CR6, FO10)."""

from decimal import Decimal

from .deal_amounts import money
from .service_terms import ServiceTerms


def commission(
    terms: ServiceTerms, amount: Decimal, quantity: Decimal, untaxed: Decimal, unit: Decimal
) -> tuple[Decimal, Decimal]:
    """The base of the practitioner's rate, and the commission, in multiples of the currency's unit.

    Consumables lower the base to nothing at most; of what is taken back the base is negative.

    :param amount: what the client really pays for the line, tax included
    :param untaxed: the same without tax

    >>> half = ServiceTerms(20, 60, commission_rate=50)
    >>> commission(half, Decimal(18), Decimal(1), Decimal(15), Decimal("0.01"))
    (Decimal('18.00'), Decimal('9.00'))
    """
    base = amount
    if terms.commission_base == "tax":
        base = untaxed
    elif terms.commission_base == "consumables":
        used = Decimal(str(terms.consumables)) * abs(quantity)
        base = max(abs(amount) - used, Decimal(0)).copy_sign(amount)
    base = money(base, unit)  # type: ignore[arg-type]
    rate = Decimal(str(terms.commission_rate))
    return base, money(base * rate / 100, unit)  # type: ignore[arg-type]
