from odoo import fields, models

from ...tools.segment_definition import write_definition


class ClienteleSegment(models.Model):
    """What one does with a segment: freeze it, act on its clients, assign by it."""

    _inherit = "clientele.segment"

    snapshot_ids = fields.One2many("clientele.segment.snapshot", "segment_id", string="Snapshots")
    snapshot_count = fields.Integer(string="Number of snapshots", compute="_compute_snapshot_count")
    assignment_ids = fields.One2many("clientele.assignment", "segment_id", string="Assignment rules")
    assignment_count = fields.Integer(string="Number of rules", compute="_compute_assignment_count")
    run_ids = fields.One2many("clientele.action.run", "segment_id", string="Actions on its clients")
    run_count = fields.Integer(string="Number of actions", compute="_compute_run_count")

    def _compute_snapshot_count(self):
        counts = self._count_uses("clientele.segment.snapshot")
        for segment in self:
            segment.snapshot_count = counts.get(segment, 0)

    def _compute_assignment_count(self):
        counts = self._count_uses("clientele.assignment")
        for segment in self:
            segment.assignment_count = counts.get(segment, 0)

    def _compute_run_count(self):
        counts = self._count_uses("clientele.action.run")
        for segment in self:
            segment.run_count = counts.get(segment, 0)

    def _count_uses(self, model):
        """:return: {segment: number of records of that model}"""
        return dict(self.env[model]._read_group([("segment_id", "in", self.ids)], ["segment_id"], ["__count"]))

    def write(self, vals):
        result = super().write(vals)
        if {"inactive", "active"} & set(vals):
            self._changed_for_rules()
        return result

    def _changed_for_rules(self):
        """Tell the assignment rules, who keep the conditions at hand."""
        if self.env["clientele.assignment"]._any_rule():
            self.env["clientele.assignment"].sudo()._rules_changed()  # sudo: a cache, and a job

    def _seen_sql(self, as_of=None):
        """:return: SQL that selects the ids of the clients that the user may see"""
        self.ensure_one()
        return self._client_sql(as_of, self._own_terms(self._root()))

    def _take_snapshot(self, as_of=None):
        """Freeze who is in the segment.

        :param as_of: a past day
        :return: clientele.segment.snapshot
        """
        self.ensure_one()
        values = {
            "name": self.name,
            "segment_id": self.id,
            "company_id": self._root().id,
            "definition": write_definition(self._definition()),
            "words": self.summary,
            **({"as_of": as_of} if as_of else {}),
        }
        return self.env["clientele.segment.snapshot"]._freeze(self._seen_sql(as_of), **values)

    def action_open_snapshots(self):
        """Open the snapshots of the segment."""
        return self._open_uses("clientele.clientele_segment_snapshot_action")

    def action_open_assignments(self):
        """Open the rules that assign by the segment."""
        return self._open_uses("clientele.clientele_assignment_action")

    def action_open_runs(self):
        """Open what was done with clients of the segment."""
        return self._open_uses("clientele.clientele_action_run_action")

    def _open_uses(self, xml_id):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return {**action, "domain": [("segment_id", "=", self.id)], "context": {"default_segment_id": self.id}}

    def action_snapshot(self):
        """Ask for the day, and take a snapshot."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_segment_freeze_action")
        return {**action, "context": {"default_segment_id": self.id}}

    def action_act(self):
        """Do something with all clients of the segment."""
        self.ensure_one()
        return self.env["clientele.action"]._open(segment=self)
