from contextlib import contextmanager

from psycopg2.errors import QueryCanceled

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .compiler import DEEPEST, compile_definition, compile_in
from .scope import MOST_HASHED

TIMEOUT = 20  # seconds that a question may take while somebody waits
# PostgreSQL takes plans that cost about the same for equal. Where finding the clients costs more than this for each of
# them and each row of facts, it does not mind to compare all with all: they are found before they are joined.
MOST_COST = 0.2
# Where blocks are found apart, a list takes them together if a page is full after looking at few clients …
DENSE = 0.01  # … of whom this share is in the segment, and if what one block finds has room in memory
MOST_NESTED = 200  # conditions of a segment and of those inside it


class ClienteleSegment(models.Model):
    """Who is in a segment."""

    _inherit = "clientele.segment"

    def _root(self):
        """:return: the company whose client base is meant"""
        return (self.company_id or self.env.company)._clientele_root()

    def _client_sql(self, as_of=None, terms=()):
        """:param as_of: a past day; what is dated is taken as of its end, attributes as they are today
        :param terms: more SQL on the facts row ``f``
        :return: SQL that selects the ids of the partners, without record rules
        """
        self.ensure_one()
        return self._definition_sql(self._definition(), as_of, self._root(), terms, self.ids)

    @api.model
    def _definition_sql(self, definition, as_of=None, root=None, terms=(), path=()):
        """:return: the same for a definition that need not be saved"""
        return self._compile(definition, as_of, root, terms, path).select

    @api.model
    def _compile(self, definition, as_of=None, root=None, terms=(), path=()):
        """:return: Found, see ``_definition_sql``"""
        self.env.flush_all()
        self.env["clientele.client"]._refresh_touched()
        return compile_definition(self.env, root or self._root(), definition, as_of, terms, tuple(path))

    def _member_sql(self, scope):
        """:return: SQL of the clients of this segment inside another one"""
        self.ensure_one()
        if self._root() != scope.root:
            raise UserError(self.env._("The segment “%(name)s” is another company's.", name=self.name))
        return compile_in(self._definition(), scope, (*scope.path, self.id))

    def _get_clients_domain(self, as_of=None):
        """:return: Domain on res.partner of the clients whose facts the user may see"""
        self.ensure_one()
        return self._definition_domain(self._definition(), as_of, self._root(), self.ids, self.last_count)

    @api.model
    def _definition_domain(self, definition, as_of=None, root=None, path=(), known=0):
        """:param known: how many clients it found some time ago
        :return: the same for a definition that need not be saved
        """
        root = root or self._root()
        found = self._compile(definition, as_of, root, self._own_terms(root), path)
        cost, expected = self._guess_plan(found.select)
        clients = self._guess_clients()
        first = cost > expected * clients * MOST_COST
        on_row = found.simple or known > clients * DENSE and expected < MOST_HASHED

        def to_sql(model, alias, query):
            if first:
                return SQL("%s = ANY(ARRAY(%s))", SQL.identifier(alias, "id"), found.select)
            if on_row and alias == model._table and root == model.env.company._clientele_root():
                model._clientele_join(alias, query)
                return found.on_row
            return SQL("%s IN (%s)", SQL.identifier(alias, "id"), found.select)

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _ids_domain(self, select):
        """:return: Domain on res.partner of the ids that an SQL selects"""
        return Domain.custom(to_sql=lambda model, alias, query: SQL("%s IN (%s)", SQL.identifier(alias, "id"), select))

    @api.model
    def _none_domain(self, select):
        """:return: Domain on res.partner of those that an SQL does not select; NOT IN would compare each with each"""
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "NOT EXISTS (SELECT FROM (%s) AS o(partner_id) WHERE o.partner_id = %s)",
                select,
                SQL.identifier(alias, "id"),
            )
        )

    def _clients(self, as_of=None):
        """:return: res.partner recordset of the clients that the user may see
        :raises UserError: it takes too long
        """
        self.ensure_one()
        segment = self.with_company(self._root())
        partners = segment.env["res.partner"].with_context(active_test=False)
        with self._limited():
            return partners.search(segment._get_clients_domain(as_of)).with_env(self.env)

    def _count(self, as_of=None):
        """:return: number of clients that the user may see"""
        self.ensure_one()
        return self._count_definition(self._definition(), as_of, self._root(), self.ids)

    @api.model
    def _count_definition(self, definition, as_of=None, root=None, path=()):
        """:raises UserError: it takes too long"""
        select = self._definition_sql(definition, as_of, root, self._own_terms(root), path)
        with self._limited():
            return self.env.execute_query(SQL("SELECT count(*) FROM (%s) AS members", select))[0][0]

    @api.model
    def _own_terms(self, root=None):
        """:return: list of SQL on the facts row that say which clients the user may see"""
        if self.env.su:
            return []
        return [*self._own_branches_terms(root or self._root()), *self._own_companies_terms()]

    @api.model
    def _own_branches_terms(self, root):
        """Clients of other branches are out of sight where the base is kept per branch (YC4)."""
        user = self.env.user
        if not root.sudo().clientele_base_per_branch or not user.clientele_branch_bound:  # sudo: a setting
            return []
        branches = user.sudo().clientele_branch_ids.ids  # sudo: the user's own
        return [SQL("(f.branch_id IS NULL OR f.branch_id = ANY(%s))", branches)]

    @api.model
    def _own_companies_terms(self):
        """Contacts that belong to a company that is not allowed are hidden by core's rule of contacts."""
        hidden = self.env["res.company"]._clientele_hidden_ids()
        if not hidden:
            return []
        return [
            SQL(
                """NOT EXISTS (SELECT FROM res_partner p WHERE p.id = f.partner_id AND p.company_id = ANY(%s)
                                  AND p.partner_share IS NOT FALSE)""",
                hidden,
            )
        ]

    @api.model
    @contextmanager
    def _limited(self, seconds=TIMEOUT):
        """Stop a question that takes too long, so that nobody else has to wait for it.

        ``jit`` is off because it takes longer to compile than to run here, ``enable_hashagg`` because clients that are
        grouped by sorting are looked up in their order, which is quicker.

        :raises UserError: the time is over
        """
        asked = {"statement_timeout": f"{int(seconds * 1000)}ms", "jit": "off", "enable_hashagg": "off"}
        try:
            with self.env.cr.savepoint(flush=False):
                before = self._set_local(asked)
                yield
                self._set_local(before)
        except QueryCanceled as error:
            raise UserError(
                self.env._(
                    "This takes over %(seconds)s seconds. Shorten periods, or use fewer conditions.", seconds=seconds
                )
            ) from error

    @api.model
    def _set_local(self, settings):
        """:return: dict of what was set before"""
        now = SQL(", ").join(SQL("current_setting(%s) AS %s", name, SQL.identifier(name)) for name in settings)
        new = SQL(", ").join(SQL("set_config(%s, %s, TRUE)", name, value) for name, value in settings.items())
        [row] = self.env.execute_query(SQL("SELECT before.*, %s FROM (SELECT %s OFFSET 0) AS before", new, now))
        return dict(zip(settings, row, strict=False))

    def _remember_count(self):
        """Keep the count that the list shows; what takes too long, or cannot be asked any more, has none."""
        for segment in self.sudo():  # sudo: a number of the segment, not of who looks
            try:
                values = {"last_count": segment._count(), "last_counted": fields.Datetime.now()}
            except UserError:
                values = {"last_count": 0, "last_counted": False}
            segment.write(values)

    @api.model
    def _cron_count(self):
        """Count all segments anew every night."""
        for segment in self.search([("active", "=", True)]):
            segment._remember_count()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    # ---------------------------------------------------------------- segments inside each other

    def _check_nesting(self):
        """:raises UserError: they, or those that name them, name each other or go too deep"""
        segments = added = self.sudo()  # sudo: those that name this one may be somebody else's
        while added:
            added = segments.with_context(active_test=False).search(
                [("condition_ids.segment_ids", "in", added.ids), ("id", "not in", segments.ids)]
            )
            segments |= added
        for segment in segments:
            segment._count_nested()

    def _count_nested(self, path=()):
        """:return: number of conditions of these segments and of those inside them
        :raises UserError: there are too many, or a circle
        """
        total = 0
        for segment in self:
            if segment.id in path or len(path) >= DEEPEST:
                raise UserError(
                    self.env._("These segments name each other in a circle, or too deeply. Remove one of them.")
                )
            total += len(segment.condition_ids) + 1
            total += segment.condition_ids.segment_ids._count_nested((*path, segment.id))
            if total > MOST_NESTED:
                raise UserError(self.env._("These segments hold too many conditions together. Use fewer segments."))
        return total
