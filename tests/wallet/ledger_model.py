"""The wallet in plain Python, in whole hundredths of units and of money: what the ledger is compared with.

It shares no code with the addon: rounding, order and remainders are said here a second time.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

FOREVER = date.max


class Refused(Exception):
    """The wallet must refuse this."""


def rounded(numerator, denominator):
    """The nearest whole number, half up, of what is not negative."""
    return (2 * numerator + denominator) // (2 * denominator)


@dataclass
class Sold:
    """A subscription. ``used`` and ``counted`` are of visits that count alike."""

    kind: str
    price: int
    units: int
    even: bool
    client: str
    end: date | None
    parts: list["Paid"] = field(default_factory=list)
    used: int = 0
    counted: int = 0
    frozen: list[tuple[date, date]] = field(default_factory=list)
    ended: bool = False

    def is_usable(self, day):
        return not self.ended and not any(first <= day <= last for first, last in self.frozen)

    def count(self, quantity):
        """What visits count: the price's share of all that are used, less what has been counted."""
        self.used += quantity
        base = rounded(self.price * min(self.used, self.units), self.units) - self.counted
        self.counted += base
        return base

    def uncount(self, quantity, base):
        self.used -= quantity
        self.counted -= base


@dataclass
class Paid:
    """An instalment. ``refunded`` is what was paid back beside what counts as received."""

    of: Sold
    amount: int
    units: int
    opens: date
    expires: date | None
    received: int = 0
    refunded: int = 0
    paid: bool = False
    cancelled: bool = False
    lots: list["Heap"] = field(default_factory=list)

    @property
    def due(self):
        return 0 if self.paid or self.cancelled else max(self.amount - self.received - self.refunded, 0)


@dataclass
class Heap:
    """A lot. ``gone`` is what left it for good: used, refunded, expired; what a payment took back is not."""

    number: int
    part: Paid
    client: str
    units: int
    amount: int
    opens: date
    expires: date | None
    left: int = 0
    value: int = 0
    held: int = 0
    gone: int = 0
    gone_value: int = 0
    expired: list[tuple[int, int]] = field(default_factory=list)

    @property
    def free(self):
        return self.left - self.held

    def worth(self, quantity):
        """The money that leaves with some units: the last of them take all of it."""
        if quantity == self.left:
            return self.value
        return min(rounded(self.amount * quantity, self.units), self.value)

    def take(self, quantity, value=None, gone=True):
        value = self.worth(quantity) if value is None else value
        self.left -= quantity
        self.value -= value
        if gone:
            self.gone += quantity
            self.gone_value += value
        return value

    def put(self, quantity, value):
        self.left += quantity
        self.value += value
        self.gone -= quantity
        self.gone_value -= value


