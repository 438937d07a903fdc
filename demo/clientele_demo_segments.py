from odoo import api, models

LAST_YEAR = {"period": "last", "period_count": 12, "period_unit": "month"}
LAST_MONTHS = {"period": "last", "period_count": 3, "period_unit": "month"}


class ClienteleDemo(models.AbstractModel):
    """Makes segments that a salon works with: each has clients in the demo data."""

    _inherit = "clientele.demo"

    @api.model
    def _make_segments(self):
        maria = {"practitioner_ids": self._ref("practitioner", "maria").ids}
        hair = {"category_ids": self._ref("category", "hair").ids}
        owner = self.env.ref("base.user_admin")
        came = {"kind": "visits", "operator": ">", "value": 0}
        losing = {"kind": "flag", "operator": "any", "choices": "losing,lost"}
        no_booking = {"kind": "bookings", "operator": "=", "value": 0}
        for name, color, blocks in (
            ("Not here for three months", 1, [[{**came, "operator": "=", **LAST_MONTHS}, came]]),
            (
                "Slipping away, worth a call",
                2,
                [[losing, {"kind": "spent", "operator": ">=", "value": 100}, {"kind": "blocked", "operator": "no"}]],
            ),
            ("Maria's clients without a booking", 3, [[{**came, **LAST_MONTHS, **maria}, no_booking]]),
            ("Loyal to hair services", 4, [[{**came, **LAST_YEAR, "operator": ">=", "value": 4, **hair}]]),
            (
                "Best clients: class A, or over 500 a year",
                5,
                [
                    [{"kind": "importance", "operator": "any", "choices": "a"}],
                    [{"kind": "spent", "operator": ">=", "value": 500, **LAST_YEAR}],
                ],
            ),
            (
                "Birthday within a month, can be called",
                6,
                [
                    [
                        {"kind": "birthday", "operator": "in", "period": "next", "period_count": 30},
                        {"kind": "has_phone", "operator": "yes"},
                    ]
                ],
            ),
        ):
            self.env["clientele.segment"]._from_conditions(name, *blocks, color=color, user_id=owner.id)
