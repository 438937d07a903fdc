from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.periods import last_months


class ClienteleClientReportPeriod(models.TransientModel):
    """Asks for the period and for what is counted, then opens the client statistics (TR19-TR22)."""

    _name = "clientele.client.report.period"
    _description = "Period of the Client Statistics"

    date_from = fields.Date(string="From", required=True, default=lambda self: self._default_period()[0])
    date_to = fields.Date(string="To", required=True, default=lambda self: self._default_period()[1])
    count_visits = fields.Boolean(
        default=lambda self: self.env.company._clientele_root().clientele_count_visits,
        help="Services of done visits.",
    )
    count_sales = fields.Boolean(
        default=lambda self: self.env.company._clientele_root().clientele_count_sales,
        help="Products of visits, and sales without a visit.",
    )
    count_anonymous = fields.Boolean(
        string="Count anonymous clients",
        default=lambda self: self.env.company._clientele_root().clientele_count_anonymous,
    )
    limit_side = fields.Selection(
        [("before", "before"), ("after", "on or after")], string="Only clients whose last deal was"
    )
    limit_date = fields.Date(string="Limit date")

    @api.model
    def _default_period(self):
        return last_months(self.env["clientele.branch"]._today(), 12)

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        if any(wizard.date_from > wizard.date_to for wizard in self):
            raise ValidationError(self.env._("The period ends before it starts. Swap its two dates."))

    @api.constrains("count_visits", "count_sales")
    def _check_counted(self):
        if any(not wizard.count_visits and not wizard.count_sales for wizard in self):
            raise ValidationError(self.env._("Choose visits, sales or both: with neither there is nothing to count."))

    def action_open(self):
        self.ensure_one()
        action = self._prepare_action("clientele.clientele_client_report_action", self.env._("Clients"))
        action["domain"] = self._limit_domain()
        return action

    def action_open_groups(self):
        """The same period and settings, per group (SK12)."""
        self.ensure_one()
        return self._prepare_action("clientele.clientele_group_report_action", self.env._("Groups"))

    def _prepare_action(self, xml_id, title):
        """:return: a report's action with the period in its name and the settings in its context"""
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        since, until = fields.Date.to_string(self.date_from), fields.Date.to_string(self.date_to)
        name = self.env._("%(title)s, %(since)s to %(until)s", title=title, since=since, until=until)
        action["context"] = {
            **literal_eval(action["context"] or "{}"),
            "clientele_from": since,
            "clientele_to": until,
            "clientele_count_visits": self.count_visits,
            "clientele_count_sales": self.count_sales,
            "clientele_count_anonymous": self.count_anonymous,
        }
        return {**action, "name": name, "display_name": name}

    def _limit_domain(self):
        """:return: domain of TR22: the last deal ever, before the date or from it on"""
        if not self.limit_side or not self.limit_date:
            return []
        return [("last_visit", "<" if self.limit_side == "before" else ">=", self.limit_date)]
