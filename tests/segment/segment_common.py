"""Short ways to ask: ``self.found(visits(0, between("2021-04-22", "2021-07-21")))``."""

from datetime import date

from ..common import ClienteleCase


def between(first=None, last=None):
    """:return: values of a period between two days, ISO text; None is open"""
    return {"period": "between", "date_from": first, "date_to": last}


def last(count, unit="month"):
    return {"period": "last", "period_count": count, "period_unit": unit}


def upcoming(count, unit="day"):
    return {"period": "next", "period_count": count, "period_unit": unit}


def asks(kind, operator="", value=0, **values):
    """:return: values of a condition; a period is a dict in ``period``"""
    period = values.pop("period", {})
    return {"kind": kind, "operator": operator, "value": value, **values, **period}


def visits(operator, value, period=None, **values):
    return asks("visits", operator, value, period=period or {}, **values)


class SegmentCase(ClienteleCase):
    def segment(self, *blocks, **values):
        """A segment of blocks, each a list of conditions; a lone condition is a block."""
        blocks = [[block] if isinstance(block, dict) else block for block in blocks]
        return self.env["clientele.segment"]._from_conditions("Asked", *blocks, **values)

    def found(self, *blocks, as_of=None, on=None, **values):
        """:return: the clients that the blocks select; counted and listed alike"""
        segment = self.segment(*blocks, **values)
        if on:
            segment = segment.with_env(self.on(on))
        clients = segment._clients(as_of and date.fromisoformat(as_of))
        self.assertEqual(segment._count(as_of and date.fromisoformat(as_of)), len(clients), "count and list disagree")
        return clients

    def assertFound(self, expected, *blocks, **values):
        self.assertEqual(set(self.found(*blocks, **values).mapped("name")), set(expected))
