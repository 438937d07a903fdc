from odoo.tools import format_date
from odoo.tools.misc import formatLang


def number_words(env, units, signed=False):
    """:param units: visits or credits
    :return: the number by the client's language, with decimals only where there are some
    """
    words = formatLang(env, abs(float(units)), digits=2 if units % 1 else 0)
    if units < 0:
        return f"−{words}"
    return f"+{words}" if signed else words


def day_words(env, day):
    """:return: the date by the client's language, with the month as a word"""
    return format_date(env, day, date_format="medium")
