from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from .loyalty_program_simulate import COPIED

ADMIN = "clientele.clientele_group_admin"


class ClienteleLoyaltySimulation(models.Model):
    """Making simulated rules the program's."""

    _inherit = "clientele.loyalty.simulation"

    outdated = fields.Char(
        compute="_compute_outdated", help="That the program's rules were changed since they were copied, and by whom."
    )

    @api.depends("state", "program_id", "copied")
    def _compute_outdated(self):
        for run in self:
            run.outdated = run.state != "applied" and run._say_outdated()

    def _say_outdated(self):
        """:return: who changed the program's rules since the copy, and when; empty where they are as copied"""
        program = self.program_id
        if not self.copied or program._clientele_rule_facts() == self.copied:
            return ""
        user, when = program._clientele_last_edit()
        words = {"program": program.name, "user": user.name, "when": when and format_datetime(self.env, when)}
        if when and when > self.create_date:
            return self.env._("%(user)s changed the rules of “%(program)s” after they were copied: %(when)s.", **words)
        return self.env._("The rules of “%(program)s” were changed after they were copied.", **words)

    # ---------------------------------------------------------------- actions

    def action_apply(self):
        """Make the simulated rules the program's, as if they had been entered there.

        :raises AccessError: without the right to set programs up
        :raises UserError: where the program was changed since the copy was made
        """
        self._may_apply()
        for run in self:
            run._lock_program()
            if outdated := run._say_outdated():
                raise UserError(
                    self.env._(
                        "%(outdated)s Simulate the program anew, or press “Apply nevertheless” to replace that change.",
                        outdated=outdated,
                    )
                )
        self._apply()

    def action_apply_nevertheless(self):
        """The same where the program was changed since: that change is lost."""
        self._may_apply()
        for run in self:
            run._lock_program()
        self._apply()

    def action_copy_anew(self):
        """Open a new simulation, of the rules as they are by now."""
        self.ensure_one()
        return self.program_id.action_clientele_simulate()

    def _may_apply(self):
        if not self.env.user.has_group(ADMIN):
            raise AccessError(self.env._("Only an administrator changes programs. Ask one."))
        self._in("draft", "done", "stopped")

    def _lock_program(self):
        """Two who apply at once: the second one sees what the first did."""
        self.program_id.sudo().lock_for_update()  # sudo: the right is checked above

    def _apply(self):
        for run in self:
            run._check_rules()
            run._write_program()
            root = run.company_id.sudo()  # sudo: the right is checked above
            if root.clientele_best != run.best:
                root.clientele_best = run.best
            run._end("applied")

    def _write_program(self):
        """What stays is written at once, so that the program is checked as a whole."""
        program, kept = self.program_id, self._switched_on()
        (program._clientele_own_rules() - kept.rule_id)._clientele_remove()
        program.invalidate_recordset(["rule_ids"])
        known = program.rule_ids
        values = {field: self[name] for name, field in COPIED.items() if self[name] != program[field]}
        if commands := [command for line in kept if (command := line._command())]:
            values["rule_ids"] = commands
        program.write(values)
        program.flush_recordset()
        new = kept.filtered(lambda line: not line.rule_id)
        for line, rule in zip(new, (program.rule_ids - known).sorted("id"), strict=True):
            line.rule_id = rule
