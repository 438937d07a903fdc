from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.segment_definition import (
    INPUTS,
    LINKS,
    Definition,
    DefinitionError,
    read_definition,
    write_condition,
    write_definition,
)
from .words import definition_words, reason_words

DEFINED_BY = ("inactive", *(f"condition_ids.{name}" for name in ("group_no", "sequence", *INPUTS)))


class ClienteleSegment(models.Model):
    """A question about clients, saved: blocks of conditions (FF1, FF2). Who is in it is worked out when it is asked."""

    _name = "clientele.segment"
    _description = "Segment of Clients"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    description = fields.Text(translate=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company._clientele_root(),
    )
    user_id = fields.Many2one(
        "res.users", string="Owner", index=True, ondelete="set null", default=lambda self: self.env.user, tracking=True
    )
    shared = fields.Boolean(default=True, help="Others who work with segments see it; else its owner alone.")
    inactive = fields.Boolean(string="Inactive clients, too", help="Else clients marked inactive are left out.")
    condition_ids = fields.One2many("clientele.segment.condition", "segment_id", string="Conditions", copy=True)
    definition = fields.Json(
        string="Conditions as data",
        compute="_compute_definition",
        inverse="_inverse_definition",
        store=True,  # who asks a segment reads one row and not those of each condition and all that they name
        copy=False,
    )
    summary = fields.Char(string="Who", compute="_compute_summary")
    client_count = fields.Integer(string="Clients", compute="_compute_client_count")
    last_count = fields.Integer(string="Clients at the last count", readonly=True, copy=False)
    last_counted = fields.Datetime(string="Counted", readonly=True, copy=False)

    @api.depends(*DEFINED_BY)
    def _compute_definition(self):
        for segment in self:
            conditions = segment.condition_ids.sorted(lambda each: (each.group_no, each.sequence, each._origin.id))
            blocks = conditions.grouped("group_no").values()
            data = Definition(tuple(tuple(each._data() for each in block) for block in blocks), segment.inactive)
            segment.definition = write_definition(data)

    def _inverse_definition(self):
        for segment in self:
            known = {condition._data() for condition in segment.condition_ids}
            reader = segment.with_company(segment.company_id)
            definition = reader._read_definition(segment.definition or {}, known)
            segment.definition = write_definition(definition)
            segment._write_definition(definition)

    @api.depends(*DEFINED_BY)
    @api.depends_context("lang")
    def _compute_summary(self):
        for segment in self:
            segment.summary = definition_words(self.env, segment._definition())

    @api.depends(*DEFINED_BY)
    @api.depends_context("clientele_today", "company", "uid")
    def _compute_client_count(self):
        """What cannot be counted shows its last count, so that it can be opened and mended."""
        for segment in self:
            try:
                segment.client_count = segment._count()
            except UserError:
                segment.client_count = segment.last_count

    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create([self._with_definition_read(vals) for vals in vals_list])
        segments._remember_count()
        return segments

    def write(self, vals):
        result = super().write(self._with_definition_read(vals))
        if {"condition_ids", "definition", "inactive"} & set(vals):
            self._remember_count()
        return result

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%(name)s (copy)", name=segment.name)}
            if "name" not in (default or {})
            else vals
            for segment, vals in zip(self, super().copy_data(default), strict=True)
        ]

    # ---------------------------------------------------------------- the definition

    def _definition(self):
        """:return: Definition of the saved conditions"""
        self.ensure_one()
        return read_definition(self.definition or {})

    @api.model
    def _with_definition_read(self, vals):
        """:return: values whose definition can be stored; what must still be chosen stays in it for the inverse"""
        if "definition" not in vals:
            return vals
        definition = self._parse_definition(vals["definition"] or {})
        blocks = [[{**write_condition(each), "ask": list(each.ask)} for each in block] for block in definition.blocks]
        return {**vals, "definition": {"blocks": blocks, "inactive": definition.inactive}}

    @api.model
    def _parse_definition(self, data):
        """:raises ValidationError: it is none"""
        try:
            return read_definition(data)
        except DefinitionError as error:
            reason = reason_words(self.env, error)
            raise ValidationError(self.env._("These conditions cannot be read: %(reason)s.", reason=reason)) from error

    @api.model
    def _read_definition(self, data, known=()):
        """:param data: JSON of a definition, from anywhere
        :param known: conditions that stand in the saved segment: who lacks the right to ask them may keep them
        :return: Definition that can be compiled
        :raises ValidationError: it cannot, or asks what the user may not
        """
        definition = self._parse_definition(data)
        for condition in definition:
            self.env["clientele.segment.condition"]._check_data(condition, known)
        return definition

    def _write_definition(self, definition):
        """Conditions that stay as they are keep their records: who may not ask them may still move them."""
        self.ensure_one()
        rows = {condition._data(): condition for condition in self.condition_ids}
        commands, kept = [], self.condition_ids.browse()
        for group_no, block in enumerate(definition.blocks, 1):
            for sequence, data in enumerate(block, 1):
                place = {"group_no": group_no, "sequence": sequence}
                row = rows.pop(data, None)
                commands.append(Command.update(row.id, place) if row else Command.create({**self._row(data), **place}))
                kept += row or kept.browse()
        gone = [Command.delete(condition.id) for condition in self.condition_ids - kept]
        self.write({"inactive": definition.inactive, "condition_ids": [*gone, *commands]})

    @api.model
    def _row(self, condition):
        """:return: values of a condition's record"""
        values = write_condition(condition)
        return {name: [Command.set(value)] if name in LINKS else value for name, value in values.items()}

    @api.model
    def _from_conditions(self, name, *blocks, **values):
        """A new segment from values of conditions, a list for each block.

        :return: the segment
        """
        definition = self._read_definition({"blocks": blocks})
        segment = self.create({"name": name, **values})
        segment._write_definition(definition)
        return segment

    # ---------------------------------------------------------------- actions

    def action_open_clients(self):
        """Open the list of exactly these clients (FF1)."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_client_action")
        domain = Domain("clientele_listed", "=", True) & Domain("clientele_segment_ids", "in", self.ids)
        name, context = self.name, {"create": False}
        day = fields.Date.to_date(self.env.context.get("clientele_as_of"))
        if day:
            name = self.env._("%(segment)s, as of %(day)s", segment=name, day=format_date(self.env, day))
            context["clientele_as_of"] = fields.Date.to_string(day)
        return {**action, "display_name": name, "domain": list(domain), "context": context}
