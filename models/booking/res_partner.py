from odoo import models


class ResPartner(models.Model):
    """The client's tiers on the page of the wallet (LO7)."""

    _inherit = "res.partner"

    def _portal_tiers(self):
        """:return: list of dicts of texts, one for each program with tiers; ``share`` is the percent of the way"""
        rows = [row for row in self._clientele_standings() if row["rule"]]
        return [
            {
                "program": row["program"].name,
                "tier": row["tier"].display_name or self.env._("No tier yet"),
                "gives": row["rate"],
                "missing": self._clientele_say_missing(row),
                "share": row["share"],
            }
            for row in rows
        ]
