from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


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

    def _has_days(self):
        visits = self.env["clientele.visit"].sudo()  # sudo: every visit counts
        return super()._has_days() or bool(visits.search_count([("branch_id", "=", self.id)], limit=1))

    def _rewrite_days(self):
        """Date all visits of the branch anew in its present zone."""
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
        return super()._rewrite_days()
