from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date, formatLang

from ...tools.segment_definition import LINKS, WORDS, DefinitionError, read_condition
from ..insight.clientele_client import TURNOVER
from .compiler import scopes_of
from .kinds import KINDS, SUBJECTS
from .words import LINKED, condition_words, days_words, reason_words, record_words, value_words

MOST = 80  # clients that the editor shows at once
# many2many field of a condition → domain of what the editor offers
OFFERED = {"practitioner_ids": [("is_practitioner", "=", True)]}


class ClienteleSegment(models.Model):
    """What the editor in the browser asks about a definition as it stands on the screen, saved or not.

    ``data`` is always JSON of a definition; ``as_of`` an ISO day of the past or False. Who may read segments may ask;
    ``self`` is the saved segment, if there is one: its conditions may stay, whoever may not add them.
    """

    _inherit = "clientele.segment"

    @api.model
    @api.readonly
    def editor_setup(self):
        """:return: dict of ``subjects``, ``kinds`` and ``links``: all that the editor shows of a condition"""
        self.check_access("read")
        return {
            "subjects": [(name, self.env._(label)) for name, label in SUBJECTS.items()],
            "kinds": {name: self._editor_kind(kind) for name, kind in KINDS.items()},
            "links": {name: self._editor_link(name) for name in LINKS},
            "today": fields.Date.to_string(self._editor_scope().today),
            "currency": self._root().currency_id.symbol,
        }

    @api.model
    def _editor_kind(self, kind):
        """:return: dict that describes one kind; ``narrow`` are inputs that may stay empty"""
        return {
            "label": self.env._(kind.label),
            "subject": kind.subject,
            "inputs": kind.inputs,
            "narrow": kind.narrowing,
            "labels": {name: kind.input_label(name, self.env) for name in kind.inputs if name in (*LINKS, *WORDS)},
            "operators": [(word, self.env._(label)) for word, label in kind.operators.items()],
            "choices": list(kind.choices(self.env).items()),
            "sources": list(kind.sources(self.env).items()),
            "option": kind.option_label and self.env._(kind.option_label),
            "domains": kind.link_domains,
            "dated": kind.dated,
            "ahead": kind.ahead,
            "allowed": kind.allowed(self.env),
        }

    @api.model
    def _editor_link(self, name):
        return {"model": LINKED[name], "domain": OFFERED.get(name, [])}

    @api.readonly
    def editor_describe(self, data, as_of=False):
        """Say each condition in words.

        :return: for each condition of each block, a dict of ``words``, ``days`` (the period's dates) and ``problem``
        """
        self.check_access("read")
        scope = self._editor_scope(as_of)
        known = set(self._definition()) if self else ()
        blocks = data.get("blocks") or []
        return [[self._editor_condition(values, scope, known) for values in block] for block in blocks]

    def _editor_condition(self, values, scope, known):
        try:
            condition = read_condition(values)
            conditions = self.env["clientele.segment.condition"].with_company(self._root())
            conditions._check_data(condition, known)
        except DefinitionError as error:
            reason = reason_words(self.env, error)
            problem = self.env._("This condition cannot be read: %(reason)s.", reason=reason)
            return {"words": "", "days": "", "problem": problem}
        except ValidationError as error:
            days = days_words(self.env, scope.days(condition)) if condition.kind in KINDS else ""
            return {"words": "", "days": days, "problem": error.args[0]}
        words = condition_words(self.env, condition)
        return {"words": words, "days": days_words(self.env, scope.days(condition)), "problem": False}

    @api.readonly
    def editor_count(self, data, as_of=False):
        """:return: exact number of clients
        :raises UserError: it takes too long
        """
        definition = self._editor_definition(data)
        return self._count_definition(definition, self._editor_day(as_of), self._root(), self.ids)

    @api.readonly
    def editor_clients(self, data, as_of=False, limit=10):
        """:return: dict of ``columns`` that the user may see and the first ``clients``, most visits first"""
        definition = self._editor_definition(data)
        partners = self.env["res.partner"].with_context(active_test=False)
        with self._limited():
            found = self._definition_domain(definition, self._editor_day(as_of), self._root(), self.ids)
            clients = partners.search(found, limit=min(limit, MOST), order="clientele_visit_count desc")
        return {
            "phone": partners._clientele_sees_contacts(),
            "spent": self.env.user.has_group(TURNOVER),
            "clients": [self._editor_client(client) for client in clients],
        }

    @api.model
    def _editor_client(self, client):
        flags = dict(client._fields["clientele_flag"]._description_selection(self.env))
        row = {
            "id": client.id,
            "name": client.name or client.display_name,
            "phone": client.phone or "",
            "last_visit": format_date(self.env, client.clientele_last_visit),
            "visits": client.clientele_visit_count,
            "colour": client.clientele_colour,
            "flag": client.clientele_flag,
            "flag_words": flags.get(client.clientele_flag, ""),
            "vip": client.clientele_vip,
            "blocked": client.clientele_blocked,
        }
        if self.env.user.has_group(TURNOVER):
            currency = client.clientele_currency_id
            row["spent"] = formatLang(self.env, client.clientele_spent, currency_obj=currency)
        return row

    @api.readonly
    def editor_why(self, data, partner_id, as_of=False):
        """Why a client is in or out.

        :return: dict of ``name``, ``found``, ``reasons`` (what leaves the client out whatever the conditions say) and
            ``blocks`` of conditions with ``words``, ``met``, ``value`` in words and ``records`` that decided
        """
        definition, day, root = self._editor_definition(data), self._editor_day(as_of), self._root()
        partner = self.env["res.partner"].with_context(active_test=False).browse(partner_id).exists()
        partner.check_access("read")
        reasons = self._why_left_out(definition, partner, root)
        blocks = zip(definition.blocks, self._why(definition, partner, day, root), strict=True)
        blocks = [[self._editor_reason(*pair, root) for pair in zip(*block, strict=True)] for block in blocks]
        met = not blocks or any(all(condition["met"] for condition in block) for block in blocks)
        return {"name": partner.display_name, "found": met and not reasons, "reasons": reasons, "blocks": blocks}

    def _editor_reason(self, condition, why, root):
        """:return: JSON of what ``_why`` says of a condition; a value that the user may not see is left out"""
        kind = KINDS[condition.kind]
        value = value_words(self.env, kind, why["value"], root.currency_id) if kind.allowed(self.env) else ""
        return {**why, "value": value, "records": self._editor_records(why["records"])}

    @api.model
    def _editor_records(self, records):
        """:return: list of dicts of the records that the user may open"""
        found = [self.env[model].browse(key).exists()._filtered_access("read") for model, key in records]
        return [
            {"model": record._name, "id": record.id, "name": record_words(self.env, record)}
            for record in found
            if record
        ]

    @api.model
    def _why_left_out(self, definition, partner, root):
        """:return: list of sentences; empty for a client whom the conditions decide"""
        row = partner._clientele_rows(root)
        if not row:
            return [self.env._("Is no client of %(company)s.", company=root.name)]
        reasons = []
        if not row.active:
            reasons.append(self.env._("Is archived: segments leave archived clients out."))
        if not definition.inactive and "inactive" in row._fields and row.inactive:
            reasons.append(self.env._("Is marked inactive, and this segment leaves inactive clients out."))
        if not self._is_own(row, root):
            reasons.append(self.env._("Is a client of a branch that you do not see."))
        return reasons

    @api.model
    def _is_own(self, row, root):
        terms = [SQL("f.id = %s", row.id), *self._own_terms(root)]
        return bool(self.env.execute_query(SQL("SELECT FROM clientele_client f WHERE %s", SQL(" AND ").join(terms))))

    # ---------------------------------------------------------------- of the card

    @api.model
    @api.readonly
    def segments_of(self, partner_id):
        """:return: list of dicts of the segments that a client is in"""
        self.check_access("read")
        partner = self.env["res.partner"].browse(partner_id)
        partner.check_access("read")
        with self._limited():
            return [{"id": found.id, "name": found.name, "color": found.color} for found in self._holding(partner)]

    # ---------------------------------------------------------------- reading what the browser sends

    def _editor_definition(self, data):
        self.check_access("read")
        return self.with_company(self._root())._read_definition(data, set(self._definition()) if self else ())

    def _editor_scope(self, as_of=False):
        return scopes_of(self.env, self._root(), self._editor_day(as_of), ())[0][0]

    @api.model
    def _editor_day(self, as_of):
        """:return: a day of the past, None for today
        :raises UserError: it is none
        """
        try:
            return fields.Date.to_date(as_of) or None
        except ValueError as error:
            raise UserError(self.env._("%(day)s is no day.", day=as_of)) from error
