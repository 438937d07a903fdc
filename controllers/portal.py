"""What the client's pages of the portal have in common.

They are functions, because Odoo makes one class of all that extend its portal. A page reads with sudo what belongs to
``own_partner()``, and nothing else; its state stands in the URL, where values that make no sense count as absent.
"""

from datetime import date

from odoo.http import request


def own_partner():
    """:return: res.partner (sudo) of who is logged in, alone: neither its company nor others of that company"""
    return request.env.user.partner_id.sudo()  # sudo: the user's own


def as_number(text):
    """
    >>> as_number("12"), as_number("²"), as_number("1e3"), as_number(None)
    (12, 0, 0, 0)
    """
    try:
        return int(text)
    except (TypeError, ValueError):
        return 0


def as_day(text):
    """
    >>> as_day("2021-07-22"), as_day("2021-02-30"), as_day(None)
    (datetime.date(2021, 7, 22), None, None)
    """
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
