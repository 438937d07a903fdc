from odoo import api, fields, models
from odoo.tools import format_date

from ..insight.res_partner import FLAGS

CAUSES = [
    ("rhythm", "The own rhythm is broken"),
    ("months", "Too long since the last visit"),
    ("booking_gone", "The booking passed or was cancelled"),
    ("visit", "A visit"),
    ("booking", "A booking"),
    ("other", "Recorded late, or changed limits"),
]


class ClienteleFlagChange(models.Model):
    """That a client's flag changed on a day, written once by the nightly job (YC18). What reacts starts from here."""

    _name = "clientele.flag.change"
    _description = "Change of a Client's Flag"
    _order = "day desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade", readonly=True)
    branch_id = fields.Many2one(
        "clientele.branch", string="Own branch", index="btree_not_null", ondelete="set null", readonly=True
    )
    day = fields.Date(required=True, readonly=True)
    flag_from = fields.Selection(FLAGS, string="From", readonly=True)
    flag_to = fields.Selection(FLAGS, string="To", required=True, readonly=True)
    cause = fields.Selection(CAUSES, readonly=True)
    last_visit = fields.Date(readonly=True, help="As it was that morning.")
    median_gap = fields.Float(string="Usual gap (days)", digits=(8, 1), readonly=True, aggregator="avg")
    reason = fields.Char(compute="_compute_reason")
    task_id = fields.Many2one(
        "clientele.task", string="Win-back task", index="btree_not_null", ondelete="set null", readonly=True
    )

    _once = models.UniqueIndex("(partner_id, company_id, day)")
    _by_day = models.Index("(company_id, day)")

    @api.depends("cause", "last_visit", "median_gap")
    @api.depends_context("lang")
    def _compute_reason(self):
        causes = dict(self._fields["cause"]._description_selection(self.env))
        for change in self:
            words = {"last": format_date(self.env, change.last_visit), "gap": f"{change.median_gap:g}"}
            if change.cause == "rhythm":
                change.reason = self.env._("Usually comes every %(gap)s days, last on %(last)s", **words)
            elif change.cause == "months":
                change.reason = self.env._("Last came on %(last)s", last=words["last"])
            else:
                change.reason = causes.get(change.cause, False)

    def action_open_client(self):
        """Open the card of the client."""
        self.ensure_one()
        row = self.partner_id._clientele_rows(self.company_id)
        return row.sudo(False).action_open_card()
