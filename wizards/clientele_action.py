from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.segment.clientele_action_run import KINDS

MOST_SELECTED = 20000  # Odoo names no more of the records that are selected in a list
# What the wizard offers besides the kinds of runs: these open a form of their own.
HANDED_OVER = [("mail", "Send an e-mail"), ("sms", "Send an SMS"), ("export", "Export")]
EXPORT_WIZARD = "clientele.clientele_export_wizard_action"


class ClienteleAction(models.TransientModel):
    """Chooses what to do with the clients of a segment, those selected in a list, or all that its search found (YC7).

    Context: ``active_ids``, the clients selected, and ``active_domain``, the search of the list.
    """

    _name = "clientele.action"
    _description = "Do Something with Clients"

    segment_id = fields.Many2one("clientele.segment", readonly=True)
    domain = fields.Char(readonly=True, default=lambda self: repr(self._asked_domain()))
    given_words = fields.Char(readonly=True)
    words = fields.Char(string="Clients", compute="_compute_words")
    client_count = fields.Integer(string="Number of clients", compute="_compute_client_count")
    kind = fields.Selection(selection="_selection_kind", string="What to do")
    label_id = fields.Many2one("clientele.label")
    label_name = fields.Char(string="Or make a new label")
    label_color = fields.Integer(string="Colour")
    group_id = fields.Many2one("clientele.group")
    discount = fields.Float(string="Discount (%)", digits=(5, 2))
    plan_id = fields.Many2one("clientele.call.plan", string="Call plan")
    plan_name = fields.Char(string="Name of a new plan")
    deadline = fields.Date(string="Call until", default=lambda self: self.env["clientele.branch"]._today())
    user_ids = fields.Many2many(
        "res.users",
        string="Who calls",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        help="The clients are spread evenly over them.",
    )

    @api.model
    def _selection_kind(self):
        """What the user may do, in the order of the menu."""
        Run = self.env["clientele.action.run"]
        labels = dict(Run._fields["kind"]._description_selection(self.env))
        kinds = [(kind, labels[kind]) for kind, (__, group) in KINDS.items() if self.env.user.has_group(group)]
        return [*kinds, *self._handed_over()]

    @api.model
    def _handed_over(self):
        user = self.env.user
        writes = user.has_group("clientele.clientele_group_marketer") and user.has_group(
            "mass_mailing.group_mass_mailing_user"
        )
        exports = user.has_group("clientele.clientele_group_export") and self.env.ref(EXPORT_WIZARD, False)
        may = {"mail": writes, "sms": writes, "export": exports}
        return [(kind, self.env._(label)) for kind, label in HANDED_OVER if may[kind]]

    @api.model
    def _asked_domain(self):
        """:return: domain of the clients that a list hands over; all it found where it could not name them"""
        ids, found = self.env.context.get("active_ids", []), self.env.context.get("active_domain")
        return list(found) if found is not None and len(ids) >= MOST_SELECTED else [("id", "in", ids)]

    @api.depends("segment_id", "domain")
    def _compute_words(self):
        for wizard in self:
            wizard.words = wizard.given_words or wizard._source_words()

    def _source_words(self):
        if self.segment_id:
            return f"{self.segment_id.name}: {self.segment_id.summary}"
        return self.env["res.partner"]._clientele_in_words(literal_eval(self.domain))

    @api.depends("segment_id", "domain")
    @api.depends_context("company", "uid")
    def _compute_client_count(self):
        for wizard in self:
            query = SQL("SELECT count(*) FROM (%s) AS chosen", wizard._client_sql())
            with self.env["clientele.segment"]._limited():
                wizard.client_count = self.env.execute_query(query)[0][0]

    # ---------------------------------------------------------------- whom

    @api.model
    def _open(self, segment=None, domain=None, words=None):
        """:param domain: of clients; else those of the segment are meant
        :return: action that opens the wizard
        """
        wizard = self.create({"segment_id": segment and segment.id, "domain": repr(domain or []), "given_words": words})
        return wizard._reopen()

    def _reopen(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_action_action")
        return {**action, "res_id": self.id, "context": {}}

    def _client_sql(self):
        """:return: SQL that selects the ids of the clients meant, as far as the user sees them"""
        if self.segment_id:
            return self.segment_id._seen_sql()
        domain = literal_eval(self.domain)
        named = any(term[0] == "id" for term in domain if len(term) == 3)
        partners = self.env["res.partner"].with_context(active_test=not named)
        query = partners._search(Domain("clientele_listed", "=", True) & Domain(domain), order="id")
        return query.select(SQL.identifier("res_partner", "id"))

    # ---------------------------------------------------------------- what

    def action_apply(self):
        """Do it: at once, in the background, or by the form of a message or an export."""
        self.ensure_one()
        self._check_input()
        wizard = self.with_company(self.segment_id._root()) if self.segment_id else self
        if self.kind in dict(HANDED_OVER):
            return wizard._hand_over_export() if self.kind == "export" else wizard._hand_over_message()
        run = wizard.env["clientele.action.run"]._launch(wizard._client_sql(), **wizard._prepare_run())
        return run._open_form()

    def _check_input(self):
        """:raises UserError: it does not say what to set, or there is nobody"""
        if not self.kind:
            raise UserError(self.env._("Choose what to do."))
        if not self.client_count:
            raise UserError(self.env._("There are no clients to do this with."))
        if self.kind in ("label_add", "label_remove") and not (self.label_id or self._new_label_name()):
            raise UserError(self.env._("Choose a label, or give a new one a name."))
        if self.kind == "discount" and not 0 <= self.discount <= 100:
            raise UserError(self.env._("A discount lies between 0 and 100 %."))

    def _new_label_name(self):
        return self.kind == "label_add" and (self.label_name or "").strip()

    def _prepare_run(self):
        """:return: values of the run"""
        return {
            "kind": self.kind,
            "words": self.words,
            "segment_id": self.segment_id.id,
            "label_id": self._label().id if self.kind in ("label_add", "label_remove") else False,
            "group_id": self.group_id.id if self.kind == "group" else False,
            "discount": self.discount if self.kind == "discount" else 0,
            "plan_id": self._plan().id if self.kind == "call_plan" else False,
        }

    def _plan(self):
        """:return: the call plan chosen, or a new one"""
        if self.plan_id:
            return self.plan_id
        return self.env["clientele.call.plan"].create(
            {
                "name": self.plan_name or self.words,
                "deadline": self.deadline,
                "user_ids": [fields.Command.set(self.user_ids.ids)],
            }
        )

    def _label(self):
        """:return: the label chosen, or the one made in place (YC12)"""
        if self.label_id or not self._new_label_name():
            return self.label_id
        return self.env["clientele.label"].create({"name": self._new_label_name(), "color": self.label_color})

    def _hand_over_export(self):
        """Open the export of these clients."""
        chosen = (
            [("clientele_segment_ids", "in", self.segment_id.ids)] if self.segment_id else literal_eval(self.domain)
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(EXPORT_WIZARD)
        return {**action, "context": {"clientele_domain": chosen}}

    def _hand_over_message(self):
        """Open a new mailing to exactly these clients: they are frozen by a snapshot (DESIGN 5)."""
        if self.segment_id:
            snapshot = self.segment_id._take_snapshot()
        else:
            snapshot = self.env["clientele.segment.snapshot"]._freeze(self._client_sql(), words=self.words)
        mailing = self.env["mailing.mailing"].create(snapshot._prepare_mailing(self.kind))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Message"),
            "res_model": "mailing.mailing",
            "res_id": mailing.id,
            "views": [(False, "form")],
            "context": {"mailing_sms": self.kind == "sms"},
        }
