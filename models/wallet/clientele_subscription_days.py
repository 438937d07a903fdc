from odoo import api, models
from odoo.fields import Domain


class ClienteleSubscription(models.Model):
    """When clients have a subscription, as domains that run on indexes (FF15-FF18). All days are inclusive."""

    _inherit = "clientele.subscription"

    _ending = models.Index("(company_id, end_date, partner_id) WHERE state NOT IN ('quit', 'cancelled')")

    @api.model
    def _get_kept_domain(self):
        """:return: Domain of subscriptions that run, or ran, to their end"""
        return Domain("state", "not in", ("quit", "cancelled"))

    @api.model
    def _get_ending_domain(self, first, last):
        """:return: Domain of subscriptions whose last day lies in a period (FF15, FF16)"""
        return self._get_kept_domain() & Domain([("end_date", ">=", first), ("end_date", "<=", last)])

    @api.model
    def _get_lasting_domain(self, day):
        """:return: Domain of subscriptions that last beyond a day: newer ones than those that ended till then (FF16)"""
        return self._get_kept_domain() & (Domain("end_date", ">", day) | Domain("end_date", "=", False))

    @api.model
    def _get_running_domain(self, first, last):
        """:return: Domain of subscriptions that have a day in a period; one that was quit has those before (FF17)"""
        ends = Domain("end_date", ">=", first) | Domain("end_date", "=", False)
        return Domain("state", "!=", "cancelled") & Domain("start_date", "<=", last) & ends

    @api.model
    def _get_bought_domain(self, plans):
        """:return: Domain of subscriptions of these plans, whatever became of them (FF18)"""
        return Domain("state", "!=", "cancelled") & Domain("plan_id", "in", plans.ids)
