from contextlib import contextmanager

from psycopg2.errors import QueryCanceled

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .compiler import compile_definition, compile_in

TIMEOUT = 20  # seconds that a question may take while somebody waits


class ClienteleSegment(models.Model):
    """Who is in a segment."""

    _inherit = "clientele.segment"

    def _client_sql(self, as_of=None):
        """:param as_of: a past day; what is dated is taken as of its end, attributes as they are today
        :return: SQL that selects the ids of the partners, without record rules
        """
        self.ensure_one()
        return self._definition_sql(self._definition(), as_of, root=self.company_id, path=self.ids)

    @api.model
    def _definition_sql(self, definition, as_of=None, root=None, terms=(), path=()):
        """:return: the same for a definition that need not be saved"""
        self.env.flush_all()
        self.env["clientele.client"]._refresh_touched()
        return compile_definition(
            self.env, root or self.env.company._clientele_root(), definition, as_of, terms, tuple(path)
        )

    def _member_sql(self, scope):
        """:return: SQL of the clients of this segment inside another one"""
        self.ensure_one()
        if self.company_id != scope.root:
            raise UserError(self.env._("The segment “%(name)s” is another company's.", name=self.name))
        return compile_in(self._definition(), scope, (*scope.path, self.id))

    def _get_clients_domain(self, as_of=None):
        """:return: Domain on res.partner of the clients"""
        self.ensure_one()
        return self._ids_domain(self._client_sql(as_of))

    @api.model
    def _ids_domain(self, select):
        """:return: Domain on res.partner of the ids that an SQL selects"""
        return Domain.custom(to_sql=lambda model, alias, query: SQL("%s IN (%s)", SQL.identifier(alias, "id"), select))

    def _clients(self, as_of=None):
        """:return: res.partner recordset of the clients that the user may see"""
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners.search(Domain("clientele_listed", "=", True) & self._get_clients_domain(as_of))

    def _count(self, as_of=None):
        """:return: number of clients that the user may see"""
        self.ensure_one()
        return self._count_definition(self._definition(), as_of, self.company_id)

    @api.model
    def _count_definition(self, definition, as_of=None, root=None):
        """:raises UserError: it takes too long"""
        select = self._definition_sql(definition, as_of, root, self._own_terms(root))
        with self._limited():
            return self.env.execute_query(SQL("SELECT count(*) FROM (%s) AS members", select))[0][0]

    @api.model
    def _own_terms(self, root=None):
        """:return: list of SQL on the facts row that the user may see: clients of other branches may be out of sight"""
        root = root or self.env.company._clientele_root()
        user = self.env.user
        if (
            self.env.su or not root.sudo().clientele_base_per_branch or not user.clientele_branch_bound
        ):  # sudo: a setting
            return []
        branches = user.sudo().clientele_branch_ids.ids  # sudo: the user's own
        return [SQL("(f.branch_id IS NULL OR f.branch_id = ANY(%s))", branches)]

    @api.model
    @contextmanager
    def _limited(self, seconds=TIMEOUT):
        """Stop a question that takes too long, so that nobody else has to wait for it.

        ``jit`` is off because it takes longer to compile than to run here.

        :raises UserError: the time is over
        """
        cr = self.env.cr
        before = self.env.execute_query(SQL("SELECT current_setting('statement_timeout'), current_setting('jit')"))[0]
        try:
            with cr.savepoint(flush=False):
                self._set_local(f"{int(seconds * 1000)}ms", "off")
                yield
                self._set_local(*before)
        except QueryCanceled as error:
            raise UserError(
                self.env._(
                    "This takes over %(seconds)s seconds. Shorten periods, or use fewer conditions.", seconds=seconds
                )
            ) from error

    @api.model
    def _set_local(self, timeout, jit):
        self.env.execute_query(
            SQL("SELECT set_config('statement_timeout', %s, TRUE), set_config('jit', %s, TRUE)", timeout, jit)
        )

    def _remember_count(self):
        """Keep the count that the list shows."""
        for segment in self.sudo():  # sudo: a number of the segment, not of who looks
            segment.write({"last_count": segment._count(), "last_counted": fields.Datetime.now()})

    @api.model
    def _cron_count(self):
        """Count all segments anew every night."""
        for segment in self.search([("active", "=", True)]):
            segment._remember_count()
            if not self.env["ir.cron"]._commit_progress(1):
                break
