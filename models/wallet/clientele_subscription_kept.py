from odoo import fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from .clientele_move_entry import ACCOUNTING


class ClienteleSubscription(models.Model):
    """What a client who quits leaves on the deferred revenue, or overdraws it by, where no movement carries it: when
    all was used before, or what was paid opened nothing."""

    _inherit = "clientele.subscription"

    kept_booked = fields.Boolean(readonly=True, copy=False, help="What was kept when the client quit is in the books.")
    kept = fields.Monetary(
        readonly=True, copy=False, help="Kept of what was paid beside its movements; below 0, paid back beyond them."
    )
    kept_entry_id = fields.Many2one(
        "account.move",
        string="Entry of what was kept",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=ACCOUNTING,
    )

    def _claim_kept(self, amount):
        """Note once what was kept; the write comes first.

        :param amount: Decimal
        :raises ConcurrencyError: where another request did it
        """
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                "UPDATE clientele_subscription SET kept_booked = TRUE, kept = %s"
                " WHERE id = %s AND kept_booked IS NOT TRUE RETURNING id",
                amount,
                self.id,
            )
        )
        if not rows:
            raise ConcurrencyError("another request booked what was kept")
        self.invalidate_recordset(["kept_booked", "kept"], flush=False)
