import logging

from odoo import api, fields, models, tools
from odoo.tools import SQL, groupby

from ..client.batches import commit_batch
from . import assignment_sql
from .compiler import compile_scope, scopes_of
from .scope import ScopeOfOne

_logger = logging.getLogger(__name__)

ACTIVITY = "clientele.clientele_activity_type_assignment"
MOST_AT_ONCE = 50  # clients changed by one request that are looked at with it; more wait for the night
PATIENCE = 2  # seconds that a request may wait for the rules
KEPT = 300  # seconds for which the query of a request is kept
CLIENT = object()  # stands for the client in that query
MOST_ROUNDS = 3  # of a night, because a label that one rule sets may be what another rule's segment asks


class ClienteleAssignment(models.Model):
    """Applying the rules: every night to everyone, and at the commit to the clients who were changed."""

    _inherit = "clientele.assignment"

    # ---------------------------------------------------------------- everyone

    @api.model
    def _cron_assign(self):
        """Every night, and soon after a rule was changed."""
        roots = self.sudo().search([("active", "=", True)]).company_id  # sudo: the job's own
        for root in roots:
            self.with_company(root)._assign_all(root)

    @api.model
    def _assign_all(self, root):
        """Bring a client base in line with its rules, rule by rule, each in a transaction of its own."""
        for __ in range(MOST_ROUNDS):
            changed = self._assign_round(root)
            if not changed:
                break
        commit_batch(self.env, lambda: self._count_conflicts(root))

    @api.model
    def _assign_round(self, root):
        """:return: number of clients changed"""
        rules = self._rules_of(root.id)
        for rule in rules:
            commit_batch(self.env, lambda rule=rule: self._sync(rule, root))
        changed = []
        for slot, of_slot in self._by_slot(rules):
            commit_batch(self.env, lambda slot=slot, rules=of_slot: self._apply(slot, rules, root, changed=changed))
        return sum(changed)

    @api.model
    def _by_slot(self, rules):
        """:return: iterable of (slot, list of Rule in their order)"""
        return groupby(rules, lambda rule: rule.slot)

    @api.model
    def _sync(self, rule, root):
        """Note who is in the segment of a rule.

        :return: arguments of ``ir.cron._commit_progress``
        """
        found = self.env["clientele.segment"]._definition_sql(rule.definition, root=root, path=(rule.segment_id,))
        self.env.execute_query(assignment_sql.sync(rule.id, SQL("SELECT * FROM (%s) AS s(partner_id)", found)))
        return {"processed": 1}

    @api.model
    def _apply(self, slot, rules, root, partner_ids=None, changed=None):
        """Give and take one thing.

        :param changed: list to which the number of clients changed is added
        :return: arguments of ``ir.cron._commit_progress``
        """
        self.env.flush_all()
        empty = self._default_group(root) if slot == "group" else 0
        query = assignment_sql.apply(slot, rules, root.id, empty, self.env.uid, fields.Datetime.now(), partner_ids)
        [(count,)] = self.env.execute_query(query)
        if count:
            self._forget_values()
            self._follow_discounts(slot, root, partner_ids)
        if changed is not None:
            changed.append(count)
        return {"processed": 1}

    @api.model
    def _default_group(self, root):
        """:return: id of the group that nobody chose, 0 without"""
        groups = self.env["clientele.group"].sudo()  # sudo: rules hold for everyone's clients
        return groups.search([("company_id", "=", root.id), ("is_default", "=", True)], limit=1).id or 0

    @api.model
    def _forget_values(self):
        """SQL wrote past the cache."""
        self.env["clientele.client"].invalidate_model(["group_id", "personal_discount", "label_ids", "discount"])
        names = ["clientele_group_id", "clientele_personal_discount", "clientele_label_ids", "clientele_discount"]
        self.env["res.partner"].invalidate_model(names, flush=False)

    @api.model
    def _follow_discounts(self, slot, root, partner_ids):
        """The discount by turnover follows from the group and the personal discount."""
        groups = self.env["clientele.group"]
        if slot not in ("group", "discount") or not groups._any_discount():
            return
        if partner_ids is None:
            groups._keep_discounts_soon()
        else:
            groups._keep_some(root, list(partner_ids))

    # ---------------------------------------------------------------- clients who were changed

    @api.model
    def _assign_touched(self, partner_ids):
        """Apply the rules to a few clients, before the commit. What goes wrong here waits for the night: a visit is
        closed whatever the rules are."""
        if len(partner_ids) > MOST_AT_ONCE:
            return
        self.env["clientele.client"]._refresh_touched()
        for root in self.env["clientele.client"]._roots(None, partner_ids):
            try:
                with self.env["clientele.segment"]._limited(PATIENCE):
                    self.with_company(root)._assign_few(partner_ids, root)
            except Exception:
                _logger.warning("Assignment rules of %s were left to the night", root.name, exc_info=True)
                self.env.invalidate_all(flush=False)

    @api.model
    def _assign_few(self, partner_ids, root):
        rules = self._rules_of(root.id)
        if not rules:
            return
        self.env.flush_all()
        before, after = self._noted(partner_ids, rules), self._found(partner_ids, root)
        if before == after:
            return
        self._note(after - before, before - after)
        moved = {rule_id for rule_id, __ in before ^ after}
        slots = {rule.slot for rule in rules if rule.id in moved}
        for slot, of_slot in self._by_slot(rules):
            if slot in slots:
                self._apply(slot, of_slot, root, partner_ids)

    @api.model
    def _noted(self, partner_ids, rules):
        """:return: set of (rule id, partner id) as noted at the last look"""
        query = SQL(
            """SELECT assignment_id, partner_id FROM clientele_assignment_client
                WHERE partner_id = ANY(%s) AND assignment_id = ANY(%s)""",
            list(partner_ids),
            [rule.id for rule in rules],
        )
        return set(self.env.execute_query(query))

    @api.model
    def _found(self, partner_ids, root):
        """:return: set of (rule id, partner id) as it is now; a query for each client, whose id is a constant in it, so
        that PostgreSQL reads nothing of others"""
        minutes = int(self.env.cr.now().timestamp() // KEPT)
        code, params = self._found_query(root.id, root._clientele_today(), root.write_date, minutes)
        return {
            row
            for partner_id in partner_ids
            for row in self.env.execute_query(
                SQL(code, *(partner_id if param is CLIENT else param for param in params))
            )
        }

    @api.model
    @tools.ormcache("root_id", "today", "settings", "minutes")
    def _found_query(self, root_id, today, settings, minutes):
        """Kept for some minutes, because compiling ten rules takes longer than asking them; the night compiles anew.

        :param settings: when the company was written last
        :return: (code, params) of the query, where the param ``CLIENT`` stands for the client
        """
        root = self.env["res.company"].browse(root_id)
        scopes, client = scopes_of(self.env, root, None, ()), SQL("f.partner_id = %s", CLIENT)
        query = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s, s.partner_id FROM (%s) AS s(partner_id)",
                rule.id,
                compile_scope(rule.definition, ScopeOfOne(scope, (rule.segment_id,)), [client, *where]),
            )
            for rule in self._rules_of(root_id)
            for scope, where in scopes
        )
        return query.code, query.params

    @api.model
    def _note(self, came, gone):
        if came:
            rows = SQL(", ").join(SQL("(%s, %s)", *pair) for pair in sorted(came))
            self.env.cr.execute(
                SQL(
                    """INSERT INTO clientele_assignment_client (assignment_id, partner_id) VALUES %s
                       ON CONFLICT (assignment_id, partner_id) DO NOTHING""",
                    rows,
                )
            )
        if gone:
            rows = SQL(", ").join(SQL("(%s, %s)", *pair) for pair in sorted(gone))
            self.env.cr.execute(
                SQL("DELETE FROM clientele_assignment_client WHERE (assignment_id, partner_id) IN (VALUES %s)", rows)
            )

    # ---------------------------------------------------------------- rules that fight

    @api.model
    def _count_conflicts(self, root):
        """Note how many clients each rule has and loses, and tell the administrators of a new fight once.

        :return: arguments of ``ir.cron._commit_progress``
        """
        for rule in self.sudo().search([("company_id", "=", root.id)]):  # sudo: the job's own numbers
            [(clients,)] = self.env.execute_query(
                SQL("SELECT count(*) FROM clientele_assignment_client WHERE assignment_id = %s", rule.id)
            )
            [(lost,)] = self.env.execute_query(rule._conflict_sql(SQL("count(*)")))
            if (rule.client_count, rule.conflict_count) != (clients, lost):
                rule.write({"client_count": clients, "conflict_count": lost})
            if bool(lost) != rule.conflict_told:
                rule.conflict_told = bool(lost)
                rule._tell_conflict() if lost else rule.activity_unlink([ACTIVITY])
        return {"processed": 1}

    def _tell_conflict(self):
        """Ask an administrator, in an activity on the rule, to decide."""
        group = self.env.ref("clientele.clientele_group_admin")
        admins = group.all_user_ids.filtered(lambda user: user.active and self.company_id in user.company_ids)
        admin = self.create_uid if self.create_uid in admins else admins[:1]
        if not admin:
            return
        rule = self.with_context(lang=admin.lang, mail_activity_quick_update=True)
        rule.activity_schedule(
            ACTIVITY,
            date_deadline=self.company_id._clientele_today(),
            summary=rule.env._("%(count)s clients get something else from another rule", count=self.conflict_count),
            note=rule.env._("The rule that comes first wins. Change the order, the segments, or what the rules give."),
            user_id=admin.id,
        )
