import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import roster
from ..client.batches import commit_batch

_logger = logging.getLogger(__name__)
BATCH = 50
AROUND = timedelta(days=2)  # a shift that reaches into a period starts no earlier before it


class ClienteleShift(models.Model):
    """How shifts follow the working calendars.

    What is there is compared with what should be there, and only what differs is written, by two statements for any
    number of practitioners. Days changed by hand are left alone, and what has passed. Of two who make the same shifts
    at once the second is refused by the database and tries again, because of ON CONFLICT at REPEATABLE READ.
    """

    _inherit = "clientele.shift"

    @api.model
    def _generate(self, resources, first, last):
        """Bring the days from first to last, but none before today, to what the working calendars say.

        :param resources: practitioners
        :return: {practitioner: why there is no working time on some or all days, and what to change}
        """
        resources = resources.with_env(
            self.env
        ).sudo()  # sudo: reads the employees' versions, writes on behalf of the calendar
        rosters = {
            resource: resource._clientele_roster(max(first, resource._clientele_ahead()[0]), last)
            for resource in resources
        }
        there, marks = self._present(resources, first, last)
        gone, new = [], []
        for resource, wanted in rosters.items():
            old, missing = self._difference(resource, wanted, there[resource.id], marks)
            gone += old
            new += missing
        self._delete(gone)
        self._insert(new)
        return {resource: " ".join(wanted.problems) for resource, wanted in rosters.items() if wanted.problems}

    @api.model
    def _present(self, resources, first, last):
        """:return: ({resource_id: [(id, branch_id, company_id, day, start, stop)]}, {(resource_id, company_id, day)}),
        the shifts in and around the period, and the days in it that people decide
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT resource_id, id, branch_id, company_id, day, start, stop FROM clientele_shift
                    WHERE resource_id = ANY(%s) AND start BETWEEN %s AND %s""",
                resources.ids,
                first - AROUND,
                last + AROUND,
            )
        )
        there = defaultdict(list)
        for resource_id, *shift in rows:
            there[resource_id].append(shift)
        marks = SQL(
            """SELECT resource_id, company_id, day FROM clientele_shift_day
                WHERE resource_id = ANY(%s) AND day BETWEEN %s AND %s""",
            resources.ids,
            first - AROUND,
            last + AROUND,
        )
        return there, set(self.env.execute_query(marks))

    @api.model
    def _difference(self, resource, wanted, there, marks):
        """:return: (ids of shifts that should not be there, [(resource_id, branch_id, company_id, start, stop)])"""
        companies = {branch.id: branch.company_id.id for branch in resource.branch_ids}

        def is_decided(company_id, day):
            return day in wanted.days and (resource.id, company_id, day) not in marks

        ours, taken = {}, []
        for shift_id, branch_id, company_id, day, start, stop in there:
            if is_decided(company_id, day):
                ours[branch_id, start, stop] = shift_id
            else:
                taken.append((start, stop))
        target = {
            (piece.place, piece.start, piece.stop)
            for shift in wanted.shifts
            if is_decided(companies[shift.place], shift.day)
            for piece in roster.without(shift, taken)
        }
        new = [(resource.id, place, companies[place], start, stop) for place, start, stop in target - ours.keys()]
        return [ours[key] for key in ours.keys() - target], new

    @api.model
    def _delete(self, ids):
        """Delete shifts on behalf of the calendar: no day becomes a hand-made one."""
        if ids:
            self.env.execute_query(SQL("DELETE FROM clientele_shift WHERE id = ANY(%s) RETURNING id", sorted(ids)))
            self.invalidate_model()

    @api.model
    def _insert(self, rows):
        """
        :param rows: list of (resource_id, branch_id, company_id, start, stop)
        """
        if not rows:
            return
        branches = self.env["clientele.branch"]
        rows = [(*row, branches.browse(row[1])._day_of(row[3])) for row in sorted(rows)]
        self.env.execute_query(
            SQL(
                """INSERT INTO clientele_shift (resource_id, branch_id, company_id, start, stop, day, hours, origin,
                                                create_uid, create_date, write_uid, write_date)
                   SELECT resource_id, branch_id, company_id, start, stop, day,
                          extract(epoch FROM stop - start) / 3600, 'generated', %(user)s, %(now)s, %(user)s, %(now)s
                     FROM unnest(%(resources)s::int[], %(branches)s::int[], %(companies)s::int[],
                                 %(starts)s::timestamp[], %(stops)s::timestamp[], %(days)s::date[])
                          AS s(resource_id, branch_id, company_id, start, stop, day)
                   ON CONFLICT DO NOTHING
                   RETURNING id""",
                user=self.env.uid,
                now=self.env.cr.now(),
                **dict(
                    zip(
                        ("resources", "branches", "companies", "starts", "stops", "days"),
                        map(list, zip(*rows, strict=True)),
                        strict=True,
                    )
                ),
            )
        )
        self.invalidate_model()

    @api.model
    def _drop_generated(self, resources):
        """Take away the shifts from tomorrow on of who serves no more, but the hand-made ones."""
        later = [("resource_id", "in", resources.ids), ("day", ">", self.env["clientele.branch"]._today())]
        shifts = self.sudo().search([*later, ("origin", "=", "generated")])  # sudo: whoever archives somebody
        self._delete(shifts.ids)

    @api.model
    def _rewrite_days(self, branch):
        """Date the shifts of a branch anew in its present zone; what people made stays theirs.

        Those of the calendar are made anew by the job, which a change of the zone starts.
        """
        shifts = self.sudo().search([("branch_id", "=", branch.id)])  # sudo: every shift has a day
        shifts._compute_day()
        by_hand = shifts.filtered(lambda shift: shift.origin == "manual")
        self.env["clientele.shift.day"]._mark(by_hand._days())

    # ---------------------------------------------------------------- back to the calendar

    @api.model
    def _follow_calendar(self, days):
        """Forget what people changed on these days, and do what the working calendars say.

        :param days: {(resource_id, company_id, day)}; what has passed stays as it is
        :raises UserError: when nothing of it lies ahead, or a calendar is of no use
        """
        today = self.env["clientele.branch"]._today()
        ahead = {key for key in days if key[2] >= today}
        if not ahead:
            raise UserError(self.env._("These days have passed. Choose days from today on."))
        resources = self.env["resource.resource"].browse(sorted({key[0] for key in ahead}))
        dates = [key[2] for key in ahead]
        marks = self.env["clientele.shift.day"].search([("resource_id", "in", resources.ids), ("day", "in", dates)])
        marks.filtered(lambda mark: (mark.resource_id.id, mark.company_id.id, mark.day) in ahead).unlink()
        self.env["clientele.shift.day"].flush_model()
        problems = self._generate(resources, min(dates), max(dates))
        if problems:
            raise UserError("\n".join(problems.values()))

    def action_follow_calendar(self):
        """Have the days of these shifts made by the working calendar again."""
        self.check_access("write")
        self._follow_calendar(self._days())

    # ---------------------------------------------------------------- every day

    @api.model
    def _cron_extend(self):
        """Make the shifts of the months ahead, batch by batch, those first whose calendar has changed.

        Starts where it stopped: a practitioner who is done has ``clientele_shifts_until``. Who is refused counts as
        done; the list of practitioners says why.
        """
        due = self.env["resource.resource"]._clientele_due()
        seconds = True
        while due and seconds:
            seconds = self._extend_and_commit(due[:BATCH], len(due) - BATCH)
            due = due[BATCH:]

    @api.model
    def _extend_and_commit(self, resources, left):
        """Make the shifts of a batch; where a request changed the same days meanwhile, read them again.

        :return: seconds that the job may go on
        """

        def work():
            self._extend(resources)
            return {"processed": len(resources), "remaining": max(left, 0)}

        return commit_batch(self.env, work)

    @api.model
    def _extend(self, resources):
        for (first, last), group in resources.grouped(lambda resource: resource._clientele_ahead()).items():
            problems = self._generate(group, first, last)
            group.clientele_shifts_until = last
            for resource, problem in problems.items():
                _logger.info("No shifts for %s: %s", resource.id, problem)
