from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.segment_definition import read_definition
from .kinds import KINDS, SUBJECTS
from .words import definition_words


class ClienteleSegmentExample(models.Model):
    """A ready-made segment: a question that every business asks, to start from (YC16).

    What depends on the business, as the practitioner who left, stays open: conditions name it in ``ask``, and the
    editor marks it until somebody chooses.
    """

    _name = "clientele.segment.example"
    _description = "Ready-made Segment"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    subject = fields.Selection(selection="_selection_subject", required=True)
    icon = fields.Char(default="fa-users")
    description = fields.Text(string="What for", translate=True)
    definition = fields.Json(required=True)
    summary = fields.Char(string="Who", compute="_compute_summary")
    usable = fields.Boolean(compute="_compute_usable")

    @api.model
    def _selection_subject(self):
        return [(name, self.env._(label)) for name, label in SUBJECTS.items()]

    @api.depends("definition")
    @api.depends_context("lang")
    def _compute_summary(self):
        for example in self:
            example.summary = definition_words(self.env, read_definition(example.definition or {}))

    @api.depends("definition")
    @api.depends_context("uid")
    def _compute_usable(self):
        """Whether the user may ask all that it asks."""
        for example in self:
            definition = read_definition(example.definition or {})
            example.usable = all(KINDS[condition.kind].allowed(self.env) for condition in definition)

    def action_use(self):
        """Open a new segment that asks it."""
        self.ensure_one()
        if not self.usable:
            raise UserError(self.env._("You need the right to see turnover for “%(name)s”.", name=self.name))
        return {
            "type": "ir.actions.act_window",
            "res_model": "clientele.segment",
            "views": [(False, "form")],
            "context": {
                "default_name": self.name,
                "default_description": self.description,
                "default_definition": self.definition,
            },
        }
