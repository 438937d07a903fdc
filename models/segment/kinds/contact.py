"""Kinds about how a client can be reached and who talked with them (FF13, TR5, TR15)."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import COMPARISONS, WHEN, YES_NO, ChoiceKind, DayKind, register, within
from .rows import Rows, RowsKind

_lt = LazyTranslate(__name__)


@register
class LastTalk(DayKind):
    name = "last_talk"
    subject = "contact"
    label = _lt("Last talk")
    column = "last_contact"
    operators = {**WHEN, "empty": _lt("never talked")}


@register
class TalkBand(ChoiceKind):
    name = "talked"
    subject = "contact"
    label = _lt("Talked")
    column = "contact_band"


@register
class Talks(RowsKind):
    """Number of logged talks, not mailings and not visits (TR5)."""

    name = "talks"
    subject = "contact"
    label = _lt("Number of talks")
    inputs = ("number", "period")
    operators = COMPARISONS
    model = "clientele.contact"
    row_id = SQL("t.id")
    row_day = SQL("t.day")

    def rows(self, condition, scope):
        where = [SQL("t.company_id = %s", scope.root.id), scope.seen(SQL("t.day"))]
        if any(scope.days(condition)):
            where.append(within(SQL("t.day"), scope.days(condition)))
        return Rows(SQL("clientele_contact t"), SQL(" AND ").join(where), SQL("t.partner_id"))


class Reachable(RowsKind):
    """Whether an address is known; read from the contact, because it is not repeated on the facts row."""

    subject = "contact"
    operators = YES_NO
    dated = False
    unique = True
    column = ""

    def rows(self, condition, scope):
        known = SQL("%s <> ''", SQL.identifier("p", self.column))
        return Rows(SQL("res_partner p"), known, SQL("p.id"))

    def decides_without(self, condition):
        return condition.operator == "no"

    def asks_whether(self, condition):
        return True

    def value(self, condition, scope):
        return None

    def evidence(self, condition, scope, partner):
        return []


@register
class HasEmail(Reachable):
    name = "has_email"
    label = _lt("Has an e-mail address")
    column = "email"


@register
class HasPhone(Reachable):
    name = "has_phone"
    label = _lt("Has a phone number")
    column = "phone"
