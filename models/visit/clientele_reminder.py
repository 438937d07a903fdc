from datetime import time

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, split_every

from ...tools.reminders import DaysBefore, HoursBefore, due_at, is_due, longest_lead
from ..client.batches import commit_batch

BATCH = 20
STATES_REMINDED = {"open": ("booked", "confirmed"), "booked": ("booked",), "confirmed": ("confirmed",)}


class ClienteleReminder(models.Model):
    """A rule by which clients are reminded of their visits, once each (booking G).

    Who moves a visit to another day is reminded again; who books when the moment has passed is not reminded by that
    rule. Visits of the company and of its branch companies are meant.
    """

    _name = "clientele.reminder"
    _description = "Reminder Before a Visit"
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False, required=True, precompute=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(string="On", default=True, help="A reminder that is off sends nothing.")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company._clientele_root(),
    )
    branch_ids = fields.Many2many("clientele.branch", string="Branches", help="None: all branches of the company.")
    product_ids = fields.Many2many(
        "product.product",
        string="Services",
        domain=[("type", "=", "service")],
        help="Only visits with one of these services, or one of the categories. None of both: all visits.",
    )
    category_ids = fields.Many2many("product.category", string="Categories of services")
    visit_states = fields.Selection(
        [
            ("open", "Booked and confirmed visits"),
            ("booked", "Visits not yet confirmed"),
            ("confirmed", "Confirmed visits"),
        ],
        string="For",
        required=True,
        default="open",
    )
    channel = fields.Selection([("email", "E-mail"), ("sms", "SMS")], required=True, default="email")
    timing = fields.Selection(
        [("hours_before", "Hours before the visit"), ("days_before", "At a time of day, days before")],
        string="When",
        required=True,
        default="hours_before",
    )
    hours = fields.Integer(string="Hours before", default=24)
    days = fields.Integer(string="Days before", default=1, help="0: on the day of the visit.")
    at_hour = fields.Float(string="At", default=18, help="By the clock on the wall of the visit's branch.")
    template_id = fields.Many2one(
        "mail.template",
        string="E-mail template",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("model", "=", "clientele.visit")],
        default=lambda self: self.env.ref("clientele.clientele_mail_template_reminder", raise_if_not_found=False),
    )
    sms_template_id = fields.Many2one(
        "sms.template",
        string="SMS template",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("model", "=", "clientele.visit")],
        default=lambda self: self.env.ref("clientele.clientele_sms_template_reminder", raise_if_not_found=False),
    )
    sent_ids = fields.One2many("clientele.reminder.sent", "rule_id", string="What was sent")
    sent_count = fields.Integer(string="Sent", compute="_compute_counts")
    skipped_count = fields.Integer(string="Skipped", compute="_compute_counts")

    _hours_range = models.Constraint(
        "CHECK (timing != 'hours_before' OR hours BETWEEN 1 AND 1440)",
        "Remind at least 1 hour and at most 1440 hours (60 days) before the visit.",
    )
    _days_range = models.Constraint(
        "CHECK (timing != 'days_before' OR days BETWEEN 0 AND 60)",
        "Remind at most 60 days before the visit; 0 means on the day itself.",
    )
    _at_hour_range = models.Constraint(
        "CHECK (timing != 'days_before' OR (at_hour >= 0 AND at_hour < 24))",
        "The time of day lies between 00:00 and 23:59.",
    )

    @api.depends("timing", "hours", "days", "at_hour", "channel")
    def _compute_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for rule in self:
            rule.name = self.env._("%(when)s, %(channel)s", when=rule._when(), channel=channels.get(rule.channel, ""))

    def _when(self):
        """:return: the timing in words"""
        if self.timing == "hours_before":
            return self.env._("%(hours)s hours before", hours=self.hours)
        at = self._at().strftime("%H:%M")
        if self.days == 0:
            return self.env._("The same day at %(time)s", time=at)
        if self.days == 1:
            return self.env._("The day before at %(time)s", time=at)
        return self.env._("%(days)s days before at %(time)s", days=self.days, time=at)

    def _compute_counts(self):
        groups = self.env["clientele.reminder.sent"]._read_group(
            [("rule_id", "in", self.ids)], ["rule_id", "state"], ["__count"]
        )
        counts = {(rule, state): count for rule, state, count in groups}
        for rule in self:
            rule.sent_count = counts.get((rule, "sent"), 0)
            rule.skipped_count = counts.get((rule, "skipped"), 0)

    @api.constrains("channel", "template_id", "sms_template_id")
    def _check_template(self):
        for rule in self:
            template = rule._template()
            if not template:
                raise ValidationError(self.env._("Choose the template of “%(rule)s”.", rule=rule.name))
            if template.model != "clientele.visit":
                raise ValidationError(
                    self.env._(
                        "“%(template)s” is not written for visits. Choose a template that applies to visits.",
                        template=template.name,
                    )
                )

    @api.constrains("company_id", "branch_ids")
    def _check_branches(self):
        for rule in self:
            companies = self.env["res.company"].search([("id", "child_of", rule.company_id.id)])
            foreign = rule.branch_ids.filtered(lambda branch, own=companies: branch.company_id not in own)
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%(branch)s does not belong to %(company)s. Take it out, or make a reminder for its company.",
                        branch=foreign[0].name,
                        company=rule.company_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.filtered("sent_ids")
        if used:
            raise UserError(
                self.env._("“%(rule)s” has reminded clients already. Switch it off instead.", rule=used[0].name)
            )

    # ---------------------------------------------------------------- what a rule says

    def _at(self):
        """:return: the time of day, which the screen keeps in hours; the nearest one of what is none"""
        minutes = min(max(round(self.at_hour * 60), 0), 24 * 60 - 1)
        return time(*divmod(minutes, 60))

    def _timing(self):
        """:return: what ``tools/reminders.py`` reckons with"""
        return HoursBefore(self.hours) if self.timing == "hours_before" else DaysBefore(self.days, self._at())

    def _template(self):
        return self.template_id if self.channel == "email" else self.sms_template_id

    def _due_at(self, visit):
        """:return: naive UTC datetime from which the client of the visit is to be reminded"""
        return due_at(visit.start, visit.branch_id._zone(), self._timing())

    def _visits_domain(self):
        """:return: domain of the visits that the rule is for, at any time"""
        domain = [
            ("kind", "=", "visit"),
            ("state", "in", STATES_REMINDED[self.visit_states]),
            ("company_id", "child_of", self.company_id.id),
        ]
        if self.branch_ids:
            domain.append(("branch_id", "in", self.branch_ids.ids))
        if self.product_ids or self.category_ids:
            in_category = ("product_id.categ_id", "child_of", self.category_ids.ids)
            services = ["|", ("product_id", "in", self.product_ids.ids), in_category]
            domain.append(("line_ids", "any", services))
        return domain

    # ---------------------------------------------------------------- actions

    def action_preview(self):
        """Show the message as the client of the next visit gets it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_reminder_preview_action")
        action["context"] = {"default_reminder_id": self.id}
        return action

    def action_open_sent(self):
        """Open what this rule sent."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_reminder_sent_action")
        action["domain"] = [("rule_id", "=", self.id)]
        return action

    # ---------------------------------------------------------------- cron

    @api.model
    def _cron_remind(self):
        """Remind of what is due, batch by batch. Where it stops, the next run goes on: it sees who was reminded."""
        batches = [(rule, ids) for rule in self.search([]) for ids in split_every(BATCH, rule._due_visits().ids)]
        seconds = self.env["ir.cron"]._commit_progress(remaining=sum(len(ids) for _rule, ids in batches))
        for rule, ids in batches:
            if not seconds:
                break
            seconds = rule._remind_and_commit(ids)

    def _due_visits(self, domain=()):
        """:return: visits of whose time the client is to be reminded now and was not yet, soonest first"""
        now, timing = self.env["clientele.branch"]._now(), self._timing()
        Visit = self.env["clientele.visit"]
        soon = [("start", ">", now), ("start", "<=", now + longest_lead(timing))]
        query = Visit._search([*self._visits_domain(), *soon, *domain], order="start, id")
        query.add_where(
            SQL(
                """NOT EXISTS (
                    SELECT 1 FROM clientele_reminder_sent s WHERE s.rule_id = %s AND s.visit_id = %s AND s.day = %s
                )""",
                self.id,
                SQL.identifier(query.table, "id"),
                SQL.identifier(query.table, "day"),
            )
        )
        return Visit.browse(query).filtered(
            lambda visit: is_due(now, visit.start, self._due_at(visit), visit.booked_at or None)
        )

    def _remind_and_commit(self, visit_ids):
        """Remind the clients of a batch of visits; where a request changed one of them meanwhile, read again.

        :return: seconds that the job may go on
        """
        done = {"processed": len(visit_ids)}

        def work():
            self._remind(visit_ids)
            return done

        seconds = commit_batch(self.env, work)
        return self.env["ir.cron"]._commit_progress(**done) if seconds is None else seconds

    def _remind(self, visit_ids):
        """Remind the clients of those of the visits that are still due; another worker's are left to it."""
        visits = self._due_visits([("id", "in", visit_ids)]).try_lock_for_update(allow_referencing=True)
        for sent in self.env["clientele.reminder.sent"]._claim(self, visits):
            message, reason = sent.visit_id._tell(self.channel, self._template())
            sent.write({"message_id": message.id, "reason": reason, "state": "skipped" if reason else "sent"})
        self.env["clientele.visit"]._start_queue()
