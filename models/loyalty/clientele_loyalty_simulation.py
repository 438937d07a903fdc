from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.tiers import BALANCE
from . import simulation_sql
from .loyalty_program import BASES, PERIODS, POLICIES

STATES = [
    ("draft", "Being edited"),
    ("queued", "Waiting"),
    ("running", "Running"),
    ("done", "Done"),
    ("stopped", "Stopped"),
    ("failed", "Failed"),
    ("applied", "Applied"),
]
OPEN = ("queued", "running")


class ClienteleLoyaltySimulation(models.Model):
    """What the last months would have cost under changed rules of a program, before a change is saved.

    It holds a copy of all rules and of what decides the tiers, which is edited instead of the program. A job goes
    through all deals, client by client, under the current and the changed rules; other programs stay as they are.
    """

    _name = "clientele.loyalty.simulation"
    _description = "Simulation of Loyalty Rules"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    program_id = fields.Many2one("loyalty.program", required=True, readonly=True, index=True, ondelete="cascade")
    benefit = fields.Selection(related="program_id.clientele_benefit")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="By", readonly=True, index=True, ondelete="set null")
    months = fields.Integer(required=True, default=12)
    best = fields.Boolean(string="Always the best for the client")
    period = fields.Selection(PERIODS, string="Turnover of", required=True, default="months")
    period_months = fields.Integer(string="Months of turnover", default=12)
    tier_basis = fields.Selection(BASES, string="Tier by the turnover", required=True, default="before")
    requalify = fields.Selection(POLICIES, string="When turnover falls, the tier", required=True, default=BALANCE)
    rule_ids = fields.One2many("clientele.loyalty.simulation.rule", "simulation_id", string="Changed rules")
    copied = fields.Json(readonly=True, help="What the program said when it was copied.")
    state = fields.Selection(STATES, required=True, readonly=True, default="draft", index=True)
    error = fields.Char(readonly=True)
    asked_at = fields.Datetime(string="Started", readonly=True)
    finished_at = fields.Datetime(string="Finished", readonly=True)
    first_day = fields.Date(readonly=True)
    last_day = fields.Date(readonly=True)
    client_count = fields.Integer(string="Clients to go through", readonly=True)
    row_count = fields.Integer(related="client_count", string="Clients in all")
    done_count = fields.Integer(string="Clients done", readonly=True)
    history = fields.Json(readonly=True, help="The first day of each rule's history of tiers.")
    last_partner = fields.Integer(string="Id of the last client done", readonly=True)
    progress = fields.Float(compute="_compute_progress")
    result_ids = fields.One2many("clientele.loyalty.simulation.result", "simulation_id", readonly=True)
    cost = fields.Monetary(string="Cost now", compute="_compute_costs")
    cost_changed = fields.Monetary(string="Cost changed", compute="_compute_costs")
    difference = fields.Monetary(compute="_compute_costs", help="Above 0: the changed rules cost more.")

    _months_positive = models.Constraint("CHECK (months BETWEEN 1 AND 120)", "Look at 1 to 120 months.")
    _period_months = models.Constraint("CHECK (period_months > 0)", "The turnover of a month or more counts.")

    # ---------------------------------------------------------------- compute

    @api.depends("program_id", "create_date")
    def _compute_name(self):
        for run in self:
            run.name = self.env._("Simulation of %(program)s", program=run.program_id.name or "")

    @api.depends("done_count", "client_count")
    def _compute_progress(self):
        for run in self:
            run.progress = min(100 * run.done_count / run.client_count, 100) if run.client_count else 0

    @api.depends("result_ids.cost", "result_ids.cost_changed")
    def _compute_costs(self):
        for run in self:
            run.cost = sum(run.result_ids.mapped("cost"))
            run.cost_changed = sum(run.result_ids.mapped("cost_changed"))
            run.difference = run.cost_changed - run.cost

    # ---------------------------------------------------------------- begin

    @api.model
    def _copy_of(self, program):
        """:return: a new simulation with the rules of a program as they are"""
        values = {
            "program_id": program.id,
            "company_id": program.company_id._clientele_root().id,
            "user_id": self.env.uid,
            "copied": program._clientele_rule_facts(),
            "rule_ids": [Command.create(rule._clientele_simulated()) for rule in program._clientele_own_rules()],
            **program._clientele_simulated(),
        }
        return self.create(values)

    # ---------------------------------------------------------------- actions

    def action_run(self):
        """Go through the deals in the background, from the beginning."""
        for run in self._in("draft", "done", "stopped", "failed"):
            run._check_rules()
            run.result_ids.sudo().unlink()  # sudo: nobody writes results but these methods
            first, last = run._days()
            run.write(
                {
                    "state": "queued",
                    "error": False,
                    "asked_at": self.env["clientele.branch"]._now(),
                    "finished_at": False,
                    "first_day": first,
                    "last_day": last,
                    "client_count": run._count_clients(first),
                    "done_count": 0,
                    "history": run._first_days(),
                    "last_partner": 0,
                }
            )
            run._trigger()

    def action_stop(self):
        """Stop after the clients that are being gone through."""
        self._in(*OPEN)._end("stopped")

    def action_edit(self):
        """Change the rules once more."""
        self._in("done", "stopped", "failed").write({"state": "draft"})

    def action_open_results(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_loyalty_simulation_result_action")
        return {**action, "domain": [("simulation_id", "=", self.id)]}

    def _in(self, *states):
        """:raises UserError: where one is elsewhere by now"""
        self.check_access("write")
        for run in self:
            if run.state not in states:
                label = dict(self._fields["state"]._description_selection(self.env))[run.state]
                raise UserError(self.env._("This simulation is at “%(state)s” now. Reload the page.", state=label))
        return self

    def _check_rules(self):
        """:raises ValidationError: for what saving these rules by hand would refuse"""
        rules = self._switched_on()._as_rules()
        rules._check_clientele_targets()
        rules._check_clientele_company()
        rules._check_clientele_tiers()
        if self.program_id._clientele_gives_discount():
            self.program_id._clientele_check_discount(rules)

    def _switched_on(self):
        return self.rule_ids.filtered("active_rule")

    def _first_days(self):
        rules = self.env["loyalty.rule"]._clientele_tiered(self.company_id)
        rows = self.env.execute_query(simulation_sql.first_days(self.company_id.id, rules.ids))
        return {str(rule_id): day.isoformat() for rule_id, day in rows}

    def _end(self, state, error=False):
        self.write({"state": state, "error": error, "finished_at": self.env["clientele.branch"]._now()})

    def _trigger(self):
        self.env.ref("clientele.clientele_cron_simulate")._trigger()
