from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# How many days overdue an instalment is at most, by band.
BANDS = {"1": 7, "2": 30, "3": 90}


class ClienteleInstalment(models.Model):
    """How long an instalment is overdue: it follows from today, so it is never stored."""

    _inherit = "clientele.instalment"

    days_overdue = fields.Integer(compute="_compute_days_overdue", aggregator=None)
    overdue_band = fields.Selection(
        [("0", "Not overdue"), ("1", "1 to 7 days"), ("2", "8 to 30 days"), ("3", "31 to 90 days"), ("4", "Longer")],
        string="Overdue for",
        compute="_compute_days_overdue",
    )

    @api.depends("overdue", "due_date")
    @api.depends_context("clientele_today")
    def _compute_days_overdue(self):
        today = self.env["clientele.branch"]._today()
        for part in self:
            part.days_overdue = (today - part.due_date).days if part.overdue else 0
            bands = [band for band, limit in BANDS.items() if part.days_overdue <= limit]
            part.overdue_band = (*bands, "4")[0] if part.overdue else "0"

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "overdue_band":
            return super()._field_to_sql(alias, field_expr, query)
        today = self.env["clientele.branch"]._today()
        due = self._field_to_sql(alias, "due_date", query)
        bands = (SQL("WHEN %s >= %s THEN %s", due, today - timedelta(limit), band) for band, limit in BANDS.items())
        return SQL(
            "CASE WHEN %s <> 'due' OR %s >= %s THEN '0' %s ELSE '4' END",
            self._field_to_sql(alias, "state", query),
            due,
            today,
            SQL(" ").join(bands),
        )
