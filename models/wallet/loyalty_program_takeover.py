from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..client.batches import commit_batch

AT_ONCE = 200  # cards that are taken over while the user waits
BATCH = 200
CRON = "clientele.clientele_cron_takeover"


class LoyaltyProgram(models.Model):
    """A program with many cards comes into the wallet in the background, and can be used again once that is done.

    Meanwhile it is archived, so that nothing is earned or used. Each batch looks for cards that still lack something,
    so a job that was killed goes on where it was: first clients with several cards, then, once the wallet keeps the
    cards, those whose points are not in the ledger yet.
    """

    _inherit = "loyalty.program"

    clientele_takeover = fields.Selection(
        [("join", "Joining the cards of a client"), ("open", "Writing down the points")],
        string="Coming into the wallet",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    clientele_takeover_left = fields.Integer(string="Cards left", compute="_compute_clientele_takeover_left")

    @api.depends("clientele_takeover")
    def _compute_clientele_takeover_left(self):
        for program in self:
            left = program.clientele_takeover and program._origin._clientele_unopened(None)
            program.clientele_takeover_left = len(left or ())

    # ---------------------------------------------------------------- CRUD

    def write(self, vals):
        """:raises UserError: where somebody uses a program before all its cards are in the wallet"""
        if "clientele_takeover" in vals:
            return super().write(vals)
        if ("clientele_managed" in vals or vals.get("active")) and any(self.mapped("clientele_takeover")):
            raise UserError(
                self.env._(
                    "The cards of this program are coming into the wallet. It begins by itself when that is done."
                )
            )
        large = self._clientele_too_large() if vals.get("clientele_managed") else self.browse()
        if not large:
            return super().write(vals)
        large._clientele_refuse_keeping()
        super(LoyaltyProgram, self - large).write(vals)
        result = super(LoyaltyProgram, large).write({**vals, "clientele_managed": False})
        large.write({"clientele_takeover": "join", "active": False})
        self.env.ref(CRON).sudo()._trigger()  # sudo: the job's own
        return result

    def _clientele_too_large(self):
        """:return: programs whose cards are too many to be taken over while somebody waits"""
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)  # sudo: a program has all its cards
        loose = self.filtered(lambda program: program.active and not program.clientele_managed)
        domain = [("program_id", "in", loose.ids), ("partner_id", "!=", False)]
        counts = cards._read_group(domain, ["program_id"], ["__count"])
        return self.browse(program.id for program, count in counts if count > AT_ONCE)

    # ---------------------------------------------------------------- cron

    @api.model
    def _cron_take_over(self):
        programs = self.sudo().with_context(active_test=False)  # sudo: archived meanwhile, for whoever owns them
        for program in programs.search([("clientele_takeover", "!=", False)], order="id"):
            while program.clientele_takeover:
                if not commit_batch(self.env, program._clientele_take_over):
                    return

    def _clientele_take_over(self):
        """Do a batch, which the caller commits.

        :return: arguments of ``ir.cron._commit_progress``
        """
        self.env.invalidate_all()
        done = self._clientele_join_some() if self.clientele_takeover == "join" else self._clientele_open_some()
        return {"processed": done, "remaining": self.clientele_takeover_left}

    def _clientele_join_some(self):
        """:return: number of clients whose cards were joined; after the last the wallet keeps the cards"""
        query = SQL(
            """
            SELECT partner_id FROM loyalty_card WHERE program_id = %s AND partner_id IS NOT NULL AND active
             GROUP BY partner_id HAVING count(*) > 1 ORDER BY partner_id LIMIT %s
            """,
            self.id,
            BATCH,
        )
        partner_ids = [row[0] for row in self.env.execute_query(query)]
        if partner_ids:
            cards = self.env["loyalty.card"].sudo()  # sudo: a program has all its cards
            domain = [("program_id", "=", self.id), ("partner_id", "in", partner_ids), ("active", "=", True)]
            cards.search(domain, order="id")._clientele_join_doubles()
        else:
            self.write({"clientele_takeover": "open", "clientele_managed": True})
        return len(partner_ids)

    def _clientele_open_some(self):
        """:return: number of cards whose points were written down; after the last the program can be used"""
        cards = self._clientele_unopened(BATCH)
        if cards:
            cards._clientele_open()
        else:
            self.write({"clientele_takeover": False, "active": True})
        return len(cards)

    def _clientele_unopened(self, limit):
        """:return: cards (sudo) with points that are not in the ledger yet"""
        self.env["loyalty.card"].flush_model()
        query = SQL(
            """
            SELECT id FROM loyalty_card c
             WHERE program_id = %s AND partner_id IS NOT NULL AND points <> 0
               AND NOT EXISTS (SELECT FROM clientele_lot WHERE card_id = c.id)
               AND NOT EXISTS (SELECT FROM clientele_shortfall WHERE card_id = c.id)
             ORDER BY id LIMIT %s
            """,
            self.id,
            limit,
        )
        cards = self.env["loyalty.card"].sudo()  # sudo: a program has all its cards
        return cards.browse(row[0] for row in self.env.execute_query(query))
