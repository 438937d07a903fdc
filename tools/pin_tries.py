"""How long somebody waits who typed wrong PINs (SK7): after five within fifteen minutes, for fifteen minutes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

TRIES = 5
WITHIN = WAIT = timedelta(minutes=15)


def waits_for(wrong: Sequence[datetime], now: datetime) -> timedelta:
    """:param wrong: when wrong PINs were typed, the oldest first; none while one had to wait
    :return: how long the next try has to wait, 0 where it need not
    """
    last = wrong[-TRIES:]
    locked = len(last) == TRIES and last[-1] - last[0] < WITHIN
    return max(last[-1] + WAIT - now, timedelta(0)) if locked else timedelta(0)


def tries_left(wrong: Sequence[datetime], now: datetime) -> int:
    """:return: how many wrong PINs may still be typed before one has to wait"""
    return max(TRIES - sum(now - moment < WITHIN for moment in wrong), 0)
