from odoo import models

from .portal_words import day_words


class ClienteleFreeze(models.Model):
    """A freeze as its client sees it; what staff wrote as its reason stays with staff."""

    _inherit = "clientele.freeze"

    def _portal_words(self):
        words = {"first": day_words(self.env, self.first_day), "last": day_words(self.env, self.last_day)}
        if self._covers(self.env["clientele.branch"]._today()):
            return self.env._("Frozen until %(last)s", **words)
        return self.env._("Frozen from %(first)s until %(last)s", **words)
