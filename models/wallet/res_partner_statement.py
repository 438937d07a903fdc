from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .clientele_lot import KINDS

ALL_KINDS = tuple(kind for kind, __ in KINDS)
CARD = SQL("CASE WHEN l.subscription_id IS NULL THEN l.card_id END")
# What a visit was for, where a movement is for all of it.
SERVICES = SQL(
    "(SELECT string_agg(x.name, ', ' ORDER BY x.sequence, x.id) FROM clientele_visit_line x WHERE x.visit_id = v.id)"
)


class ResPartner(models.Model):
    """The statement of a client: every movement of what was prepaid, and what is still to pay (CR9, FO8)."""

    _inherit = "res.partner"

    def _clientele_statement(self, first, last, kinds=ALL_KINDS):
        """What happened to the client's balances in a period, in the current company: a handful of queries whatever
        the number of movements, with the rights of who asks and in the language of the context.

        :param first: date
        :param last: date, included
        :param kinds: of units
        :return: dict of ``first``, ``last``, ``currency``, ``totals`` (dict) and ``accounts``: a list of dicts, one per
            subscription and one per kind of what belongs to none, with its ``opening`` and ``closing`` balance, what
            that is worth (``value``), its ``moves`` and ``instalments`` (lists of dicts)
        """
        self.ensure_one()
        balances = self._clientele_balances(first, last, kinds)
        moves = self._clientele_moves(first, last, kinds)
        subscriptions = self._clientele_subscriptions_of(first, last, kinds, balances)
        accounts = [
            {**account, **balances.get(key, NOTHING), "moves": moves.get(key, [])}
            for key, account in self._clientele_accounts(subscriptions, balances).items()
        ]
        return {
            "first": first,
            "last": last,
            "currency": self.env.company._clientele_root().currency_id,
            "accounts": accounts,
            "totals": _totals(accounts),
        }

    # ---------------------------------------------------------------- what the ledger says

    def _clientele_lots_sql(self, kinds):
        """:return: SQL of the ids of the client's lots that the user may see"""
        root = self.env.company._clientele_root()
        domain = [("partner_id", "=", self.id), ("company_id", "=", root.id), ("kind", "in", kinds)]
        return self.env["clientele.lot"]._search(domain).subselect()

    def _clientele_balances(self, first, last, kinds):
        """:return: {account: dict of opening, closing, value, and whether anything moved}

        An account is (subscription id, kind, card id), the card only where there is no subscription.
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT l.subscription_id, l.kind, %(card)s AS card_id,
                       COALESCE(sum(m.quantity) FILTER (WHERE m.day < %(first)s), 0) AS opening,
                       sum(m.quantity) AS closing, sum(m.amount) AS value, max(m.day) >= %(first)s AS moved
                  FROM clientele_move m JOIN clientele_lot l ON l.id = m.lot_id
                 WHERE l.id IN %(lots)s AND m.day <= %(last)s
                 GROUP BY l.subscription_id, l.kind, %(card)s
                """,
                card=CARD,
                first=first,
                last=last,
                lots=self._clientele_lots_sql(kinds),
            )
        )
        return {_account_of(row, "kind"): row for row in rows}

    def _clientele_moves(self, first, last, kinds):
        """:return: {account: list of dicts of day, text, service, visit_day, units and the balance of the account
        after it}
        """
        self.env["clientele.visit.line"].flush_model(["name", "day", "visit_id", "sequence"])
        self.env["clientele.visit"].flush_model(["day"])
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT * FROM (
                    SELECT m.id, l.subscription_id, l.kind AS unit_kind, %(card)s AS card_id, m.day, m.kind,
                           m.quantity AS units, sum(m.quantity) OVER running AS balance, i.number AS part,
                           COALESCE(s.name, o.name, %(services)s) AS service, COALESCE(s.day, v.day) AS visit_day
                      FROM clientele_move m
                      JOIN clientele_lot l ON l.id = m.lot_id
                      LEFT JOIN clientele_instalment i ON i.id = l.instalment_id
                      LEFT JOIN clientele_visit_line s ON s.id = m.visit_line_id
                      LEFT JOIN clientele_visit v ON v.id = m.visit_id
                      LEFT JOIN sale_order o ON o.id = m.sale_order_id
                     WHERE l.id IN %(lots)s AND m.day <= %(last)s
                    WINDOW running AS (PARTITION BY l.subscription_id, l.kind, %(card)s ORDER BY m.day, m.id)
                ) AS moves
                 WHERE day >= %(first)s ORDER BY day, id
                """,
                card=CARD,
                services=SERVICES,
                first=first,
                last=last,
                lots=self._clientele_lots_sql(kinds),
            )
        )
        kind_names = dict(self.env["clientele.move"]._fields["kind"]._description_selection(self.env))
        moves = {}
        for row in rows:
            row["text"] = self._clientele_move_text(row, kind_names)
            moves.setdefault(_account_of(row, "unit_kind"), []).append(row)
        return moves

    def _clientele_move_text(self, move, kind_names):
        """:return: what a movement was, in words for the client"""
        if move["kind"] == "issue" and move["part"]:
            return self.env._("Paid, part %(number)s", number=move["part"])
        return kind_names[move["kind"]]

    # ---------------------------------------------------------------- accounts

    def _clientele_subscriptions_of(self, first, last, kinds, balances):
        """:return: subscriptions that moved, had a balance or ran in the period, or have something to pay"""
        Subscription = self.env["clientele.subscription"]
        running = Subscription._get_running_domain(first, last)
        mine = Domain("partner_id", "=", self.id) & Domain("company_id", "=", self.env.company._clientele_root().id)
        to_pay = Domain("instalment_ids", "any", [("state", "=", "due"), ("due_date", "<=", last)])
        living = mine & (running | to_pay) & Domain("kind", "in", kinds)
        moved = [key[0] for key, balance in balances.items() if key[0] and _matters(balance)]
        return Subscription.search(Domain("id", "in", moved) | living, order="start_date, id")

    def _clientele_accounts(self, subscriptions, balances):
        """:return: {account: dict of what heads it}, subscriptions first"""
        accounts = {(row.id, row.kind, None): self._clientele_account(row) for row in subscriptions}
        names = dict(self.env["clientele.lot"]._fields["kind"]._description_selection(self.env))
        for (subscription_id, kind, card_id), balance in balances.items():
            if not subscription_id and _matters(balance):
                card = self.env["loyalty.card"].sudo().browse(card_id)  # sudo: its balance is shown
                title = card.program_id.name or names[kind]
                accounts[None, kind, card_id] = {"title": title, "kind": kind, "instalments": []}
        return accounts

    def _clientele_account(self, subscription):
        states = dict(subscription._fields["state"]._description_selection(self.env))
        own = subscription.partner_id == self
        return {
            "title": subscription.plan_id.name,
            "kind": subscription.kind,
            "start": subscription.start_date,
            "end": subscription.end_date,
            "state": states[subscription.state] if own else self.env._("Handed over"),
            "instalments": [self._clientele_due(part) for part in subscription.instalment_ids] if own else [],
        }

    def _clientele_due(self, part):
        today = self.env["clientele.branch"]._today()
        states = dict(part._fields["state"]._description_selection(self.env))
        return {
            "number": part.number,
            "due": part.due_date,
            "amount": part.amount,
            "to_pay": part.amount_due,
            "to_come": part.amount_due if part.due_date > today else 0,
            "overdue": part.overdue,
            "state": self.env._("Overdue") if part.overdue else states[part.state],
        }


NOTHING = {"opening": 0, "closing": 0, "value": 0}


def _account_of(row, kind):
    """:return: what a row belongs to, taken out of it"""
    return row.pop("subscription_id"), row.pop(kind), row.pop("card_id")


def _matters(balance):
    return balance["moved"] or balance["opening"]


def _totals(accounts):
    """:return: dict of what is left of each kind, its worth, what is still to pay, and what of that later"""
    left = {kind: sum(row["closing"] for row in accounts if row["kind"] == kind) for kind in ALL_KINDS}
    parts = [part for row in accounts for part in row["instalments"]]
    return {
        **left,
        "value": sum(row["value"] for row in accounts),
        "to_pay": sum(part["to_pay"] for part in parts),
        "to_come": sum(part["to_come"] for part in parts),
    }
