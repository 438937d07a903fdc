"""What the tests of all domains stand on: a company with a branch, staff by role, a clock, short ways to say things."""

from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user

ROLES = ("practitioner", "receptionist", "manager", "admin")
RIGHTS = ("marketer", "export", "contact_data", "turnover", "adjust", "privacy")


class ClienteleCase(TransactionCase):
    """One company in Sofia with one branch; today is 2021-07-21 unless a test says otherwise."""

    today = date(2021, 7, 21)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, clientele_today=cls.today, tracking_disable=True))
        cls.company = cls.env.company
        cls.company.country_id = cls.env.ref("base.bg")
        cls.branch = cls.company._clientele_default_branch()
        cls.branch.with_context(clientele_rewrite_days=True).tz = "Europe/Sofia"
        cls.category = cls.env["product.category"].create({"name": "Hair"})
        cls.service = cls.make_service("Haircut", 20, cls.category)
        shampoo = {"name": "Shampoo", "type": "consu", "list_price": 9, "taxes_id": [Command.clear()]}
        cls.product = cls.env["product.product"].create(shampoo)
        cls.practitioner = cls.env["resource.resource"].create(
            {
                "name": "Maria",
                "is_practitioner": True,
                "commission_rate": 50,
                "resource_type": "user",
                "branch_ids": cls.branch.ids,
            }
        )

    @classmethod
    def make_service(cls, name, price, category=None):
        values = {"name": name, "type": "service", "list_price": price, "taxes_id": [Command.clear()]}
        return cls.env["product.product"].create({**values, **({"categ_id": category.id} if category else {})})

    @classmethod
    def make_user(cls, role, *rights):
        """A user of one step of the ladder, with the side rights named."""
        groups = ["base.group_user", f"clientele.clientele_group_{role}"]
        groups += [f"clientele.clientele_group_{right}" for right in rights]
        return new_test_user(cls.env, login="_".join(["clientele", role, *rights]), groups=",".join(groups))

    @classmethod
    def make_client(cls, name="Ann", **values):
        return cls.env["res.partner"].create({"name": name, "is_client": True, **values})

    @classmethod
    def make_visit(cls, client, day, state="done", lines=None, at=time(9), **values):
        """A visit on a day of the branch's wall; by default one haircut by Maria, paid.

        :param day: a date, or "2021-07-21"
        :param lines: list of line values
        """
        start = cls.branch._utc_of(fields.Date.to_date(day), at)
        lines = lines or [{"product_id": cls.service.id, "resource_id": cls.practitioner.id}]
        visit = cls.env["clientele.visit"].create(
            {
                "partner_id": client.id,
                "branch_id": cls.branch.id,
                "start": start,
                "line_ids": [Command.create(line) for line in lines],
                **values,
            }
        )
        if state == "done" and "amount_paid" not in values:
            visit.amount_paid = visit.amount_total
        visit.state = state
        return visit

    @classmethod
    def make_history(cls, client, *days, **values):
        return [cls.make_visit(client, day, **values) for day in days]

    def on(self, day):
        """:return: an environment in which that day is today"""
        return self.env(context=dict(self.env.context, clientele_today=fields.Date.to_date(day)))

    def flag_on(self, client, day):
        """The client's flag on a day, read for one client and found in a list: both must agree."""
        partner = client.with_env(self.on(day))
        found = partner.search([("id", "=", partner.id), ("clientele_flag", "=", partner.clientele_flag)])
        self.assertEqual(found, partner, "list and card disagree on the flag")
        return partner.clientele_flag

    def colour_on(self, client, day):
        partner = client.with_env(self.on(day))
        found = partner.search([("id", "=", partner.id), ("clientele_colour", "=", partner.clientele_colour)])
        self.assertEqual(found, partner, "list and card disagree on the colour")
        return partner.clientele_colour

    def assertFacts(self, client, **facts):
        """Compare facts of the current company, by their names on ``clientele.client``."""
        partner = client.with_env(self.env)
        shown = {name: partner[f"clientele_{name}"] for name in facts}
        self.assertEqual(shown, facts)


def run_at_once(job_model):
    """A test has no scheduler: what the background job would do next, it does when it is triggered.

    :param job_model: the class of a model with ``_trigger`` and ``_cron_run``
    """
    return patch.object(job_model, "_trigger", lambda job: job.sudo().env[job._name]._cron_run())  # sudo: the scheduler


def days_from(first, *gaps):
    """Days that lie the given gaps apart: ``days_from("2021-01-01", 60, 60)`` are three."""
    day = fields.Date.to_date(first)
    result = [day]
    for gap in gaps:
        day += timedelta(days=gap)
        result.append(day)
    return result


def noon(day):
    """:return: naive datetime at noon of a day"""
    return datetime.combine(fields.Date.to_date(day), time(12))
