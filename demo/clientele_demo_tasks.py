from datetime import time, timedelta

from odoo import api, models

# What is to be done for no client: what, days until it is due, whether it is urgent.
ERRANDS = (
    ("Order shampoo and dyes", 0, "1"),
    ("Call the laundry about the towels", 1, "0"),
    ("Plan the shifts of the holidays", 6, "0"),
    ("Send the invoices to the accountant", -1, "0"),
)
# What the first calls ended with.
SAID = ("will_come", "no_answer", "refused", "booked", "thinking")
SCRIPT = """<p>Good morning, this is {salon}. You have not been with us for a while, and we would like to know why.</p>
<ul><li>Was something not as you wanted it?</li><li>Offer 15 % off the next visit.</li></ul>"""


class ClienteleDemo(models.AbstractModel):
    """Writes the changes of flags of the last month, and has reception call some of the clients."""

    _inherit = "clientele.demo"

    @api.model
    def _make_tasks(self):
        demo = self.with_context(tracking_disable=True, mail_create_nolog=True, mail_notrack=True)
        company = self.env.ref("base.main_company")
        self._ref("branch", "centre").user_id = self.env.ref("base.user_demo")
        company.clientele_win_back_user_id = self.env.ref("base.user_admin")
        company.clientele_flag_run_on = self._today() - timedelta(days=30)
        demo.env["clientele.flag.change"]._run(company)
        tasks = demo.env["clientele.task"].search([("win_back", "=", True)])
        demo._call_some(tasks)
        demo._bring_back(tasks[1:2].partner_id)
        demo._make_plan(company)
        demo._make_errands()

    def _call_some(self, tasks):
        """Call every other client; the results take turns."""
        for task, code in zip(tasks[::2], SAID * len(tasks), strict=False):
            task.action_result(self.env.ref(f"clientele.clientele_result_{code}").id)

    def _bring_back(self, client):
        """A client who was called comes this morning."""
        branch = client.clientele_branch_id or self._ref("branch", "centre")
        service = self._ref("service", "womens_cut")
        self.env["clientele.visit"].create(
            {
                "partner_id": client.id,
                "branch_id": branch.id,
                "start": branch._utc_of(self._today(), time(8)),
                "state": "done",
                "line_ids": [(0, 0, {"product_id": service.id})],
            }
        )

    def _make_plan(self, company):
        """A plan for clients who are lost, of whom some were called already."""
        lost = self.env["res.partner"].search([("clientele_flag", "=", "lost")], limit=12, order="name")
        plan = self.env["clientele.call.plan"].create(
            {
                "name": "Ask why they do not come",
                "deadline": self._today() + timedelta(days=4),
                "user_ids": [(6, 0, [self.env.ref("base.user_admin").id, self.env.ref("base.user_demo").id])],
                "script": SCRIPT.format(salon=company.name),
            }
        )
        plan._spread(lost)
        self._call_some(plan.task_ids)

    def _make_errands(self):
        now = self.env["clientele.branch"]._now()
        self.env["clientele.task"].create(
            [
                {
                    "name": name,
                    "deadline": self._today() + timedelta(days=days),
                    "priority": priority,
                    "user_id": self.env.ref("base.user_admin").id,
                    "branch_id": self._ref("branch", "centre").id,
                    "remind_at": now.combine(now.date() + timedelta(days=max(days, 1)), time(8)),
                }
                for name, days, priority in ERRANDS
            ]
        )
