from odoo import models
from odoo.tools import format_date


class ClienteleSubscription(models.Model):
    """What would have paid, had it not been frozen or expired, is named with the way out (IN8)."""

    _inherit = "clientele.subscription"

    def _why_not_use(self, day, need):
        why = self._say_frozen(day) or self._say_expired(day)
        return f"{self.display_name}: {why}" if why else super()._why_not_use(day, need)

    def _say_frozen(self, day):
        freeze = self._freeze_on(day)
        return freeze and self.env._(
            "frozen from %(first)s to %(last)s. Unfreeze it, or let money pay.",
            first=format_date(self.env, freeze.first_day),
            last=format_date(self.env, freeze.last_day),
        )

    def _say_expired(self, day):
        """The visit was in time, but it is closed too late."""
        within = self.lot_ids.filtered(lambda lot: lot._is_open_on(day) and lot._expired_units() > 0)
        return within[:1] and self.env._(
            "what was left has expired on %(day)s. Extend it, then close the visit again.",
            day=format_date(self.env, within[0].expires_on),
        )
