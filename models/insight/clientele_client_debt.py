from odoo import api, models
from odoo.tools import SQL

from . import facts_sql


class ClienteleClient(models.Model):
    """What clients owe besides their visits (DF5): each amount once, in the currency of their company.

    An order is owed until an invoice bills it, an invoice until it is paid. Who owes an invoice is the client it is
    made out to; an invoice to another address of the client counts for the client.
    """

    _inherit = "clientele.client"

    @api.model
    def _debt_parts(self, scope):
        return (
            *super()._debt_parts(scope),
            self._open_orders(scope),
            self._receivables(scope),
            self._till_accounts(scope),
            self._overdue_instalments(scope),
        )

    @api.model
    def _debtor(self, scope, documents):
        """:param documents: SQL of a subquery of documents with a partner, an amount and what they are owed for
        :return: SQL that selects (partner_id, amount) per document, owed by the scope's clients
        """
        if scope.partner_ids is None:
            return SQL(
                "SELECT %s AS partner_id, d.amount, d.kind, d.document, d.due"
                " FROM (%s) AS d JOIN res_partner p ON p.id = d.partner_id",
                facts_sql.DEBTOR,
                documents,
            )
        partners, debtors = zip(*scope.debtors, strict=True) if scope.debtors else ((), ())
        return SQL(
            "SELECT p.debtor AS partner_id, d.amount, d.kind, d.document, d.due FROM (%s) AS d"
            " JOIN unnest(%s::int[], %s::int[]) AS p(id, debtor) ON p.id = d.partner_id WHERE p.debtor = ANY(%s)",
            documents,
            list(partners),
            list(debtors),
            list(scope.partner_ids),
        )

    @api.model
    def _family(self, scope, column):
        """:return: condition that a column names a client of the scope or one of the client's addresses"""
        if scope.partner_ids is None:
            return SQL("%s IS NOT NULL", column)
        return SQL("%s = ANY(%s::int[])", column, [partner_id for partner_id, __ in scope.debtors])

    @api.model
    def _open_orders(self, scope):
        """Confirmed orders: what is neither invoiced nor paid online is owed at once."""
        orders = SQL(
            """
            SELECT o.partner_invoice_id AS partner_id, o.clientele_owed AS amount, 'order' AS kind, o.name AS document,
                   %s AS due
              FROM sale_order o
             WHERE o.clientele_owed > 0 AND o.company_id = ANY(%s) AND %s
            """,
            scope.day(SQL("o.date_order")),
            list(scope.company_ids),
            self._family(scope, SQL("o.partner_invoice_id")),
        )
        return self._debtor(scope, orders)

    @api.model
    def _receivables(self, scope):
        """Posted invoices, customer accounts and other receivables due today or earlier; credits lower them.

        Online payments lower the order that they pay. An invoice that a payment without a journal entry pays has a
        residual and is paid all the same.
        """
        lines = SQL(
            """
            SELECT CASE WHEN m.move_type = 'entry' THEN l.partner_id ELSE m.partner_id END AS partner_id,
                   l.amount_residual AS amount, 'invoice' AS kind, m.name AS document,
                   COALESCE(l.date_maturity, l.date) AS due
              FROM account_move_line l
              JOIN account_account a ON a.id = l.account_id
              JOIN account_move m ON m.id = l.move_id
              LEFT JOIN account_payment y ON y.id = m.origin_payment_id
             WHERE a.account_type = 'asset_receivable' AND l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
               AND l.amount_residual <> 0 AND l.company_id = ANY(%(companies)s) AND %(chosen)s
               AND (l.date_maturity IS NULL OR l.date_maturity <= %(today)s)
               AND (m.move_type = 'entry' OR m.payment_state NOT IN ('paid', 'in_payment', 'reversed'))
               AND y.payment_transaction_id IS NULL
            """,
            companies=list(scope.company_ids),
            chosen=self._family(scope, SQL("l.partner_id")),
            today=scope.today,
        )
        return self._debtor(scope, lines)

    @api.model
    def _till_accounts(self, scope):
        """What was paid by customer account in sessions that are still open: the books get it when they close."""
        payments = SQL(
            """
            SELECT o.partner_id,
                   round(y.amount / COALESCE(NULLIF(o.currency_rate, 0), 1)::numeric, u.decimal_places) AS amount,
                   'till' AS kind, o.pos_reference AS document, %(day)s AS due
              FROM pos_session s
              JOIN pos_order o ON o.session_id = s.id
              JOIN res_company c ON c.id = o.company_id
              JOIN res_currency u ON u.id = c.currency_id
              JOIN pos_payment y ON y.pos_order_id = o.id
              JOIN pos_payment_method h ON h.id = y.payment_method_id
             WHERE s.state <> 'closed' AND h.journal_id IS NULL AND h.split_transactions
               AND o.account_move IS NULL AND o.state IN ('paid', 'done') AND %(owned)s
            """,
            day=scope.day(SQL("o.date_order")),
            owned=SQL(
                "o.company_id = ANY(%s) AND %s", list(scope.company_ids), self._family(scope, SQL("o.partner_id"))
            ),
        )
        return self._debtor(scope, payments)

    @api.model
    def _overdue_instalments(self, scope):
        """Parts of plans due today or earlier: what neither an invoice nor an order asks for."""
        return SQL(
            """
            SELECT i.partner_id, i.amount_open AS amount, 'instalment' AS kind,
                   COALESCE(p.name ->> %s, p.name ->> 'en_US') AS document, i.due_date AS due
              FROM clientele_instalment i
              JOIN clientele_plan p ON p.id = i.plan_id
             WHERE i.state = 'due' AND i.due_date <= %s AND i.amount_open > 0 AND %s
            """,
            self.env.lang or "en_US",
            scope.today,
            scope.owned("i"),
        )

    def _flush_sources(self):
        self.env["clientele.instalment"].flush_model()
        self.env["sale.order"].flush_model(["clientele_owed", "partner_invoice_id", "company_id"])
        self.env["account.move.line"].flush_model(
            ["amount_residual", "reconciled", "partner_id", "parent_state", "date_maturity", "account_id", "company_id"]
        )
        self.env["account.move"].flush_model(["payment_state", "partner_id", "move_type", "origin_payment_id"])
        self.env["pos.order"].flush_model(["state", "partner_id", "account_move", "currency_rate", "session_id"])
        self.env["pos.payment"].flush_model(["amount", "pos_order_id", "payment_method_id"])
        self.env["pos.session"].flush_model(["state"])
        return super()._flush_sources()

    @api.model
    def _touch_debtors(self, partners):
        """Touch those of these partners, or of whom they are an address, that are clients; others cost nothing."""
        partners = partners.sudo()  # sudo: facts are kept right for everyone
        family = partners | partners.commercial_partner_id
        self._touch(family.filtered("is_client").ids)
