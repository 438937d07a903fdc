from dataclasses import dataclass

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools.segment_definition import Definition

# A condition that asks for what a rule sets: with "take away" such a rule would undo itself every night.
CIRCLES = {"group": "group", "label": "label"}


@dataclass(frozen=True)
class Rule:
    """A rule as the evaluation needs it, cached per client base.

    ``slot`` is the one thing of a client that the rule sets: the group, the discount, or the answer to one label.
    ``value`` is the id of the group, the percent, or 1 for Yes.
    """

    id: int
    nr: int
    slot: str
    value: float
    overrule: bool
    take_away: bool
    segment_id: int
    definition: Definition


class ClienteleAssignment(models.Model):
    """A rule: who is in the segment gets a group, a label or a discount by itself (YC3, TR18).

    * Of rules that set the same thing of a client, the first by sequence wins; the others say how many clients they
      lose (``conflict_count``).
    * What a person chose stays, unless the rule overrules it. Chosen by a person is a group or discount that no rule
      gave, and whatever was changed after a rule gave it; the group of new clients was chosen by nobody.
    * *Take away* puts back what the client had before, once the client is in no segment of such a rule any more.
    """

    _name = "clientele.assignment"
    _description = "Assignment Rule"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False, required=True, precompute=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company._clientele_root(),
    )
    segment_id = fields.Many2one(
        "clientele.segment", required=True, index=True, ondelete="restrict", check_company=True, tracking=True
    )
    kind = fields.Selection(
        [("group", "Group"), ("label", "Label"), ("discount", "Personal discount")],
        string="Gives",
        required=True,
        default="group",
        tracking=True,
    )
    group_id = fields.Many2one(
        "clientele.group", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    label_id = fields.Many2one(
        "clientele.label", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    discount = fields.Float(string="Discount (%)", digits=(5, 2), tracking=True)
    take_away = fields.Boolean(
        string="Take away",
        tracking=True,
        help="Put back what the client had before, when the client leaves the segment.",
    )
    overrule = fields.Boolean(
        string="Overrule people", tracking=True, help="Replace also what a person chose for the client."
    )
    client_count = fields.Integer(
        string="Clients in it", readonly=True, copy=False, help="In the segment, at the last nightly look."
    )
    conflict_count = fields.Integer(
        string="Lost to other rules",
        readonly=True,
        copy=False,
        help="Clients to whom a rule that comes first gives something else.",
    )
    conflict_told = fields.Boolean(readonly=True, copy=False)
    log_count = fields.Integer(string="Changes", compute="_compute_log_count")

    _discount_range = models.Constraint(
        "CHECK (discount IS NULL OR discount BETWEEN 0 AND 100)", "A discount lies between 0 and 100 %."
    )

    @api.depends("kind", "group_id", "label_id", "discount", "segment_id")
    def _compute_name(self):
        for rule in self:
            given = {"group": rule.group_id.name, "label": rule.label_id.name, "discount": f"{rule.discount:g} %"}
            rule.name = f"{rule.segment_id.name or '…'} → {given.get(rule.kind) or '…'}"

    def _compute_log_count(self):
        groups = self.env["clientele.assignment.log"]._read_group(
            [("assignment_id", "in", self.ids)], ["assignment_id"], ["__count"]
        )
        counts = dict(groups)
        for rule in self:
            rule.log_count = counts.get(rule, 0)

    @api.constrains("kind", "group_id", "label_id", "discount")
    def _check_value(self):
        for rule in self:
            if not {"group": rule.group_id, "label": rule.label_id, "discount": rule.discount}[rule.kind]:
                raise ValidationError(self.env._("Say which group, label or discount the rule gives."))

    @api.constrains("kind", "label_id", "segment_id", "take_away")
    def _check_circle(self):
        """:raises ValidationError: the rule would take away what it gave, because it gave it"""
        for rule in self.filtered("take_away"):
            asked = [
                condition for condition in rule.segment_id.condition_ids if condition.kind == CIRCLES.get(rule.kind)
            ]
            if rule.kind == "label":
                asked = [condition for condition in asked if rule.label_id in condition.label_ids]
            if asked:
                raise ValidationError(
                    self.env._(
                        "The segment “%(name)s” asks for what the rule gives, so it would undo itself every night. "
                        "Change the segment, or do not take away.",
                        name=rule.segment_id.name,
                    )
                )

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._rules_changed()
        return rules

    def write(self, vals):
        if {"kind", "label_id", "company_id"} & set(vals):
            self._forget_given()
        result = super().write(vals)
        if set(vals) - {"client_count", "conflict_count", "conflict_told"}:
            self._rules_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self._rules_changed()
        return result

    def _rules_changed(self):
        """Forget the cached rules, and look at everyone soon."""
        self.env.registry.clear_cache()
        self.env.ref("clientele.clientele_cron_assign")._trigger()

    def _forget_given(self):
        """The rule sets another thing from now on: what it gave is the client's own."""
        given = self.env["clientele.assignment.given"].sudo()  # sudo: the rules' own notes
        given.search([("assignment_id", "in", self.ids)]).unlink()

    # ---------------------------------------------------------------- rules as data

    @api.model
    @tools.ormcache("root_id")
    def _rules_of(self, root_id):
        """:return: tuple of Rule of a client base, in their order"""
        # sudo: rules hold for everyone's clients
        rules = self.sudo().search([("company_id", "=", root_id), ("segment_id.active", "=", True)])
        return tuple(rule._as_data(nr) for nr, rule in enumerate(rules))

    @api.model
    @tools.ormcache()
    def _any_rule(self):
        """:return: whether there is any, so that a database without rules pays nothing"""
        return bool(self.sudo().search_count([], limit=1))  # sudo: rules hold for everyone's clients

    def _as_data(self, nr):
        values = {"group": self.group_id.id, "label": 1, "discount": self.discount}
        slot = f"label:{self.label_id.id}" if self.kind == "label" else self.kind
        segment = self.segment_id
        given = (slot, values[self.kind], self.overrule, self.take_away)
        return Rule(self.id, nr, *given, segment.id, segment._definition())

    # ---------------------------------------------------------------- actions

    def action_open_log(self):
        """Open what the rule changed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_assignment_log_action")
        return {**action, "domain": [("assignment_id", "=", self.id)]}

    def action_open_conflicts(self):
        """Open the clients to whom a rule that comes first gives something else."""
        self.ensure_one()
        self.check_access("read")
        ids = [row[0] for row in self.env.execute_query(self._conflict_sql(SQL("DISTINCT mine.partner_id")))]
        snapshots = self.env["clientele.segment.snapshot"]
        return snapshots._open_clients(self.env._("Lost to other rules: %(rule)s", rule=self.name), [("id", "in", ids)])

    def action_apply(self):
        """Look at everyone now, in the background."""
        self.check_access("write")
        self.env.ref("clientele.clientele_cron_assign")._trigger()
        message = self.env._("The rules are being applied to everyone. Look at the log in a while.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": message, "next": {"type": "ir.actions.act_window_close"}},
        }

    def _conflict_sql(self, what):
        """:param what: SQL of what is selected
        :return: SQL over the clients of this rule to whom an earlier rule gives another value of the same thing
        """
        rules = self._rules_of(self.company_id.id)
        mine = next((rule for rule in rules if rule.id == self.id), None)
        earlier = [
            rule.id
            for rule in rules
            if mine and rule.slot == mine.slot and rule.nr < mine.nr and rule.value != mine.value
        ]
        return SQL(
            """SELECT %s FROM clientele_assignment_client mine WHERE mine.assignment_id = %s AND EXISTS (
                   SELECT FROM clientele_assignment_client first
                    WHERE first.partner_id = mine.partner_id AND first.assignment_id = ANY(%s))""",
            what,
            self.id,
            earlier,
        )
