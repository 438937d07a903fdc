from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ...tools.release import EARNING

ACCOUNTING = "account.group_account_readonly,account.group_account_invoice"


class ClienteleMove(models.Model):
    """The journal entry that says what a movement earned. Each is booked once (``clientele.release``)."""

    _inherit = "clientele.move"

    product_id = fields.Many2one(
        "product.product",
        string="What was used",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The service, also once its line is gone.",
    )
    account_move_id = fields.Many2one(
        "account.move",
        string="Journal entry",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=ACCOUNTING,
    )
    booked = fields.Boolean(
        readonly=True, help="It stands in the journal entry, or there is nothing of it to be booked."
    )
    released = fields.Monetary(
        string="Earned", readonly=True, help="Money that the movement took out of the deferred revenue."
    )

    _to_book = models.Index(f"(company_id, day) WHERE booked IS NOT TRUE AND kind IN {EARNING}")

    # ---------------------------------------------------------------- screens

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._books_releases())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Where what was earned is not booked, nothing asks for it."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if not self._books_releases():
            for node in arch.xpath("//*[@name='action_book' or @name='to_book' or @name='account_move_id']"):
                node.getparent().remove(node)
        return arch, view

    @api.model
    def _books_releases(self):
        root = self.env.company._clientele_root().sudo()  # sudo: whoever reads movements may not read companies
        return root.clientele_release_entries

    def action_book(self):
        """Book what was earned up to today.

        :raises UserError: where the settings do not allow it
        """
        return self.env["clientele.release"]._book_now()

    # ---------------------------------------------------------------- booking

    def _claim_booking(self, amounts):
        """Note what these movements earn, once: the write comes first, so that of two who book the same the later one
        begins anew and finds it done.

        :param amounts: {clientele.move: money out of the deferred revenue, as Decimal}
        :raises ConcurrencyError: where another request has booked one of them
        """
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE clientele_move m SET booked = TRUE, released = t.amount
                  FROM unnest(%s::integer[], %s::numeric[]) AS t (id, amount)
                 WHERE m.id = t.id AND m.booked IS NOT TRUE RETURNING m.id
                """,
                [move.id for move in amounts],
                list(amounts.values()),
            )
        )
        if len(rows) != len(amounts):
            raise ConcurrencyError("another request booked these movements")
        self._forget_booking()

    def _link_entry(self, entry):
        """Say in which journal entry these movements stand."""
        self.env.cr.execute(
            SQL("UPDATE clientele_move SET account_move_id = %s WHERE id = ANY(%s)", entry.id, list(self.ids))
        )
        self._forget_booking()
        entry.invalidate_recordset(["clientele_move_ids", "clientele_move_count"])

    @api.model
    def _unbook(self, entries):
        """The entries are deleted: what stood in them is to be booked anew."""
        kept = self.env["clientele.subscription"].sudo()  # sudo: whoever deletes, nothing is lost
        kept = kept.search([("kept_entry_id", "in", entries.ids)])
        kept.write({"kept_booked": False, "kept": 0, "kept_entry_id": False})
        self.env.cr.execute(
            SQL(
                "UPDATE clientele_move SET booked = FALSE, released = NULL, account_move_id = NULL"
                " WHERE account_move_id = ANY(%s)",
                list(entries.ids),
            )
        )
        self._forget_booking()

    @api.model
    def _forget_booking(self):
        self.invalidate_model(["account_move_id", "booked", "released"], flush=False)
