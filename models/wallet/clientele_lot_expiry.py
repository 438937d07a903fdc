from datetime import timedelta

from odoo import api, models
from odoo.tools import split_every

from ..client.batches import commit_batch

BATCH = 200
AHEAD = timedelta(hours=14)  # the clock that is farthest ahead of UTC


class ClienteleLot(models.Model):
    """What nobody used in time expires; extended, it comes back exactly (IN8, LO10)."""

    _inherit = "clientele.lot"

    def _today(self):
        """:return: the day on the wall where it was sold"""
        return self.subscription_id._today() if self.subscription_id else self.company_id._clientele_today()

    def _is_over(self):
        """:return: whether its last day, and the grace for visits of that day that are closed late, are over (DF3)"""
        return bool(self.expires_on) and self.expires_on < self.company_id._clientele_grace_from(self._today())

    def _expire(self):
        """Take out what is free of lots that are over. What is held waits for the end of its hold."""
        for lot in self.sorted("id").filtered(lambda lot: lot._free() > 0 and lot._is_over()):
            self.env["clientele.ledger"]._withdraw(
                lot._expiry_key(), lot, lot._free(), "expire", day=lot._today(), reason=self.env._("Not used in time")
            )

    def _expiry_key(self):
        """What comes back into a lot after its expiry, from a visit that is reopened, expires once more."""
        before = len(self.move_ids.filtered(lambda move: move.kind == "expire" and move.quantity < 0))
        return f"clientele.lot:{self.id}:expire:{self.expires_on}:{before}"

    def _revive(self, reason):
        """Give back what had expired of lots that are not over any more."""
        lots = self.filtered(lambda lot: not lot._is_over())
        for move in lots.move_ids.filtered(lambda move: move.kind == "expire" and move.quantity < 0).sorted("id"):
            self.env["clientele.ledger"]._give_back(
                f"{move.operation}:back", move.operation, kind="expire", reason=reason
            )

    def _expired_units(self):
        """:return: units that have expired and not come back"""
        return -sum(self.move_ids.filtered(lambda move: move.kind == "expire").mapped("quantity"))

    # ---------------------------------------------------------------- cron

    @api.model
    def _cron_expire(self):
        """Expire what is over, branch by branch as its midnight passes. Any number of workers may do it at once: the
        balance is taken once, and the keys are unique."""
        for batch in split_every(BATCH, self._maybe_over().ids):
            if commit_batch(self.env, lambda batch=batch: self._expire_batch(batch)) == 0:
                return

    @api.model
    def _maybe_over(self):
        """:return: lots that are over somewhere on earth"""
        latest = (self.env["clientele.branch"]._now() + AHEAD).date()
        return self.search([("balance", ">", 0), ("expires_on", "<", latest)], order="id")

    @api.model
    def _expire_batch(self, lot_ids):
        self.browse(lot_ids)._expire()
        return {"processed": len(lot_ids)}
