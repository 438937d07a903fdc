from datetime import timedelta

from odoo import api, models

OFTEN = [{"kind": "visits", "operator": ">=", "value": 3, "period": "last", "period_count": 3, "period_unit": "month"}]
AWAY = [
    {"kind": "visits", "operator": "=", "value": 0, "period": "last", "period_count": 3, "period_unit": "month"},
    {"kind": "visits", "operator": ">", "value": 1},
]


class ClienteleDemo(models.AbstractModel):
    """Two segments with snapshots of the last months, rules that assign by them, and an action on clients."""

    _inherit = "clientele.demo"

    @api.model
    def _make_assignments(self):
        root = self.env.ref("base.main_company")
        demo = self.with_company(root)
        Segment = demo.env["clientele.segment"]
        often = Segment._from_conditions("Three visits in three months", OFTEN)
        away = Segment._from_conditions("Came twice, not for three months", AWAY)
        for days in (90, 30):
            for segment in (often, away):
                segment._take_snapshot(self._today() - timedelta(days=days))
        demo._make_rules(often, away)
        demo._apply_rules(root)
        demo._make_run(away)

    def _make_rules(self, often, away):
        label = self.env["clientele.label"].create({"name": "Win back", "color": 2})
        regulars, students = self._ref("group", "regulars"), self._ref("group", "students")
        self.env["clientele.assignment"].create(
            [
                {"segment_id": often.id, "kind": "group", "group_id": regulars.id, "take_away": True},
                {"segment_id": away.id, "kind": "label", "label_id": label.id, "take_away": True},
                {"segment_id": often.id, "kind": "discount", "discount": 5, "sequence": 20},
                {"segment_id": often.id, "kind": "group", "group_id": students.id, "sequence": 30, "active": False},
            ]
        )

    def _apply_rules(self, root):
        """As the night does, in the transaction of the installation."""
        assignment = self.env["clientele.assignment"]
        rules = assignment._rules_of(root.id)
        for rule in rules:
            assignment._sync(rule, root)
        for slot, of_slot in assignment._by_slot(rules):
            assignment._apply(slot, of_slot, root)
        assignment._count_conflicts(root)

    def _make_run(self, away):
        label = self.env["clientele.label"].create({"name": "Gets our letter", "color": 5})
        self.env["clientele.action.run"]._launch(
            away._seen_sql(),
            kind="label_add",
            label_id=label.id,
            segment_id=away.id,
            words=f"{away.name}: {away.summary}",
        )
