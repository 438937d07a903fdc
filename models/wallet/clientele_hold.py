import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, split_every

from ..client.batches import commit_batch
from .clientele_lot import UNITS, Overdrawn, units

BATCH = 200


class ClienteleHold(models.Model):
    """Units of a lot that are promised to a payment under way: nobody else can use them until it ends.

    A hold goes once from open to posted, released or expired.
    """

    _name = "clientele.hold"
    _description = "Held Balance"
    _order = "id desc"
    _check_company_auto = True
    _rec_name = "key"

    lot_id = fields.Many2one("clientele.lot", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", related="lot_id.company_id", store=True, index=True, ondelete="restrict"
    )
    quantity = fields.Float(digits=UNITS, required=True, readonly=True)
    key = fields.Char(required=True, readonly=True, default=lambda self: str(uuid.uuid4()))
    expires_at = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("posted", "Used"), ("released", "Released"), ("expired", "Expired")],
        required=True,
        readonly=True,
        default="open",
    )

    _key = models.UniqueIndex("(key)")
    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "A hold holds something.")
    _open_until = models.Index("(expires_at) WHERE state = 'open'")

    # ---------------------------------------------------------------- CRUD

    def write(self, vals):
        self._refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse()

    def _refuse(self):
        raise AccessError(self.env._("A hold is used or released with its payment."))

    # ---------------------------------------------------------------- what can happen to it

    @api.model
    def _hold(self, lot, quantity, key, minutes=15, **details):
        """Hold units for a payment; the same key again gives the hold that is there.

        :param quantity: Decimal
        :param details: other values of the hold, such as what it is for
        :raises Overdrawn: where the lot does not have them
        :raises UserError: where something else is held under this key
        """
        present = self.search([("key", "=", key)])
        if present:
            if present.lot_id != lot or units(present.quantity) != quantity:
                raise UserError(self.env._("Another balance is held for this payment. Begin the payment again."))
            return present
        if quantity <= 0 or not lot._change_held(quantity):
            raise Overdrawn(self.env._("%(lot)s does not hold that much any more.", lot=lot.display_name))
        until = fields.Datetime.add(self.env["clientele.branch"]._now(), minutes=minutes)
        return self.create({"lot_id": lot.id, "quantity": float(quantity), "key": key, "expires_at": until, **details})

    def _use(self, key, **details):
        """The payment took place: what was held is used.

        :return: the moves
        :raises UserError: where the hold has ended otherwise
        """
        self.ensure_one()
        if self._end("posted"):
            return self.env["clientele.ledger"]._use(key, self.lot_id, units(self.quantity), **details)
        if self.state == "posted":
            return self.env["clientele.ledger"]._moves(key)
        raise UserError(self.env._("The payment took too long, its hold has ended. Begin it again."))

    def _release(self):
        """The payment did not take place."""
        for hold in self._in_lock_order():
            hold._end("released")

    def _in_lock_order(self):
        """Lots are changed in one order everywhere: nobody waits in a circle."""
        return self.sorted(lambda hold: hold.lot_id.id)

    def _end(self, state):
        """:return: whether the hold was open; it ends once, whoever comes first"""
        self.flush_recordset()
        ended = self.env.execute_query(
            SQL("UPDATE clientele_hold SET state = %s WHERE id = %s AND state = 'open' RETURNING id", state, self.id)
        )
        self.invalidate_recordset(["state"], flush=False)
        if ended:
            self.lot_id._change_held(-units(self.quantity))
            if state != "posted":
                self.lot_id.instalment_id._reclaim()
        return bool(ended)

    # ---------------------------------------------------------------- cron

    @api.model
    def _cron_expire(self):
        """End the holds of payments that never came."""
        over = self.search([("state", "=", "open"), ("expires_at", "<=", self.env["clientele.branch"]._now())])
        for batch in split_every(BATCH, over.ids):
            if commit_batch(self.env, lambda batch=batch: self._expire(batch)) == 0:
                return

    @api.model
    def _expire(self, hold_ids):
        for hold in self.browse(hold_ids)._in_lock_order():
            hold._end("expired")
        return {"processed": len(hold_ids)}
