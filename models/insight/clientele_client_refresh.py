import logging
from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from . import facts_refresh_sql, facts_sql
from .clientele_client import FACTS
from .facts_sql import Scope

_logger = logging.getLogger(__name__)
TOUCHED = "clientele.touched"
BATCH = 10000
SOURCES = (
    "clientele.visit",
    "clientele.visit.line",
    "clientele.contact",
    "clientele.push.subscription",
    "clientele.subscription",
    "clientele.instalment",
    "clientele.client",
    "loyalty.card",
    "res.partner",
    "res.users",
    "res.users.log",
)


class ClienteleClient(models.Model):
    """How the facts stay equal to the deals.

    Whatever changes a deal calls ``_touch`` with the clients concerned. They are refreshed before anyone reads a fact
    (``flush_model``) and at the latest before the commit, by the same statement that refreshes everyone.
    """

    _inherit = "clientele.client"

    # ---------------------------------------------------------------- touched clients

    @api.model
    def _touch(self, partner_ids):
        """Note that facts of these clients may have changed, and forget what is cached of them."""
        ids = {partner_id for partner_id in partner_ids if partner_id}
        if not ids or self.env.context.get("clientele_no_refresh"):
            return
        self._before_commit(TOUCHED, ids, self.env["clientele.client"]._refresh_touched)
        self._forget_facts()

    def flush_model(self, fnames=None):
        """Whoever searches, sorts or groups by facts finds them right; ``_fetch_query`` does the same for reading."""
        if fnames is None or not set(fnames).isdisjoint(FACTS):
            self.env["clientele.client"]._refresh_touched()
        return super().flush_model(fnames)

    def _fetch_query(self, query, fields):
        if any(field.name in FACTS for field in fields):
            self.env["clientele.client"]._refresh_touched()
        return super()._fetch_query(query, fields)

    @api.model
    def _refresh_touched(self):
        """Refresh the clients touched so far, in the order of their ids so that two requests cannot deadlock."""
        if any(field.store for field in self.env._protected):
            return  # a stored field is being computed: writing the sources now would store it half done
        touched = self.env.cr.precommit.data.pop(TOUCHED, None)
        if touched:
            self.sudo()._refresh(sorted(touched))  # sudo: facts are kept right whoever changed a deal

    @api.model
    def _forget_facts(self):
        """Drop facts and what follows from them from the cache. They are never dirty: only SQL writes them."""
        partners = self.env["res.partner"]
        shown = [name for name in partners._clientele_facts() if not partners._fields[name].inverse]
        derived = [name for name, field in self._fields.items() if not field.store and field.compute]
        self.env["clientele.client"].invalidate_model([*FACTS, "importance_class", *derived], flush=False)
        partners.invalidate_model(shown, flush=False)

    # ---------------------------------------------------------------- the refresh

    @api.model
    def _refresh(self, partner_ids, company=None):
        """Rewrite facts that differ from the sources. Idempotent; the same result for one client as for everyone.

        :param partner_ids: ids of res.partner
        :param company: a company of the client base, None for every base
        :return: number of rows rewritten
        """
        self._flush_sources()
        written = 0
        for root in self._roots(company, partner_ids):
            scope = self._scope(root, partner_ids)
            [(count, __)] = self.env.execute_query(facts_refresh_sql.refresh(scope, self._debt_parts(scope)))
            written += count
        self._forget_facts()
        return written

    @api.model
    def _rebuild(self, company=None):
        """Work out all facts of everyone anew.

        :return: number of rows rewritten
        """
        self._flush_sources()
        written = 0
        for root in self._roots(company):
            scope = self._scope(root)
            self._add_missing(self._without_row(scope), root)
            with facts_refresh_sql.ordered_aggregates(self.env.cr):
                statement = facts_refresh_sql.refresh(scope, self._debt_parts(scope))
                [(count, missing)] = self.env.execute_query(statement)
            self._add_missing(missing or [], root)
            self._finish(root)
            written += count + len(missing or [])
        self._forget_facts()
        return written

    @api.model
    def _verify(self, company=None):
        """The nightly check: find the clients whose facts do not fit their sources, and refresh these.

        :return: number of clients found
        """
        self._flush_sources()
        found = 0
        for root in self._roots(company):
            scope = self._scope(root)
            self._add_missing(self._without_row(scope), root)
            with facts_refresh_sql.ordered_aggregates(self.env.cr):
                rows = self.env.execute_query(facts_refresh_sql.stale(scope, self._debt_parts(scope)))
            found += len(rows)
            self._add_missing([partner_id for partner_id, has_row in rows if not has_row], root)
            known = sorted(partner_id for partner_id, has_row in rows if has_row)
            for start in range(0, len(known), BATCH):
                self._refresh(known[start : start + BATCH], root)
            self._finish(root)
        self._forget_facts()
        return found

    def _without_row(self, scope):
        """:return: list of ids of clients with an open booking and no facts row"""
        return [row[0] for row in self.env.execute_query(facts_refresh_sql.booked_without_row(scope))]

    def _finish(self, root):
        """What needs everyone's facts: the rhythm of each category, who follows it, the classes, and RFM's limits."""
        changed = self.env["clientele.rhythm"]._rebuild(root)
        if changed:
            self.env.execute_query(facts_refresh_sql.expected_by_category(root.id, changed))
        self.env.execute_query(facts_refresh_sql.importance(root.id))
        self.env["clientele.rfm.cut"]._rebuild(root)

    @api.model
    def _rebuild_losing_on(self, root):
        """The factor changed: move the day on which each rhythm breaks."""
        self.env.execute_query(facts_refresh_sql.losing_by_factor(root.id, root._clientele_thresholds().factor))
        self._forget_facts()

    def _add_missing(self, partner_ids, root):
        for start in range(0, len(partner_ids), BATCH):
            self._ensure(self.env["res.partner"].browse(partner_ids[start : start + BATCH]), root)
            self._refresh_touched()

    def _scope(self, root, partner_ids=None):
        branch = root._clientele_default_branch().with_company(root)
        companies = tuple(root._clientele_tree().ids)
        factor = root._clientele_thresholds().factor
        scope = Scope(root.id, companies, branch._today(), factor, branch._zone().zone)
        if partner_ids is None:
            return scope
        return replace(scope, partner_ids=tuple(partner_ids), debtors=self._debtors(partner_ids))

    @api.model
    def _debtors(self, partner_ids):
        """Who owes what is billed to a partner: itself, but for what is billed to a mere address of another.

        Looked up once, because each join with the many indexes of res_partner takes longer to plan than to run.

        :return: tuple of (partner id, debtor id) of these partners, their addresses and those whose addresses they are
        """
        return tuple(
            self.env.execute_query(
                SQL(
                    """
                    SELECT p.id, %(debtor)s FROM res_partner p WHERE p.id = ANY(ARRAY(
                        SELECT unnest(ARRAY[id, commercial_partner_id]) FROM res_partner WHERE id = ANY(%(ids)s)
                        UNION SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%(ids)s)))
                    """,
                    debtor=facts_sql.DEBTOR,
                    ids=list(partner_ids),
                )
            )
        )

    @api.model
    def _debt_parts(self, scope):
        """:return: tuple of SQL selecting (partner_id, amount, kind, document, due) of what clients owe: who, how much,
            a word for what, its number, since when; each domain with debts adds its own

        Unpaid parts of done visits are the first (DF5).
        """
        return (
            SQL(
                """
                SELECT v.partner_id, v.amount_due AS amount, 'visit' AS kind, NULL AS document, v.day AS due
                  FROM clientele_visit v WHERE v.state = 'done' AND v.amount_due > 0 AND %s
                """,
                scope.owned("v"),
            ),
        )

    def _roots(self, company=None, partner_ids=None):
        """:return: root companies whose client base is meant"""
        if company:
            return company._clientele_root()
        Company = self.env["res.company"].sudo().with_context(active_test=False)  # sudo: every base is kept right
        if partner_ids is None:
            return Company.search([("parent_id", "=", False)])
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT company_id FROM clientele_client WHERE partner_id = ANY(%s)",
                list(partner_ids),
            )
        )
        return Company.browse(sorted(row[0] for row in rows))

    def _flush_sources(self):
        for name in SOURCES:
            self.env[name].flush_model()

    def _after_ensure(self, partners, root):
        self._touch(partners.ids)
        return super()._after_ensure(partners, root)

    # ---------------------------------------------------------------- cron

    @api.model
    def _cron_verify(self):
        """Every night: bring to the day what depends on it, and repair what writes outside the ORM left behind."""
        roots = self._roots()
        remaining = len(roots)
        for root in roots:
            self.env.execute_query(self._copies_sql(root))
            found = self._verify(root)
            remaining -= 1
            _logger.info("Facts of %s: %s clients put right", root.name, found)
            self.env["ir.cron"]._commit_progress(processed=1, remaining=remaining)
