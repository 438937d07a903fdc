"""What deals cost under loyalty rules, in the plainest words: day by day and visit by visit, with none of our tools.

Rules, deals and rows of the history are dicts with what the screens say.
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta

ZERO, CENT = Decimal(0), Decimal("0.01")


def rounded(value):
    return value.quantize(CENT, ROUND_HALF_UP)


class World:
    """The clients, their visits, and the rules of all programs as one setup has them."""

    def __init__(self, visits, clients, rules, best):
        self.visits, self.clients, self.rules, self.best = visits, clients, rules, best

    def cost(self, first):
        """:return: {(client, visit id): {program: points}} of the visits since a day"""
        return {(visit["client"], visit["id"]): self.points(visit) for visit in self.visits if visit["day"] >= first}

    def points(self, visit):
        client = self.clients[visit["client"]]
        if client["kind"] == "none":
            return {}
        rules = [rule for rule in self.rules if self.fits(rule, visit, client)]
        rates = {rule["id"]: self.rate(rule, visit) for rule in rules}
        lines = [line for line in visit["lines"] if not line["promotional"] and line["amount"] > 0]
        won = {}
        for line in lines:
            offers = [(self.offer(rule, rates[rule["id"]], line, lines), rule) for rule in rules if covers(rule, line)]
            if offers:
                won.setdefault(max(offers, key=lambda offer: self.rank(*offer, client))[1]["id"], []).append(line)
        total = {}
        for rule in rules:
            given = self.given(rule, rates[rule["id"]], won.get(rule["id"], []))
            total[rule["program"]] = total.get(rule["program"], ZERO) + given
        return total

    def rank(self, points, rule, client):
        own = rule["program"] == client["program"]
        if self.best:
            return points, own, rule["weight"], -rule["id"]
        return own, rule["weight"], points, -rule["id"]

    def offer(self, rule, rate, line, lines):
        """What a rule would bring for a line, if it had all that it covers."""
        if rule["mode"] == "order":
            return shares(rate, [other for other in lines if covers(rule, other)])[line["id"]]
        return self.given(rule, rate, [line])

    def given(self, rule, rate, lines):
        if rule["mode"] == "order":
            return rate if lines else ZERO
        if rule["mode"] == "unit":
            return sum((rounded(line["quantity"] * rate) for line in lines), ZERO)
        return sum((rounded(line["amount"] * rate / 100) for line in lines), ZERO)

    def fits(self, rule, visit, client):
        if rule["clients"] and visit["client"] not in rule["clients"]:
            return False
        if rule["groups"] and client["group"] not in rule["groups"]:
            return False
        if rule["branches"] and visit["branch"] not in rule["branches"]:
            return False
        covered = [line for line in visit["lines"] if covers(rule, line)]
        quantity = sum(line["quantity"] for line in covered)
        amount = sum(line["amount"] for line in covered)
        return bool(covered) and quantity >= rule["minimum_quantity"] and amount >= rule["minimum_amount"]

    # ---------------------------------------------------------------- tiers

    def rate(self, rule, visit):
        tier = self.tier(rule, visit)
        return tier["rate"] if tier else rule["rate"]

    def tier(self, rule, visit):
        """:return: the tier of a visit; None below all"""
        turnover = self.turnover(rule, visit["client"], visit["day"], visit["id"])
        if rule["including"]:
            turnover += sum(line["amount"] for line in visit["lines"])
        now = highest(tier for tier in rule["tiers"] if turnover > tier["threshold"])
        return highest(filter(None, (now, self.floor(rule, visit))))

    def turnover(self, rule, client, day, before=None):
        """:param before: id of a visit of that day, None for the end of the day"""
        total = ZERO
        for visit in self.visits:
            counts = visit["client"] == client and self.counts(rule, visit["day"], day)
            if counts and (visit["day"] < day or before is None or visit["id"] < before):
                total += visit["amount"]
        return total

    def counts(self, rule, visited, day):
        period, months = rule["period"]
        if visited > day:
            return False
        if period == "months":
            return visited > day - relativedelta(months=months)
        return period == "all" or visited.year == day.year

    def floor(self, rule, visit):
        client, day = visit["client"], visit["day"]
        noted = [row for row in rule["history"] if row["client"] == client]
        rows = noted if rule["since"] and day > rule["since"] else self.nights(rule, client, noted, day)
        rows = [row for row in rows if row["day"] < day or (row["by_hand"] and row["day"] == day)]
        held = in_force(rows, day)
        if not held or not held["tier"]:
            return None
        if held["by_hand"] or rule["policy"] == "never":
            return held["tier"]
        if rule["policy"] == "balance":
            return None
        return lower(rule, held["tier"]) if day >= a_year_after(held["day"]) else held["tier"]

    def nights(self, rule, client, noted, until):
        """Every night up to a day, one after the other, from the first of everything."""
        by_hand = [row for row in noted if row["by_hand"] and row["tier"]]
        day = min([visit["day"] for visit in self.visits] + [row["day"] for row in by_hand])
        rows = []
        while day < until:
            rows += [row for row in by_hand if row["day"] == day]
            turnover = self.turnover(rule, client, day)
            now = highest(tier for tier in rule["tiers"] if turnover > tier["threshold"])
            rows += self.night(rule, rows, now, day)
            day += timedelta(days=1)
        return rows + [row for row in by_hand if row["day"] == until]

    def night(self, rule, rows, now, day):
        held = in_force(rows, day)
        tier, told = held and held["tier"], rows[-1]["tier"] if rows else None
        review = bool(tier) and not held["by_hand"] and rule["policy"] == "one" and day >= a_year_after(held["day"])
        if height(now) >= height(tier) or (rule["policy"] == "balance" and not held["by_hand"]):
            target = now
        else:
            target = highest(filter(None, (now, lower(rule, tier)))) if review else tier
        if target == told == tier and not review:
            return []
        return [{"day": day, "tier": target, "by_hand": False, "until": None}]


def in_force(rows, day):
    lasting = [row for row in rows if not row["until"] or row["until"] >= day]
    return lasting[-1] if lasting else None


def a_year_after(day):
    try:
        return date(day.year + 1, day.month, day.day)
    except ValueError:
        return date(day.year + 1, 2, 28)


def lower(rule, tier):
    return highest(other for other in rule["tiers"] if other["threshold"] < tier["threshold"])


def highest(tiers):
    return max(tiers, key=height, default=None)


def height(tier):
    return tier["threshold"] if tier else -1


def covers(rule, line):
    return rule["products"] is None or line["product"] in rule["products"]


def shares(rate, lines):
    """What is given once per order, shared by money: each line gets what those up to it get less those before it."""
    total, money, reached, found = sum(line["amount"] for line in lines), ZERO, ZERO, {}
    for line in lines:
        money += line["amount"]
        found[line["id"]] = rounded(rate * money / total) - reached
        reached += found[line["id"]]
    return found