class Wallet:
    """All clients' subscriptions. Methods either do what they say, or raise Refused and do nothing."""

    def __init__(self, today):
        self.today = today
        self.lots: list[Heap] = []
        self.sold: list[Sold] = []

    # ---------------------------------------------------------------- paying

    def sell(self, client, kind, price, even, roll, end, parts):
        """:param parts: [(amount, units, days)]"""
        sold = Sold(kind, price, sum(units for __, units, __ in parts), even, client, end)
        opens = [self.today]
        for *__, days in parts:
            opens.append(opens[-1] + timedelta(days=days))
        for nr, ((amount, units, __), (start, following)) in enumerate(zip(parts, pairwise(opens), strict=True)):
            last = roll or nr == len(parts) - 1
            expires = end if last else min(following - timedelta(days=1), end or FOREVER)
            sold.parts.append(Paid(sold, amount, units, start, expires))
        self.sold.append(sold)
        for part in sold.parts:
            self.follow(part)
        return sold

    def pay(self, part, amount):
        if amount <= 0 or amount > part.due or (part.expires and part.expires < self.today):
            raise Refused
        part.received += amount
        self.follow(part)

    def take_back(self, part, amount):
        """A payment turns out not to have been one."""
        part.received -= amount
        self.follow(part)

    def follow(self, part):
        covered = part.received + part.refunded >= part.amount
        if covered and not part.paid:
            part.paid = True
            gone = sum(lot.gone for lot in part.lots)
            if gone < part.units:
                self.open(part, part.units - gone, part.amount - sum(lot.gone_value for lot in part.lots))
        elif not covered and part.paid:
            part.paid = False
            self.reclaim(part)

    def open(self, part, units, amount):
        self.add(part, units, amount, min(part.opens, self.today), part.expires)

    def add(self, part, units, amount, opens, expires):
        lot = Heap(len(self.lots), part, part.of.client, units, amount, opens, expires, left=units, value=amount)
        part.lots.append(lot)
        self.lots.append(lot)
        return lot

    def reclaim(self, part):
        for lot in part.lots:
            if not part.paid and not part.cancelled and lot.free:
                lot.take(lot.free, gone=False)

    def refund(self, part, amount):
        worths = [(lot, lot.worth(lot.free)) for lot in part.lots if lot.free]
        if amount <= 0 or amount > sum(worth for __, worth in worths):
            raise Refused
        taken = []
        for lot, worth in worths:
            share = min(amount, worth)
            if share:
                taken.append((lot, self.units_for(lot, share, worth), share))
            amount -= share
        for lot, quantity, share in taken:
            lot.take(quantity, share)
            part.received -= share
            part.refunded += share

    def units_for(self, lot, amount, worth):
        if amount == worth:
            return lot.free
        if lot.part.of.kind == "credits":
            choices = [rounded(lot.free * amount, worth)]
        else:
            choices = [count for count in range(100, lot.free, 100) if lot.worth(count) == amount]
        if not choices or not 0 < choices[0] < lot.free:
            raise Refused
        return choices[0]

    # ---------------------------------------------------------------- using

    def usable(self, client, kind):
        lots = [
            lot
            for lot in self.lots
            if lot.free
            and lot.client == client
            and lot.part.of.kind == kind
            and lot.part.of.is_usable(self.today)
            and lot.opens <= self.today <= (lot.expires or FOREVER)
        ]
        return sorted(lots, key=lambda lot: (lot.expires or FOREVER, lot.opens, lot.number))

    def use(self, client, kind, need):
        """:return: [(lot, units, money, what they count)]"""
        plan = []
        for lot in self.usable(client, kind):
            taken = min(need, lot.free)
            if taken:
                plan.append((lot, taken))
                need -= taken
        if need:
            raise Refused
        return [self._use_one(lot, taken) for lot, taken in sorted(plan, key=lambda row: row[0].number)]

    def _use_one(self, lot, quantity):
        value = lot.take(quantity)
        sold = lot.part.of
        return lot, quantity, value, sold.count(quantity) if sold.even else value

    def give_back(self, used):
        for lot, quantity, value, base in used:
            lot.put(quantity, value)
            if lot.part.of.even:
                lot.part.of.uncount(quantity, base)
            self.reclaim(lot.part)

    def hold(self, lot, quantity):
        if quantity > lot.free:
            raise Refused
        lot.held += quantity

    def release(self, lot, quantity):
        lot.held -= quantity
        self.reclaim(lot.part)

    def use_held(self, lot, quantity):
        lot.held -= quantity
        return [self._use_one(lot, quantity)]

    # ---------------------------------------------------------------- time, and other people

    def is_over(self, lot):
        """A visit may be closed a day late."""
        return lot.expires is not None and lot.expires < self.today - timedelta(days=1)

    def expire(self):
        for lot in self.lots:
            if self.is_over(lot) and lot.free:
                quantity = lot.free
                lot.expired.append((quantity, lot.take(quantity)))

    def revive(self, lots):
        for lot in lots:
            while lot.expired and not self.is_over(lot):
                lot.put(*lot.expired.pop())
                self.reclaim(lot.part)

    def lots_of(self, sold):
        return [lot for lot in self.lots if lot.part.of is sold]

    def freeze(self, sold, days):
        """From today on: every day that is still to come comes later."""
        longer = timedelta(days=days)

        def push(day):
            return day + longer if day and day >= self.today else day

        sold.frozen.append((self.today, self.today + longer - timedelta(days=1)))
        sold.end = push(sold.end)
        for row in (*sold.parts, *self.lots_of(sold)):
            row.opens, row.expires = push(row.opens), push(row.expires)
        self.revive(self.lots_of(sold))

    def extend(self, sold, last):
        for row in (*sold.parts, *self.lots_of(sold)):
            row.expires = last if row.expires == sold.end else row.expires
        sold.end = last
        self.revive(self.lots_of(sold))

    def hand_over(self, sold, taker):
        """What is left becomes a lot of the other client; as it was, it has not gone from its instalment."""
        giver, sold.client = sold.client, taker
        for lot in [lot for lot in self.lots_of(sold) if lot.left and lot.client == giver]:
            quantity = lot.left
            value = lot.take(quantity)
            new = self.add(lot.part, quantity, value, lot.opens, lot.expires)
            new.gone, new.gone_value = -quantity, -value

    def quit(self, sold, amount):
        for lot in self.lots_of(sold):
            if lot.left:
                lot.take(lot.left)
        for part in reversed(sold.parts):
            share = min(amount, part.received)
            part.received -= share
            part.refunded += share
            amount -= share
            part.cancelled = not part.paid
        sold.ended = True

    def merge(self, gone, kept):
        for row in (*self.sold, *self.lots):
            if row.client == gone:
                row.client = kept
