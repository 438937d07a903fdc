from odoo import models
from odoo.tools import format_date

from ...tools import rhythm


class ClienteleClient(models.Model):
    """Why a client has the flag: the rule that decided, with its numbers, in words (FO4, TR2-TR4)."""

    _inherit = "clientele.client"

    def _why(self):
        """:return: dict with ``sentence`` and ``details``, a list of [title, text]

        Read by one who may see the client; who served last is told only to those who may see that visit.
        """
        self.ensure_one()
        facts = self._why_facts()
        parts = [self._why_rhythm(facts), self._why_last(facts), self._why_rule(facts)]
        return {"sentence": "; ".join(filter(None, parts)) + ".", "details": self._why_details(facts)}

    def _why_facts(self):
        """:return: dict of what the texts speak about"""
        last, gap, today = self.last_visit or None, self._own_gap(), self._today()
        thresholds = self.company_id._clientele_thresholds()
        booking = self.last_open_booking or None
        return {
            "last": last,
            "today": today,
            "gap": gap,
            "gaps": rhythm.kept_gaps(self._deal_days()),
            "days": last and (today - last).days,
            "thresholds": thresholds,
            "booking": booking,
            "rule": rhythm.rule_of(last, gap, booking, today, thresholds),
            "served": self._last_served(),
            "category": self._category_rhythm(),
        }

    def _deal_days(self):
        """:return: list of the days on which the client had a deal, at any branch"""
        domain = [
            ("partner_id", "=", self.partner_id.id),
            ("company_id", "in", self.company_id._clientele_tree().ids),
            ("state", "=", "done"),
        ]
        Visit = self.env["clientele.visit"].sudo()  # sudo: the rhythm counts every branch, as the facts do
        return [day for (day,) in Visit._read_group(domain, ["day:day"])]

    def _last_served(self):
        """:return: the last deal, empty if the user may not see it"""
        domain = [*self.partner_id.with_company(self.company_id)._clientele_visits_domain(), ("state", "=", "done")]
        visits = self.env["clientele.visit"].sudo(False).search(domain, order="day desc, id desc", limit=1)
        return visits.filtered(lambda visit: visit.day == self.last_visit)

    def _category_rhythm(self):
        """:return: clientele.rhythm of the client's main category, empty for a client with an own rhythm"""
        Rhythm = self.env["clientele.rhythm"].sudo()  # sudo: a median of many clients tells nothing of one
        if self.own_rhythm or not self.main_categ_id:
            return Rhythm
        return Rhythm.search([("company_id", "=", self.company_id.id), ("categ_id", "=", self.main_categ_id.id)])

    # ---------------------------------------------------------------- the sentence

    def _why_rhythm(self, facts):
        if facts["gap"] is not None:
            return self.env._(
                "Comes every %(gap)s days (gaps %(gaps)s)", gap=number(facts["gap"]), gaps=listed(facts["gaps"])
            )
        if facts["last"] is None:
            return self.env._("No visit yet, so there is no flag")
        if facts["category"]:
            return self.env._(
                "Too few visits for an own rhythm, clients of %(category)s come every %(gap)s days",
                category=facts["category"].categ_id.name,
                gap=number(facts["category"].median_gap),
            )
        return self.env._("Too few visits for an own rhythm")

    def _why_last(self, facts):
        if facts["last"] is None:
            return ""
        values = {"days": facts["days"], "day": self._said_day(facts["last"], facts), "who": served_by(facts["served"])}
        if values["who"]:
            return self.env._("%(days)s days since the last visit on %(day)s with %(who)s", **values)
        return self.env._("%(days)s days since the last visit on %(day)s", **values)

    def _why_rule(self, facts):
        thresholds = facts["thresholds"]
        if facts["rule"] == "new":
            return ""
        if facts["rule"] == "booked":
            return self.env._("OK because of the booking on %s", self._said_day(facts["booking"], facts))
        if facts["rule"] == "gone":
            return self.env._("lost after %s months without a visit", thresholds.lost_months)
        if facts["rule"] == "patient":
            return self.env._("OK: nobody slips away within %s days", thresholds.never_losing_before)
        if facts["rule"] == "silent" or facts["gap"] is None:
            return self.env._("slipping away after %s months without a visit", thresholds.losing_months)
        return self.env._("slipping away after %s days", self._patience(facts))

    def _patience(self, facts):
        """:return: number of days after the last visit that are still in order"""
        first = rhythm.losing_from(facts["last"], facts["gap"], facts["thresholds"])
        return (first - facts["last"]).days - 1

    def _said_day(self, day, facts):
        """:return: the day in the user's language, with the year only where it is another one"""
        pattern = "d MMMM" if day.year == facts["today"].year else "d MMMM y"
        return format_date(self.env, day, date_format=pattern)

    # ---------------------------------------------------------------- the details

    def _why_details(self, facts):
        """:return: list of [title, text] for who wants to check the sentence"""
        if facts["last"] is None:
            return []
        details = [
            [self.env._("Last visit"), self._detail_last(facts)],
            [self.env._("Days between visits"), listed(facts["gaps"]) or "–"],
            [self.env._("Usual gap"), self._detail_gap(facts)],
            [self.env._("Slipping away"), self._detail_losing(facts)],
            [self.env._("Lost"), self._detail_lost(facts)],
            [self.env._("Expected visit"), self._detail_expected(facts)],
        ]
        return [detail for detail in details if detail[1]]

    def _detail_last(self, facts):
        visit = facts["served"]
        services = ", ".join(visit.line_ids.product_id.mapped("name"))
        parts = [format_date(self.env, facts["last"]), self.last_branch_id.name, served_by(visit), services]
        return ", ".join(filter(None, parts))

    def _detail_gap(self, facts):
        if facts["gap"] is not None:
            return self.env._(
                "%(gap)s days, the median of the last %(count)s gaps",
                gap=number(facts["gap"]),
                count=len(facts["gaps"]),
            )
        if facts["category"]:
            return self.env._(
                "%(gap)s days, that of %(count)s clients of %(category)s; the own rhythm needs two gaps",
                gap=number(facts["category"].median_gap),
                count=facts["category"].client_count,
                category=facts["category"].categ_id.name,
            )
        return self.env._("not known; the own rhythm needs two gaps")

    def _detail_losing(self, facts):
        day = format_date(self.env, rhythm.losing_from(facts["last"], facts["gap"], facts["thresholds"]))
        if facts["gap"] is None:
            return self.env._(
                "from %(day)s, %(months)s months after the last visit",
                day=day,
                months=facts["thresholds"].losing_months,
            )
        return self.env._(
            "from %(day)s, once more than %(factor)s × %(gap)s days have passed",
            day=day,
            factor=number(facts["thresholds"].factor),
            gap=number(facts["gap"]),
        )

    def _detail_lost(self, facts):
        day = rhythm.lost_from(facts["last"], facts["gap"], facts["thresholds"])
        return self.env._(
            "from %(day)s, %(months)s months after the last visit",
            day=format_date(self.env, day),
            months=facts["thresholds"].lost_months,
        )

    def _detail_expected(self, facts):
        if not self.expected_visit:
            return ""
        day = format_date(self.env, self.expected_visit)
        if facts["gap"] is not None:
            return self.env._("%s, by the client's own rhythm", day)
        return self.env._("%s, by the rhythm of other clients of the category", day)


def number(value):
    """60.0 → 60, 22.5 → 22.5"""
    return f"{value:g}" if isinstance(value, float) else f"{value.normalize():f}"


def listed(gaps):
    return ", ".join(map(str, gaps))


def served_by(visit):
    return ", ".join(visit.practitioner_ids.mapped("name"))
