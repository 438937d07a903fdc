from decimal import Decimal

from odoo import api, fields, models

from ...tools.rhythm import Thresholds


class ResCompany(models.Model):
    _inherit = "res.company"

    clientele_factor = fields.Float(
        string="Rhythm factor",
        digits=(4, 2),
        default=1.5,
        help="A client is slipping away once this many times the own usual gap has passed.",
    )
    clientele_losing_months = fields.Integer(string="Losing after (months)", default=6)
    clientele_lost_months = fields.Integer(string="Lost after (months)", default=12)
    clientele_never_losing_before = fields.Integer(string="Never losing before (days)", default=0)
    clientele_lost_needs_rhythm = fields.Boolean(string="Not lost before the own rhythm is broken")
    clientele_check_band = fields.Integer(string="Width of the bands of the average check", default=500)
    clientele_count_visits = fields.Boolean(
        string="Count visits", default=True, help="Reports count the services of done visits."
    )
    clientele_count_sales = fields.Boolean(
        string="Count sales", default=True, help="Reports count products and sales without a visit."
    )
    clientele_count_anonymous = fields.Boolean(
        string="Count anonymous clients", help="Reports count sales to nobody in particular."
    )

    clientele_return_months = fields.Selection(
        [("1", "1 month"), ("2", "2 months"), ("3", "3 months"), ("6", "6 months")],
        string="Came again within",
        default="3",
        help="Who comes again within this time has returned; reports can ask for another one.",
    )
    clientele_rfm_cut_ids = fields.One2many("clientele.rfm.cut", "company_id", string="Limits of RFM scores")

    _clientele_factor_positive = models.Constraint(
        "CHECK (clientele_factor IS NULL OR clientele_factor > 0)", "The rhythm factor must be above 0."
    )
    _clientele_months_in_order = models.Constraint(
        "CHECK (clientele_losing_months IS NULL OR clientele_lost_months IS NULL"
        " OR (clientele_losing_months > 0 AND clientele_lost_months >= clientele_losing_months))",
        "A client is lost no earlier than losing, and both take at least a month.",
    )
    _clientele_check_band_positive = models.Constraint(
        "CHECK (clientele_check_band IS NULL OR clientele_check_band > 0)", "A band must be wider than 0."
    )

    @api.model
    def _clientele_threshold_fields(self):
        return {
            "clientele_factor",
            "clientele_losing_months",
            "clientele_lost_months",
            "clientele_never_losing_before",
            "clientele_lost_needs_rhythm",
        }

    def write(self, vals):
        result = super().write(vals)
        if "clientele_factor" in vals:
            for root in self._clientele_root():
                self.env["clientele.client"]._rebuild_losing_on(root)
        if vals.keys() & (self._clientele_threshold_fields() | {"clientele_check_band"}):
            self.env["clientele.client"]._forget_facts()
        return result

    def _clientele_thresholds(self):
        """:return: the settings of the root company as :class:`Thresholds`"""
        root = self._clientele_root().sudo()  # sudo: settings, not data
        return Thresholds(
            factor=Decimal(str(root.clientele_factor or 1.5)),
            losing_months=root.clientele_losing_months or 6,
            lost_months=root.clientele_lost_months or 12,
            never_losing_before=root.clientele_never_losing_before or 0,
            lost_needs_rhythm=root.clientele_lost_needs_rhythm,
        )
