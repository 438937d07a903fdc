import logging

from markupsafe import Markup

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

BATCH = 5000
POSITION = "clientele.audit_position"  # the last lot that an interrupted audit has looked at
ACTIVITY = "clientele.clientele_activity_type_audit"
GUARDED = ("clientele.lot", "clientele.move", "clientele.hold", "clientele.receipt", "clientele.freeze")
GUARDED += ("clientele.shortfall", "loyalty.card")
TRIGGERS = ("clientele_move_is_kept", "clientele_move_is_not_emptied")
NAMED = 20  # lots that the activity names; the log has all


class ClienteleLedger(models.AbstractModel):
    """Every night all lots are summed anew, and what protects them is looked for (DESIGN 3). Nothing is repaired: what
    does not add up is for people to look at."""

    _inherit = "clientele.ledger"

    # ---------------------------------------------------------------- cron

    @api.model
    def _cron_audit(self):
        """Audit lot by lot, as long as the job may run; interrupted, it goes on where it was."""
        parameters = self.env["ir.config_parameter"].sudo()  # sudo: one of our own parameters
        after = resumed = int(parameters.get_param(POSITION) or 0)
        faults = [] if resumed else [(None, name) for name in self._missing_guards()] + self._cards_without_lots()
        seconds = True
        while seconds and after is not None:
            found, count, after = self._audit(after)
            faults += found
            seconds = self.env["ir.cron"]._commit_progress(processed=count, remaining=int(after is not None))
        if after or resumed:
            parameters.set_param(POSITION, after or 0)
        if faults:
            self._report(faults)

    # ---------------------------------------------------------------- what is looked at

    @api.model
    def _audit(self, after=0, limit=BATCH):
        """Sum the next lots anew.

        :param after: the last lot that was looked at
        :return: ([(lot id, code of what is wrong)], how many were looked at, the last of them or None at the end)
        """
        rows = self.env.execute_query(self._audit_sql(after, limit))
        wrong = [(lot_id, code) for lot_id, codes in rows for code in codes if code]
        return wrong, len(rows), rows[-1][0] if len(rows) == limit else None

    @api.model
    def _audit_sql(self, after, limit):
        """:return: SQL of (lot id, codes of what is wrong with it, None for what is right), in order"""
        self.env.flush_all()
        return SQL(
            """
            WITH lots AS MATERIALIZED (
                SELECT id, balance, held, value, card_id FROM clientele_lot
                 WHERE id > %(after)s ORDER BY id LIMIT %(limit)s
            ), moves AS (
                SELECT lot_id, quantity, amount, balance_after,
                       sum(quantity) OVER (PARTITION BY lot_id ORDER BY id) AS running
                  FROM clientele_move WHERE lot_id IN (SELECT id FROM lots)
            ), sums AS (
                SELECT lot_id, sum(quantity) AS quantity, sum(amount) AS amount,
                       bool_or(balance_after IS DISTINCT FROM running) AS torn
                  FROM moves GROUP BY lot_id
            ), holds AS (
                SELECT lot_id, sum(quantity) AS quantity FROM clientele_hold
                 WHERE state = 'open' AND lot_id IN (SELECT id FROM lots) GROUP BY lot_id
            ), cards AS (
                SELECT card_id, max(id) AS lot_id, sum(balance)::float8 AS points FROM clientele_lot
                 WHERE card_id IN (SELECT card_id FROM lots) GROUP BY card_id
            )
            SELECT lots.id, ARRAY[
                       CASE WHEN balance IS DISTINCT FROM COALESCE(sums.quantity, 0) THEN 'balance' END,
                       CASE WHEN value IS DISTINCT FROM COALESCE(sums.amount, 0) THEN 'value' END,
                       CASE WHEN sums.torn THEN 'running' END,
                       CASE WHEN balance < 0 OR held < 0 OR value < 0 OR held > balance THEN 'negative' END,
                       CASE WHEN balance = 0 AND value <> 0 THEN 'empty' END,
                       CASE WHEN COALESCE(held, 0) <> COALESCE(holds.quantity, 0) THEN 'held' END,
                       CASE WHEN card.points IS DISTINCT FROM cards.points THEN 'card' END
                   ]
              FROM lots LEFT JOIN sums ON sums.lot_id = lots.id LEFT JOIN holds ON holds.lot_id = lots.id
              LEFT JOIN cards ON cards.lot_id = lots.id LEFT JOIN loyalty_card card ON card.id = cards.card_id
             ORDER BY lots.id
            """,
            after=after,
            limit=limit,
        )

    @api.model
    def _cards_without_lots(self):
        """:return: [(loyalty.card, "unopened")] of cards with points that no lot holds"""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id FROM loyalty_card c JOIN loyalty_program p ON p.id = c.program_id
                 WHERE c.clientele_managed AND p.clientele_takeover IS NULL AND c.points <> 0
                   AND NOT EXISTS (SELECT FROM clientele_lot WHERE card_id = c.id)
                 ORDER BY c.id LIMIT %s
                """,
                BATCH,
            )
        )
        return [(self.env["loyalty.card"].browse(card_id), "unopened") for (card_id,) in rows]

    @api.model
    def _missing_guards(self):
        """:return: names of the constraints, unique keys and triggers that protect the ledger and are not there"""
        names = {name for name in GUARDED if name in self.env}
        wanted = set(TRIGGERS)
        for model in map(self.env.__getitem__, names):
            objects = model._table_objects.values()
            guards = [item for item in objects if isinstance(item, (models.Constraint, models.UniqueIndex))]
            wanted |= {item.full_name(model) for item in guards}
        tables = [self.env[name]._table for name in names]
        present = self.env.execute_query(
            SQL(
                """
                SELECT conname FROM pg_constraint WHERE convalidated AND conrelid::regclass::text = ANY(%(tables)s)
                 UNION SELECT indexrelid::regclass::text FROM pg_index
                        WHERE indisunique AND indisvalid AND indrelid::regclass::text = ANY(%(tables)s)
                 UNION SELECT tgname FROM pg_trigger
                        WHERE tgenabled <> 'D' AND tgrelid::regclass::text = ANY(%(tables)s)
                """,
                tables=tables,
            )
        )
        return sorted(wanted - {name for (name,) in present})

    # ---------------------------------------------------------------- reporting

    @api.model
    def _report(self, faults):
        """Tell the log and the administrators; what they have on their list already is not told again.

        :param faults: [(lot id or loyalty.card, code)], without either the name of a guard that is missing
        """
        _logger.warning("The ledger of balances does not add up: %s", faults)
        where = {nr: self._company_of(nr) for nr, __ in faults if nr}
        for company in self.env["res.company"].union(*where.values()) or self.env.company._clientele_root():
            here = [(nr, code) for nr, code in faults if not nr or where[nr] == company]
            for admin in self._administrators(company):
                self.with_context(lang=admin.lang)._ask_to_look(company, admin, here)

    @api.model
    def _company_of(self, nr):
        return self.env["clientele.lot"].browse(nr).company_id if isinstance(nr, int) else nr.program_id.company_id

    @api.model
    def _administrators(self, company):
        group = self.env.ref("clientele.clientele_group_admin")
        return group.all_user_ids.filtered(lambda user: user.active and company in user.company_ids)

    @api.model
    def _ask_to_look(self, company, admin, faults):
        card = company.partner_id.with_context(mail_activity_quick_update=True, lang=admin.lang)
        wrong = ", ".join(self._name_fault(nr, code) for nr, code in faults[:NAMED])
        summary = self.env._("The ledger of balances does not add up: %(wrong)s", wrong=wrong)
        if card.activity_search([ACTIVITY], user_id=admin.id, additional_domain=[("summary", "=", summary)]):
            return
        card.activity_schedule(
            ACTIVITY,
            date_deadline=company._clientele_today(),
            summary=summary,
            note=Markup("<br/>").join(self._say_faults(faults)),
            user_id=admin.id,
        )

    @api.model
    def _name_fault(self, nr, code):
        """:return: the number of the lot, the code of the card, or the name of the guard"""
        if isinstance(nr, int):
            return str(nr)
        return nr.code if nr else code

    @api.model
    def _say_faults(self, faults):
        """:return: what does not add up, in words"""
        said = [self._say_fault(nr, code) for nr, code in faults[:NAMED]]
        if len(faults) > NAMED:
            said.append(self.env._("and %(count)s more, which the server's log names", count=len(faults) - NAMED))
        return said

    @api.model
    def _say_fault(self, nr, code):
        if not nr:
            return self.env._("the database lacks %(guard)s: update the module Clientele", guard=code)
        if code == "unopened":
            return self.env._(
                "%(client)s, card %(card)s: it has points that the ledger does not know",
                client=nr.partner_id.name,
                card=nr.code,
            )
        words = {
            "balance": self.env._("the balance is not the sum of its movements"),
            "value": self.env._("the money is not the sum of its movements"),
            "running": self.env._("a movement's balance is not the running sum"),
            "negative": self.env._("less than nothing is left, or more is held than there is"),
            "empty": self.env._("nothing is left, but it is worth something"),
            "held": self.env._("what is held is not the sum of the open holds"),
            "card": self.env._("the points of the card are not what its lots hold"),
        }
        lot = self.env["clientele.lot"].browse(nr)
        return self.env._(
            "%(client)s, %(lot)s (lot %(id)s): %(fault)s",
            client=lot.partner_id.name,
            lot=lot.display_name,
            id=nr,
            fault=words[code],
        )
