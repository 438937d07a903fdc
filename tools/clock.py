"""Minutes between moments."""

from datetime import datetime


def minutes_between(start: datetime, stop: datetime) -> int:
    """:return: whole minutes, negative where it stops before it starts"""
    return int((stop - start).total_seconds() // 60)
