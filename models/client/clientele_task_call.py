from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

TALKS = {"call": "call", "message": "message"}


class ClienteleTask(models.Model):
    """Calling one client after the other: a click says what came of a call, and the next one is there."""

    _inherit = "clientele.task"

    choice_ids = fields.Many2many(
        "clientele.task.result", string="Possible results", compute="_compute_choice_ids", compute_sudo=False
    )
    script = fields.Html(related="plan_id.script", string="What to say")

    def _compute_choice_ids(self):
        results = self.env["clientele.task.result"].search([("company_id", "in", [False, *self.company_id.ids])])
        for task in self:
            calls = task.state == "open" and task.partner_id and task.kind in TALKS
            ours = results.filtered(lambda result, task=task: result.company_id <= task.company_id)
            task.choice_ids = ours if calls else False

    def action_result(self, result_id, go_on=False):
        """Say what came of the calls. Who clicks twice says it once.

        :param result_id: id of a clientele.task.result
        :param go_on: whether the next call is wanted
        :return: None, or the action that shows the next call
        :raises UserError: for a result that is not there any more
        """
        result = self.env["clientele.task.result"].browse(result_id).exists()
        if not result:
            raise UserError(self.env._("This result was deleted meanwhile. Reload the page and choose another one."))
        self.filtered(lambda task: task.state == "open")._apply_result(result)
        return self._next_call() if go_on else None

    def _apply_result(self, result):
        """Note the result, log the talk, and close the tasks, move them or put them off."""
        for task in self:
            task.write(task._prepare_result(result))
            if result.is_talk and task.partner_id and task.kind in TALKS:
                task._log_talk(result)
        if result.leave_alone:
            self._leave_clients_alone()

    def _prepare_result(self, result):
        stage = result._stage_in(self.funnel_id)
        if result.closes and not stage:
            stage = self.funnel_id._done_stage()
        closed = result.closes or stage.outcome not in ("open", False)
        values = {
            "result_id": result.id,
            "attempts": self.attempts + 1,
            "reached": self.reached or result.is_talk,
            "state": "done" if closed else "open",
        }
        if stage:
            values["stage_id"] = stage.id
        if not closed and result.repeat_days:
            values["deadline"] = self.branch_id._today() + timedelta(days=result.repeat_days)
        return values

    def _log_talk(self, result):
        """Log that someone talked to the client (TR5): once a day for a task, however often its result is corrected."""
        contacts = self.env["clientele.contact"].sudo()  # sudo: who has to call may say what came of it
        branch = self.branch_id or self.company_id._clientele_default_branch()
        said = {"summary": result.name, "note": self.note}
        talk = contacts.search([("task_id", "=", self.id), ("day", "=", branch._today())], limit=1)
        if talk:
            talk.write(said)
            return
        contacts.create(
            {
                **said,
                "task_id": self.id,
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "branch_id": branch.id,
                "user_id": self.env.uid,
                "date": self.env["clientele.branch"]._now(),
                "kind": TALKS[self.kind],
                "direction": "out",
            }
        )

    def _leave_clients_alone(self):
        """Cancel what else there is to call the clients about."""
        tasks = self.env["clientele.task"].sudo()  # sudo: the client said so, whoever has the other task
        others = tasks.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("kind", "in", list(TALKS)),
                ("state", "=", "open"),
                ("id", "not in", self.ids),
            ]
        )
        others.action_cancel()

    # ---------------------------------------------------------------- the next call

    def _next_call(self, plan=None):
        """:param plan: the call plan to go on with, by default that of the call just made
        :return: action with the next call of the user, or a word that there is none
        """
        plan = plan or self.plan_id[:1]
        mine = Domain("state", "=", "open") & Domain("user_id", "in", [self.env.uid, False])
        mine &= Domain("id", "not in", self.ids) & Domain("kind", "in", list(TALKS))
        due = Domain("deadline", "<=", self.env["clientele.branch"]._today()) | Domain("deadline", "=", False)
        task = self.search(mine & (Domain("plan_id", "=", plan.id) if plan else due), limit=1)
        return task._form_action() if task else self._all_called(plan)

    def _form_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Call"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "main",
        }

    def _all_called(self, plan):
        """:return: action that says so and goes back to the plan, or to the list of tasks"""
        after = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_task_action")
        if plan:
            after = {**self._form_action(), "name": plan.name, "res_model": plan._name, "res_id": plan.id}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Nobody is left to call."),
                "next": after,
            },
        }
