from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools.placeholders import fill, unknown

KINDS = {
    "welcome": ("name", "group", "company"),
    "order": ("name", "group", "company", "points", "balance", "tier", "discount"),
}


class ClienteleGroup(models.Model):
    """What clients of a group are told by SMS: welcome, and what an order brought (SK5)."""

    _inherit = "clientele.group"

    welcome_sms = fields.Boolean(
        string="Welcome SMS", help="To who becomes a client in this group. Not after imports and merges."
    )
    welcome_text = fields.Text(
        translate=True, default=lambda self: self.env._("{name|Dear client}, welcome to {company}!")
    )
    welcome_preview = fields.Text(compute="_compute_previews")
    welcome_parts = fields.Integer(string="SMS of the welcome", compute="_compute_previews")
    welcome_cost = fields.Char(string="Cost of the welcome", compute="_compute_previews")
    order_sms = fields.Boolean(string="SMS after an order", help="Once for each confirmed order.")
    order_text = fields.Text(
        translate=True,
        default=lambda self: self.env._(
            "{name|Dear client}, thank you! You earned {points|no} points and have {balance|0} now. {company}"
        ),
    )
    order_preview = fields.Text(string="Preview after an order", compute="_compute_previews")
    order_parts = fields.Integer(string="SMS after an order, parts", compute="_compute_previews")
    order_cost = fields.Char(string="Cost after an order", compute="_compute_previews")
    message_count = fields.Integer(string="SMS sent", compute="_compute_message_count")

    @api.model
    @tools.ormcache()
    def _any_welcome(self):
        """:return: whether a group welcomes, so that a database without pays nothing"""
        return bool(self.sudo().search_count([("welcome_sms", "=", True)], limit=1))  # sudo: whoever makes clients

    @api.constrains("welcome_sms", "welcome_text", "order_sms", "order_text")
    def _check_texts(self):
        for group in self:
            for kind, names in KINDS.items():
                text = group[f"{kind}_text"] or ""
                if group[f"{kind}_sms"] and not text.strip():
                    raise ValidationError(self.env._("Write the text of the SMS, or switch it off."))
                if wrong := unknown(text, names):
                    known = ", ".join(f"{{{name}}}" for name in names)
                    words = {"wrong": f"{{{wrong[0]}}}", "known": known}
                    raise ValidationError(self.env._("%(wrong)s is no placeholder. Use %(known)s.", **words))

    @api.depends("welcome_text", "order_text", "name", "company_id", "loyalty_type")
    @api.depends_context("lang")
    def _compute_previews(self):
        for group in self:
            company = group.company_id or self.env.company
            for kind in KINDS:
                text = group._fill_text(kind, group._sample_words())
                parts = company._clientele_sms_parts(text)
                group[f"{kind}_preview"], group[f"{kind}_parts"] = text, parts
                group[f"{kind}_cost"] = company._clientele_say_sms(parts)

    def _compute_message_count(self):
        messages = self.env["clientele.group.message"]
        counts = dict(messages._read_group([("group_id", "in", self.ids)], ["group_id"], ["__count"]))
        for group in self:
            group.message_count = counts.get(group._origin, 0)

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        self.env.registry.clear_cache()
        return groups

    def write(self, vals):
        result = super().write(vals)
        if {"welcome_sms", "active"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    def action_open_messages(self):
        """Open what the clients of the group were told."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_group_message_action")
        return {**action, "domain": [("group_id", "=", self.id)]}

    def _fill_text(self, kind, words):
        names = {"group": self.name or "", "company": self.company_id.name or ""}
        return fill(self[f"{kind}_text"] or "", {**names, **words})

    def _sample_words(self):
        return {
            "name": self.env._("Maria"),
            "points": "25",
            "balance": "340",
            "tier": self.env._("Silver"),
            "discount": "20 %",
        }
