from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .compiler import condition_sql, scopes_of
from .kinds import KINDS
from .words import condition_words


class ClienteleSegment(models.Model):
    """Why a client is in or out: each condition with what decided it."""

    _inherit = "clientele.segment"

    @api.model
    def _why(self, definition, partner, as_of=None, root=None):
        """:return: list of blocks, each a list of dicts of ``words``, ``met``, ``value`` (a number, day or word, None
        if words say it all) and ``records``, a list of (model, id)
        """
        self.env.flush_all()
        self.env["clientele.client"]._refresh_touched()
        root = root or self.env.company._clientele_root()
        scope = self._scope_of(partner, root, as_of)
        return [[self._why_condition(condition, scope, partner) for condition in block] for block in definition.blocks]

    @api.model
    def _scope_of(self, partner, root, as_of):
        """:return: Scope in which the client's branch has its day"""
        for scope, where in scopes_of(self.env, root, as_of, ()):
            if self._holds_for(partner, root, where):
                return scope
        return scopes_of(self.env, root, as_of, ())[0][0]

    @api.model
    def _holds_for(self, partner, root, terms):
        row = SQL("f.partner_id = %s AND f.company_id = %s", partner.id, root.id)
        where = SQL(" AND ").join([row, *terms])
        return bool(self.env.execute_query(SQL("SELECT FROM clientele_client f WHERE %s", where)))

    @api.model
    def _why_condition(self, condition, scope, partner):
        """What decided is told only to those who may see it; whether it is met follows from being in or out."""
        kind = KINDS[condition.kind]
        told = self.env.su or not kind.groups or self.env.user.has_group(kind.groups)
        value = kind.value(condition, scope) if told else None
        rows = self.env.execute_query(
            SQL(
                "SELECT %s, %s FROM clientele_client f WHERE f.partner_id = %s AND f.company_id = %s",
                condition_sql(condition, scope),
                value or SQL("NULL"),
                partner.id,
                scope.root.id,
            )
        )
        met, value = rows[0] if rows else (False, None)
        return {
            "words": condition_words(self.env, condition),
            "met": bool(met),
            "value": value,
            "records": self._readable(kind.evidence(condition, scope, partner)),
        }

    @api.model
    def _readable(self, evidence):
        """:return: list of the (model, id) that the user may open"""
        return [(model, key) for model, key in evidence if self.env[model].browse(key)._filtered_access("read")]

    @api.model
    def _holding(self, partner):
        """:return: the segments that the client is in; those that cannot be asked are left out"""
        segments = self.search([("company_id", "=", self.env.company._clientele_root().id)])
        return segments.filtered(lambda segment: partner and segment._holds(partner))

    def _holds(self, partner):
        """:return: whether the client is in the segment"""
        terms = [SQL("f.partner_id = %s", partner.id)]
        try:
            with self._limited():
                return bool(self.env.execute_query(self._client_sql(terms=terms)))
        except UserError:
            return False
