from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.segment_definition import INPUTS, LINKS, DefinitionError, read_condition
from .kinds import KINDS
from .kinds.base import Problem
from .words import condition_words, reason_words

PERIODS = [
    ("ever", "At any time"),
    ("between", "Between dates"),
    ("last", "Last"),
    ("next", "Next"),
    ("this_week", "This week"),
    ("this_month", "This month"),
    ("this_year", "This year"),
    ("previous_week", "Previous week"),
    ("previous_month", "Previous month"),
    ("previous_year", "Previous year"),
]
# What a condition names cannot be deleted, and stays when it is archived: the condition would ask for something else.
CHOSEN = {"ondelete": "restrict", "context": {"active_test": False}}
UNITS = [("day", "Days"), ("week", "Weeks"), ("month", "Months"), ("year", "Years")]


class ClienteleSegmentCondition(models.Model):
    """One condition of a segment: AND inside a group number, OR between them (FF2).

    Each kind reads its own fields; the editor writes no others. What the fields mean says ``models/segment/kinds``.
    """

    _name = "clientele.segment.condition"
    _description = "Condition of a Segment"
    _order = "group_no, sequence, id"

    segment_id = fields.Many2one("clientele.segment", required=True, index=True, ondelete="cascade")
    group_no = fields.Integer(string="Block", default=1)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(selection="_selection_kind", string="Condition", required=True)
    operator = fields.Selection(selection="_selection_operator")
    value = fields.Float(digits=(16, 2))
    value_to = fields.Float(string="To", digits=(16, 2))
    period = fields.Selection(PERIODS, default="ever", required=True)
    period_count = fields.Integer(string="How many", default=0)
    period_unit = fields.Selection(UNITS, string="Unit", default="day")
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until")
    choices = fields.Char(help="Words of the list that the condition offers, with commas between.")
    sources = fields.Char(string="Booked through", help="Where visits came from, with commas between.")
    domain = fields.Char()
    option = fields.Boolean(default=True)
    negate = fields.Boolean(string="Not")
    product_ids = fields.Many2many(
        "product.product", "clientele_condition_product_rel", string="Services and products", **CHOSEN
    )
    category_ids = fields.Many2many(
        "product.category", "clientele_condition_category_rel", string="Categories", **CHOSEN
    )
    practitioner_ids = fields.Many2many(
        "resource.resource", "clientele_condition_practitioner_rel", string="Practitioners", **CHOSEN
    )
    branch_ids = fields.Many2many("clientele.branch", "clientele_condition_branch_rel", string="Branches", **CHOSEN)
    plan_ids = fields.Many2many("clientele.plan", "clientele_condition_plan_rel", string="Plans", **CHOSEN)
    group_ids = fields.Many2many("clientele.group", "clientele_condition_group_rel", string="Groups", **CHOSEN)
    label_ids = fields.Many2many("clientele.label", "clientele_condition_label_rel", string="Labels", **CHOSEN)
    segment_ids = fields.Many2many("clientele.segment", "clientele_condition_segment_rel", string="Segments", **CHOSEN)

    @api.model
    def _selection_kind(self):
        return [(name, self.env._(kind.label)) for name, kind in KINDS.items()]

    @api.model
    def _selection_operator(self):
        words = {word: label for kind in KINDS.values() for word, label in kind.operators.items()}
        return [(word, self.env._(label)) for word, label in words.items()]

    @api.depends("kind", "operator", "value", "value_to", "period", "choices", "negate")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for condition in self:
            known = condition.kind in KINDS
            condition.display_name = condition_words(self.env, condition._data()) if known else condition.kind

    @api.constrains("segment_id", "segment_ids")
    def _check_nesting(self):
        self.filtered("segment_ids").segment_id._check_nesting()

    @api.model_create_multi
    def create(self, vals_list):
        conditions = super().create(vals_list)
        conditions._check_conditions()
        return conditions

    def write(self, vals):
        result = super().write(vals)
        if not set(vals).isdisjoint(INPUTS):
            self._check_conditions()
        return result

    def _check_conditions(self):
        """No constraint, because those run as superuser, and what may be asked depends on who asks."""
        for condition in self:
            condition.with_company(condition.segment_id.company_id)._check_data(condition._data())

    def _data(self):
        """:return: the condition as data
        :raises ValidationError: it holds what no editor sends
        """
        self.ensure_one()
        asked = self.sudo()  # sudo: a condition asks the same, whoever looks
        values = {name: asked[name].ids if name in LINKS else asked[name] for name in INPUTS}
        try:
            return read_condition(values)
        except DefinitionError as error:
            reason = reason_words(self.env, error)
            raise ValidationError(self.env._("This condition cannot be read: %(reason)s.", reason=reason)) from error

    @api.model
    def _check_data(self, condition, known=()):
        """Whether the condition can be asked of the current company's clients.

        :param known: conditions that may stand, because somebody with the right put them there
        :raises ValidationError: an unknown kind, a right that the user lacks, or a condition that says too little
        """
        kind = KINDS.get(condition.kind)
        if not kind:
            raise ValidationError(self.env._("There is no condition “%(kind)s”.", kind=condition.kind))
        if condition in known:
            return
        if not kind.allowed(self.env):
            raise ValidationError(
                self.env._("You need the right to see turnover for “%(label)s”.", label=self.env._(kind.label))
            )
        try:
            kind.check(condition, self.env)
        except Problem as problem:
            words = {"label": self.env._(kind.label), "problem": problem}
            raise ValidationError(self.env._("%(label)s: %(problem)s", **words)) from problem
