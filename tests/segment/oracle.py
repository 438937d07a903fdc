"""A second implementation of segments, naive: plain Python over all rows, one client after the other.

Written from the requirements, not from the SQL, and sharing no code with the kinds of conditions. It reads a definition
as JSON. What other domains work out is read from the facts row (importance, debt, expected visit, main category,
online profile, cards); what a deal, a visit, a day or a period is, is decided here anew.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from zoneinfo import ZoneInfo

from odoo.addons.clientele.tools.rfm import segment

CENT = Decimal("0.01")
OPEN = {"booked", "confirmed", "arrived"}


class Row(dict):
    """A row of a table, its columns as attributes."""

    __getattr__ = dict.__getitem__


class Oracle:
    """Everything that one client base holds, as it is in the database now.

    :param moment: naive UTC datetime that is now
    """

    def __init__(self, env, root_id, moment, sunday_first=False):
        self.cr, self.root_id, self.sunday_first = env.cr, root_id, sunday_first
        self.now = moment.replace(tzinfo=ZoneInfo("UTC"))
        self.load()

    # ---------------------------------------------------------------- all rows

    def table(self, sql, *params):
        self.cr.execute(sql, params)
        names = [column.name for column in self.cr.description]
        return [Row(zip(names, map(exact, values), strict=True)) for values in self.cr.fetchall()]

    def load(self):
        companies = self.table("SELECT id, parent_id FROM res_company")
        self.companies = {self.root_id}
        while more := {row.id for row in companies if row.parent_id in self.companies} - self.companies:
            self.companies |= more
        branches = self.table("SELECT * FROM clientele_branch ORDER BY sequence, id")
        self.zones = {row.id: ZoneInfo(row.tz) for row in branches}
        self.zone = next(self.zones[row.id] for row in branches if row.company_id == self.root_id and row.active)
        self.clients = self.table(
            """SELECT c.*, p.active AS there, p.email, p.phone, p.is_company AS company, p.name, p.create_date AS added
                 FROM clientele_client c JOIN res_partner p ON p.id = c.partner_id WHERE c.company_id = %s""",
            self.root_id,
        )
        self.parent = {row.id: row.parent_id for row in self.table("SELECT id, parent_id FROM product_category")}
        self.products = {
            row.id: row
            for row in self.table(
                "SELECT p.id, t.categ_id, t.type FROM product_product p JOIN product_template t"
                " ON t.id = p.product_tmpl_id"
            )
        }
        self.discounts = {row.id: row.discount for row in self.table("SELECT id, discount FROM clientele_group")}
        self.labels = self.of("SELECT client_id AS of, label_id FROM clientele_client_label_rel")
        self.lines = self.of("SELECT visit_id AS of, * FROM clientele_visit_line")
        self.visits = self.of("SELECT partner_id AS of, * FROM clientele_visit", self.companies)
        self.orders = self.of(
            """SELECT COALESCE(o.clientele_visit_id, v.id) AS of, o.team_id FROM sale_order o
                 LEFT JOIN clientele_visit v ON v.sale_order_id = o.id"""
        )
        self.subscriptions = self.of("SELECT partner_id AS of, * FROM clientele_subscription", self.companies)
        self.lots = self.of("SELECT partner_id AS of, * FROM clientele_lot", self.companies)
        self.moves = self.of("SELECT lot_id AS of, * FROM clientele_move")
        self.talks = self.of("SELECT partner_id AS of, * FROM clientele_contact", {self.root_id})
        self.messages = self.of("SELECT res_id AS of, * FROM mailing_trace WHERE model = 'res.partner'")
        self.tiers = self.of("SELECT partner_id AS of, * FROM clientele_tier_change ORDER BY day, id", {self.root_id})
        self.limits = self.table("SELECT * FROM clientele_rfm_cut WHERE company_id = %s", self.root_id)
        self.width = self.table("SELECT clientele_check_band AS w FROM res_company WHERE id = %s", self.root_id)[0].w

    def of(self, sql, companies=None):
        """:return: {key: list of rows}, only those of some companies"""
        rows = defaultdict(list)
        for row in self.table(sql):
            if companies is None or row.company_id in companies:
                rows[row.of].append(row)
        return rows

    # ---------------------------------------------------------------- asking

    def found(self, definition, as_of=None):
        """:return: set of ids of the contacts that a definition selects"""
        return {who.partner_id for who in self.clients if self.holds(who, definition, as_of)}

    def holds(self, who, definition, as_of=None):
        if not who.there or who.inactive and not definition.get("inactive"):
            return False
        ask = Ask(self, who, as_of)
        blocks = [block for block in definition["blocks"] if block]
        return not blocks or any(all(ask.meets(condition) for condition in block) for block in blocks)

    def local(self, moment, zone):
        return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date() if moment else None


class Ask:
    """One client asked on one day: a method for each kind of condition."""

    def __init__(self, oracle, who, as_of=None):
        self.oracle, self.who, self.as_of = oracle, who, as_of
        self.now = oracle.now.astimezone(oracle.zones.get(who.branch_id, oracle.zone)).date()  # on the own wall
        self.today = as_of or self.now  # whence periods count; flag, colour and the like are always as of now

    def meets(self, condition):
        met = getattr(self, condition["kind"])(condition)
        assert met in (True, False), (condition, met)
        return met != bool(condition.get("negate"))

    # ---------------------------------------------------------------- numbers, days, periods

    def number(self, condition, number):
        number = Decimal(str(number))
        value, until = (Decimal(str(condition.get(name) or 0)).quantize(CENT) for name in ("value", "value_to"))
        return {
            "=": number == value,
            "!=": number != value,
            "<": number < value,
            "<=": number <= value,
            ">": number > value,
            ">=": number >= value,
            "between": value <= number <= until,
        }[condition["operator"]]

    def known(self, condition, number):
        if condition["operator"] == "empty":
            return number is None
        return number is not None and self.number(condition, number)

    def period(self, condition):
        """:return: (first day, last day), the widest possible where it is open"""
        name = condition.get("period") or "ever"
        first, last = date.min, date.max
        if name == "between":
            first = date.fromisoformat(condition.get("date_from") or "0001-01-01")
            last = date.fromisoformat(condition.get("date_to") or "9999-12-31")
        elif name == "last":
            first, last = step(self.later(-condition["period_count"], condition), 1), self.today
        elif name == "next":
            first, last = self.today, self.later(condition["period_count"], condition)
        elif name != "ever":
            first, last = self.calendar(name)
        return first, last

    def later(self, count, condition):
        unit = condition.get("period_unit") or "day"
        if unit in ("day", "week"):
            return step(self.today, count * (7 if unit == "week" else 1))
        return months(self.today, count * (12 if unit == "year" else 1))

    def calendar(self, name):
        within, unit = name.split("_")
        day = self.today
        same = {
            "week": lambda one, other: self.week(one) == self.week(other),
            "month": lambda one, other: (one.year, one.month) == (other.year, other.month),
            "year": lambda one, other: one.year == other.year,
        }[unit]
        if within == "previous":
            while same(day, self.today):
                day = step(day, -1)
        first = last = day
        while same(step(first, -1), day):
            first = step(first, -1)
        while same(step(last, 1), day):
            last = step(last, 1)
        return first, last

    def week(self, day):
        return (day.toordinal() - (0 if self.oracle.sunday_first else 1)) // 7

    def in_period(self, condition, day):
        first, last = self.period(condition)
        return day is not None and first <= day <= last

    def day(self, condition, day):
        first, last = self.period(condition)
        if condition["operator"] == "empty":
            return day is None
        if day is None:
            return False
        return {"in": first <= day <= last, "before": day < first, "after": day > last}[condition["operator"]]

    def seen(self, day):
        return self.as_of is None or day is None or day <= self.as_of

    def one_of(self, condition, value, chosen):
        if condition["operator"] == "empty":
            return value in (None, "")
        return value in chosen

    def words(self, condition, name="choices"):
        return {word for word in (condition.get(name) or "").split(",") if word}

    def choice(self, condition, value):
        return self.one_of(condition, value, self.words(condition))

    def yes(self, condition, value):
        return bool(value) == (condition["operator"] == "yes")

    # ---------------------------------------------------------------- visits

    def rows(self, states=frozenset({"done"}), visits_only=False):
        """Visits and sales of the client, what happened after the day left out."""
        for visit in self.oracle.visits[self.who.partner_id]:
            if visit.state not in states or (visits_only and visit.kind != "visit"):
                continue
            if self.seen(self.day_of(visit)) or states <= OPEN:
                yield visit

    def day_of(self, visit):
        return self.oracle.local(visit.start, self.oracle.zones[visit.branch_id])

    def matching(self, condition, states, visits_only, counts=lambda visit, line: True):
        """:param counts: whether the money of a line counts
        :return: list of (visit, its money that the condition means)
        """
        found = []
        for visit in self.rows(states, visits_only):
            if condition.get("branch_ids") and visit.branch_id not in condition["branch_ids"]:
                continue
            if condition.get("sources") and visit.source not in self.words(condition, "sources"):
                continue
            if not self.in_period(condition, self.day_of(visit)):
                continue
            if any(condition.get(name) for name in ("product_ids", "category_ids", "practitioner_ids")):
                lines = [line for line in self.oracle.lines[visit.id] if self.line(condition, line, visits_only)]
                if not lines:
                    continue
            else:
                lines = self.oracle.lines[visit.id]
            found.append((visit, sum(line.amount for line in lines if counts(visit, line))))
        return found

    def line(self, condition, line, services_only):
        product = self.oracle.products[line.product_id]
        named = condition.get("product_ids")
        if services_only and not named and product.type != "service":
            return False
        if named and product.id not in named:
            return False
        if condition.get("category_ids") and not self.below(product.categ_id, condition["category_ids"]):
            return False
        return not condition.get("practitioner_ids") or line.resource_id in condition["practitioner_ids"]

    def below(self, category, categories):
        while category:
            if category in categories:
                return True
            category = self.oracle.parent[category]
        return False

    def visits(self, condition):
        states = self.words(condition) or {"done"}
        return self.number(condition, len(self.matching(condition, states, True)))

    def deals(self, condition):
        return self.number(condition, len(self.matching(condition, {"done"}, False)))

    def bookings(self, condition):
        return self.number(condition, len(self.matching(condition, OPEN, True)))

    def last_deal(self, condition):
        return self.day(condition, max(map(self.day_of, self.rows()), default=None))

    def first_deal(self, condition):
        return self.day(condition, min(map(self.day_of, self.rows()), default=None))

    def days(self):
        """Days of all deals there are, whatever the day that is asked about."""
        return sorted(
            {self.day_of(visit) for visit in self.oracle.visits[self.who.partner_id] if visit.state == "done"}
        )

    def last_branch(self, condition):
        deals = [visit for visit in self.oracle.visits[self.who.partner_id] if visit.state == "done"]
        last = max(deals, key=lambda visit: (self.day_of(visit), visit.branch_id), default=None)
        return self.one_of(condition, last and last.branch_id, condition.get("branch_ids"))

    def expected_visit(self, condition):
        return self.day(condition, self.who.expected_visit)

    def gap(self):
        days = self.days()
        gaps = [(later - day).days for day, later in zip(days, days[1:], strict=False)]
        gaps = [gap for gap in gaps if gap > 1][-8:]
        return median(gaps) if len(gaps) >= 2 else None

    def usual_gap(self, condition):
        return self.known(condition, self.gap())

    def visits_per_year(self, condition):
        gap = self.gap()
        per_year = gap and (Decimal(365) / Decimal(str(gap))).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return self.known(condition, per_year)

    def flag(self, condition):
        return self.choice(condition, self.flag_now())

    def flag_now(self):
        days, gap = self.days(), self.gap()
        if not days:
            return None
        rows = [row for row in self.oracle.visits[self.who.partner_id] if row.state in OPEN]
        if any(self.day_of(row) >= self.now for row in rows):
            return "ok"
        if days[-1] <= months(self.now, -12):
            return "lost"
        if gap is None:
            return "losing" if days[-1] <= months(self.now, -6) else "ok"
        return "losing" if (self.now - days[-1]).days > 1.5 * gap else "ok"

    def colour(self, condition):
        last = max(self.days(), default=None)
        if last is None:
            return self.choice(condition, "grey")
        limits = (("green", 6), ("orange", 12), ("red", 10000))
        return self.choice(condition, next(word for word, count in limits if last >= months(self.now, -count)))

    def score(self, fact):
        """In which fifth of last night a number lies, 0 for who has no deal."""
        return 1 + sum(self.who[fact] > limit[fact] for limit in self.oracle.limits) if self.who.last_visit else 0

    def recency_score(self, condition):
        return self.number(condition, self.score("last_visit"))

    def frequency_score(self, condition):
        return self.number(condition, self.score("deal_count"))

    def money_score(self, condition):
        return self.number(condition, self.score("turnover"))

    def rfm(self, condition):
        recency, frequency = self.score("last_visit"), self.score("deal_count")
        return self.choice(condition, segment(recency, frequency) if recency else None)

    def first_booking(self, condition):
        rows = [visit for visit in self.oracle.visits[self.who.partner_id] if visit.kind == "visit"]
        booked = [self.oracle.local(visit.booked_at, self.oracle.zones[visit.branch_id]) for visit in rows]
        return self.day(condition, min((day for day in booked if day and self.seen(day)), default=None))

    def online_only(self, condition):
        sources = {visit.source for visit in self.rows(visits_only=True)}
        return self.yes(condition, sources == {"online"})

    # ---------------------------------------------------------------- money

    def spent(self, condition):
        asked = self.words(condition)

        def counts(visit, line):
            service = visit.kind == "visit" and self.oracle.products[line.product_id].type == "service"
            return len(asked) != 1 or service == ("services" in asked)

        return self.number(condition, sum(amount for __, amount in self.matching(condition, {"done"}, False, counts)))

    def average_check(self, condition):
        asked = {name: value for name, value in condition.items() if name != "product_ids"}
        amounts = [amount for __, amount in self.matching(asked, {"done"}, False)]
        if not amounts:
            return False
        return self.number(condition, (sum(amounts) / Decimal(len(amounts))).quantize(CENT, ROUND_HALF_UP))

    def check_band(self, condition):
        rows = [visit for visit in self.oracle.visits[self.who.partner_id] if visit.state == "done"]
        if not rows:
            return self.choice(condition, "none")
        spent = sum(line.amount for visit in rows for line in self.oracle.lines[visit.id])
        average = (spent / Decimal(len(rows))).quantize(CENT, ROUND_HALF_UP)
        return self.choice(condition, f"{min(int(average // self.oracle.width), 40):02d}")

    def bought_in(self, condition):
        shops = {int(word.split("-")[1]) for word in self.words(condition) if word.startswith("team-")}
        deals = self.matching({**condition, "branch_ids": None}, {"done"}, False)
        bought = [visit for visit, __ in deals if any(o.team_id in shops for o in self.oracle.orders[visit.id])]
        return self.number(condition, len(bought))

    def debt(self, condition):
        return self.number(condition, self.who.debt or 0)

    def turnover(self, condition):
        return self.number(condition, self.who.turnover or 0)

    def importance(self, condition):
        return self.choice(condition, self.who.importance_manual or self.who.importance_class)

    def discount(self, condition):
        return self.number(condition, self.who.personal_discount or self.oracle.discounts.get(self.who.group_id) or 0)

    def next_due(self, condition):
        return self.day(condition, self.who.next_due)

    # ---------------------------------------------------------------- subscriptions and what is left of them

    def bought(self, condition, states_out=("cancelled",)):
        for row in self.oracle.subscriptions[self.who.partner_id]:
            if row.state in states_out or not self.seen(row.start_date):
                continue
            if not condition.get("plan_ids") or row.plan_id in condition["plan_ids"]:
                yield row

    def subscription_ends(self, condition):
        first, last = self.period(condition)
        ending = [
            row
            for row in self.bought(condition, ("quit", "cancelled"))
            if row.end_date is not None and first <= row.end_date <= last
        ]
        if condition.get("option", True):
            longer = [
                row for row in self.bought({}, ("quit", "cancelled")) if row.end_date is None or row.end_date > last
            ]
            ending = [row for row in ending if row.company_id not in {other.company_id for other in longer}]
        return self.number(condition, len(ending))

    def subscription_runs(self, condition):
        first, last = self.period(condition)
        runs = [r for r in self.bought(condition) if r.start_date <= last and (r.end_date or date.max) >= first]
        return self.number(condition, len(runs))

    def subscription_starts(self, condition):
        return self.number(condition, sum(self.in_period(condition, row.start_date) for row in self.bought(condition)))

    def plans_bought(self, condition):
        plans = {row.plan_id for row in self.bought({})} & set(condition["plan_ids"])
        return plans == set(condition["plan_ids"]) if condition["operator"] == "all" else bool(plans)

    def left(self, condition, *kinds):
        total = Decimal(0)
        for lot in self.oracle.lots[self.who.partner_id]:
            if lot.kind not in kinds or (lot.expires_on or date.max) < self.today:
                continue
            if condition.get("plan_ids") and lot.plan_id not in condition["plan_ids"]:
                continue
            if condition["kind"] == "units_expire" and not self.in_period(condition, lot.expires_on):
                continue
            total += sum(move.quantity for move in self.oracle.moves[lot.id] if self.seen(move.day))
        return self.number(condition, total)

    def credits_left(self, condition):
        return self.left(condition, "credits")

    def visits_left(self, condition):
        return self.left(condition, "visits")

    def units_expire(self, condition):
        return self.left(condition, "credits", "visits")

    def points_left(self, condition):
        return self.left({**condition, "plan_ids": None}, "points")

    def tier(self, condition):
        held = {}
        for row in self.oracle.tiers[self.who.partner_id]:
            if self.seen(row.day):
                held[row.rule_id] = row.tier_id
        if condition["operator"] == "empty":
            return not any(held.values())
        return any(str(tier) in condition["choices"].split(",") for tier in held.values())

    def had_tier(self, condition):
        """Whether it was the tier at the end of a day of the period, day by day."""
        first, last = self.period(condition)
        by_rule = defaultdict(list)
        for row in self.oracle.tiers[self.who.partner_id]:
            if self.seen(row.day):
                by_rule[row.rule_id].append(row)
        for rows in by_rule.values():
            for row, after in zip(rows, [*rows[1:], None], strict=True):
                ends = after.day if after else date.max  # the first day on which it is another one
                if (
                    max(row.day, first) < ends
                    and row.day <= last
                    and str(row.tier_id) in condition["choices"].split(",")
                ):
                    return True
        return False

    def has_card(self, condition):
        return self.yes(condition, self.who.has_card)

    # ---------------------------------------------------------------- who the client is

    def gender(self, condition):
        return self.choice(condition, self.who.gender)

    def years(self):
        born, today = self.who.birthdate_date, self.today
        if not born or born > today:
            return None
        return today.year - born.year - ((today.month, today.day) < (birthday(born, today.year)))

    def age(self, condition):
        if condition["operator"] == "empty":
            return self.years() is None
        return self.known(condition, self.years())

    def age_band(self, condition):
        years = self.years()
        return self.choice(condition, "unknown" if years is None else f"{min(years, 100) // 5 * 5:03d}")

    def birthday(self, condition):
        born = self.who.birthdate_date
        if condition["operator"] == "empty":
            return born is None
        if born is None:
            return False
        first, last = self.period(condition)
        if first == date.min:
            return True
        keys = [birthday(born, year) for year in range(first.year, last.year + 1)]
        days = [date(year, *key) for year, key in enumerate(keys, first.year)]
        return any(first <= day <= last for day in days)

    def group(self, condition):
        return self.one_of(condition, self.who.group_id, condition.get("group_ids"))

    def label(self, condition):
        labels = {row.label_id for row in self.oracle.labels[self.who.id]}
        if condition["operator"] == "empty":
            return not labels
        chosen = set(condition["label_ids"])
        return chosen <= labels if condition["operator"] == "all" else bool(chosen & labels)

    def own_branch(self, condition):
        return self.one_of(condition, self.who.branch_id, condition.get("branch_ids"))

    def main_category(self, condition):
        if condition["operator"] == "empty":
            return self.who.main_categ_id is None
        return self.below(self.who.main_categ_id, condition["category_ids"])

    def created_from(self, condition):
        return self.choice(condition, self.who.created_from)

    def added_on(self, condition):
        zone = self.oracle.zones.get(self.who.branch_id, self.oracle.zone)
        day = self.oracle.local(self.who.added, zone)
        return self.day(condition, day if self.seen(day) else None)

    def is_company(self, condition):
        return self.yes(condition, self.who.company)

    def vip(self, condition):
        return self.yes(condition, self.who.vip)

    def blocked(self, condition):
        return self.yes(condition, self.who.blocked)

    def online_profile(self, condition):
        return self.choice(condition, self.who.online_profile)

    # ---------------------------------------------------------------- contact and campaigns

    def last_talked(self):
        return max((row.day for row in self.oracle.talks[self.who.partner_id]), default=None)

    def last_talk(self, condition):
        return self.day(condition, self.last_talked())

    def talked(self, condition):
        last = self.last_talked()
        if last is None:
            return self.choice(condition, "4")
        limits = (("1", 1), ("2", 2), ("3", 10000))
        return self.choice(condition, next(word for word, count in limits if last >= months(self.now, -count)))

    def talks(self, condition):
        days = [row.day for row in self.oracle.talks[self.who.partner_id]]
        return self.number(condition, sum(self.in_period(condition, day) and self.seen(day) for day in days))

    def has_email(self, condition):
        return self.yes(condition, self.who.email)

    def has_phone(self, condition):
        return self.yes(condition, self.who.phone)

    def messages(self, condition):
        words, count = self.words(condition), 0
        happened = {
            "sent": lambda row: row.sent_datetime,
            "opened": lambda row: row.open_datetime,
            "clicked": lambda row: row.links_click_datetime,
            "replied": lambda row: row.reply_datetime,
            "failed": lambda row: row.trace_status in ("error", "bounce", "cancel"),
        }
        what = words & set(happened) or {"sent"}
        channels = words - set(happened)
        for row in self.oracle.messages[self.who.partner_id]:
            day = self.oracle.local(row.sent_datetime or row.create_date, self.oracle.zone)
            if all(happened[word](row) for word in what) and (not channels or row.trace_type in channels):
                count += self.in_period(condition, day) and self.seen(day)
        return self.number(condition, count)

    # ---------------------------------------------------------------- others

    def segment(self, condition):
        """Segments of the tests' world, by id."""
        inside = [
            self.oracle.holds(self.who, self.oracle.segments[key], self.as_of) for key in condition["segment_ids"]
        ]
        return all(inside) if condition["operator"] == "all" else any(inside)

    def domain(self, condition):
        """Domains of the tests' world, each with the same said in Python."""
        return self.oracle.domains[condition["domain"]](self.who)


def exact(value):
    """:return: the value, numbers as Decimal"""
    return Decimal(str(value)) if isinstance(value, float) else value


def months(day, count):
    """The same day of another month; a day that is missing there becomes its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if year < 1:
        return date.min
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue


def step(day, count):
    return day + timedelta(days=count)


def birthday(born, year):
    """:return: (month, day) on which it is kept in a year: the 29.02 on the 28.02 in common years"""
    try:
        date(year, born.month, born.day)
    except ValueError:
        return 2, 28
    return born.month, born.day


def moment(text):
    """:return: naive UTC datetime of an ISO text"""
    return datetime.fromisoformat(text)
