from odoo import api, fields, models
from odoo.fields import Domain

STAFF = "clientele.clientele_group_practitioner"


class ResPartner(models.Model):
    """What the client card needs besides the client's data: duplicates while typing, and the talks."""

    _inherit = "res.partner"

    clientele_duplicate_id = fields.Many2one(
        "res.partner", string="Same person?", compute="_compute_clientele_duplicate", groups=STAFF
    )
    clientele_duplicate_reason = fields.Char(compute="_compute_clientele_duplicate", groups=STAFF)
    clientele_contact_count = fields.Integer(
        string="Number of talks", compute="_compute_clientele_contact_count", groups=STAFF
    )

    @api.model
    def default_get(self, fields):
        """A new card starts in the group of new clients (SK4), as one that the first visit makes."""
        values = super().default_get(fields)
        staff = self.env.user.has_group("clientele.clientele_group_receptionist")
        if staff and self.env.context.get("default_is_client"):
            root = self.env.company._clientele_root()
            group = self.env["clientele.group"].search(
                [("company_id", "=", root.id), ("is_default", "=", True)], limit=1
            )
            defaults = {"clientele_group_id": group.id, "created_from": "back_office"}
            values = {**{name: value for name, value in defaults.items() if name in fields}, **values}
        return values

    @api.depends("phone", "email")
    @api.depends_context("company")
    def _compute_clientele_duplicate(self):
        """Who has the same phone or e-mail, in the whole base whatever the user may see of it (YC4)."""
        for partner in self:
            phone = partner._clientele_same_as(self._clientele_phone_domains(partner.phone, self.env.company))
            email = partner._clientele_same_as(self._clientele_email_domains(partner.email))
            partner.clientele_duplicate_id = phone or email
            partner.clientele_duplicate_reason = partner._clientele_duplicate_text(phone, email)

    def _clientele_same_as(self, domains):
        """:return: the first other partner that one of the domains finds, a client before a mere contact"""
        mine = Domain("company_id", "in", [False, *self.env.company._clientele_tree().ids])
        others = mine & Domain("id", "not in", self._origin.ids)
        partners = self.env["res.partner"].sudo()  # sudo: duplicates are looked for in the whole base
        for domain in domains:
            if found := partners.search(domain & others, order="id", limit=1):
                return found.sudo(False)
        return self.env["res.partner"]

    def _clientele_duplicate_text(self, phone, email):
        if phone and phone == email:
            return self.env._("This phone and this e-mail are already those of")
        if phone:
            return self.env._("This phone is already that of")
        return self.env._("This e-mail is already that of") if email else False

    @api.depends("clientele_contact_ids")
    def _compute_clientele_contact_count(self):
        counts = dict(
            self.env["clientele.contact"]._read_group([("partner_id", "in", self.ids)], ["partner_id"], ["__count"])
        )
        for partner in self:
            partner.clientele_contact_count = counts.get(partner._origin, 0)

    def action_clientele_talks(self):
        """Open the talks with the client."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_contact_action")
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action
