from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# What of a branch decides the shifts there, or which branch is a practitioner's first.
ROSTER_KEYS = {"active", "company_id", "sequence", "tz"}


class ClienteleBranch(models.Model):
    _inherit = "clientele.branch"

    pos_config_ids = fields.Many2many(
        "pos.config",
        "clientele_branch_pos_config_rel",
        "branch_id",
        "config_id",
        string="Points of sale",
        check_company=True,
        help="What these tills sell was sold here; other tills sell at the company's first branch.",
    )
    resource_ids = fields.Many2many(
        "resource.resource",
        "clientele_branch_resource_rel",
        "branch_id",
        "resource_id",
        string="Practitioners, rooms and equipment",
        context={"active_test": False},
    )

    @api.constrains("pos_config_ids")
    def _check_pos_config_ids(self):
        for config in self.pos_config_ids:
            if self.search_count([("pos_config_ids", "in", config.ids)]) > 1:
                raise ValidationError(self.env._("%(till)s can stand in one branch only.", till=config.name))

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & ROSTER_KEYS:
            self.env["resource.resource"].invalidate_model(["branch_ids"])  # their order may be another one
            practitioners = self.env["resource.resource"].search([("branch_ids", "in", self.ids)])
            practitioners._clientele_calendar_changed()
        return result

    def _has_days(self):
        models = ("clientele.visit", "clientele.shift", "clientele.session")
        rows = (self.env[model].sudo() for model in models)  # sudo: everything with a day counts
        return super()._has_days() or any(row.search_count([("branch_id", "=", self.id)], limit=1) for row in rows)

    def _rewrite_days(self):
        """Date all visits, shifts and classes of the branch anew in its present zone."""
        self.env["clientele.shift"]._rewrite_days(self)
        sessions = self.env["clientele.session"].sudo()  # sudo: every class has a day
        sessions.search([("branch_id", "=", self.id)])._compute_day()
        self.env["clientele.visit"].flush_model()
        self.env["clientele.visit.line"].flush_model()
        day = SQL("(v.start AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", self.tz)
        self.env.execute_query(
            SQL(
                "UPDATE clientele_visit v SET day = %s WHERE branch_id = %s AND day IS DISTINCT FROM %s",
                day,
                self.id,
                day,
            )
        )
        self.env.execute_query(
            SQL(
                """UPDATE clientele_visit_line l SET day = v.day FROM clientele_visit v
                    WHERE v.id = l.visit_id AND v.branch_id = %s AND l.day IS DISTINCT FROM v.day""",
                self.id,
            )
        )
        self.env["clientele.visit"].invalidate_model(["day"])
        self.env["clientele.visit.line"].invalidate_model(["day"])
        self.env["clientele.occupancy"]._follow_calendars(
            self.sudo().resource_ids
        )  # sudo: all-day events have other hours
        return super()._rewrite_days()

    def _holiday_company_ids(self):
        """:return: ids of the companies whose holidays are kept in this branch: its own and those above"""
        return self.company_id.sudo().parent_ids.ids  # sudo: a user of a branch company may not read its parent

    def _who_decides(self, company):
        """:return: the user, if that is reception's work in the company, else somebody of this branch, or of any"""
        group = self.env.ref("clientele.clientele_group_receptionist")
        staff = group.all_user_ids.filtered(lambda user: company in user.company_ids and not user.share)
        there = staff.filtered(lambda user: self and self in user.clientele_branch_ids)
        return (self.env.user & staff) or there[:1] or staff[:1]
