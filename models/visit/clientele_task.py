from datetime import timedelta

from odoo import fields, models


class ClienteleTask(models.Model):
    """What tasks about clients bring: the booking or sale that came after them (YC18)."""

    _inherit = "clientele.task"

    visit_id = fields.Many2one(
        "clientele.visit",
        string="Brought",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The first visit that the client booked, or the first sale, after the task was opened.",
    )

    def _win(self, visits):
        """Move tasks to the stage of what is won, each with the first of the visits that counts for it."""
        for task in self:
            counting = visits.filtered(lambda visit, task=task: task._is_won_by(visit))
            if counting:
                stage = task.funnel_id._won_stage()
                task.write(
                    {"visit_id": counting.sorted(lambda visit: (visit.day, visit.id))[0].id, "stage_id": stage.id}
                )

    def _is_won_by(self, visit):
        """:return: whether the client booked this after the task was opened, within the days of its funnel"""
        if visit.partner_id != self.partner_id or not self.funnel_id._won_stage():
            return False
        booked = visit.branch_id._day_of(visit.booked_at or visit.start)
        until = self.opened_on + timedelta(days=self.funnel_id.win_days or -1)
        return self.opened_on <= min(booked, visit.day) and booked <= until

    def _lose(self):
        """The booking was cancelled: a win-back begins again, unless another one did already."""
        self.write({"visit_id": False})
        open_ones = self.search(
            [("partner_id", "in", self.partner_id.ids), ("win_back", "=", True), ("state", "=", "open")]
        )
        again = self.filtered(lambda task: task.win_back and task.partner_id not in open_ones.partner_id)
        again.action_reopen()
