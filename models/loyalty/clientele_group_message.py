from odoo import api, fields, models

from ..visit.clientele_tells_client import UNREACHABLE


class ClienteleGroupMessage(models.Model):
    """That a client was told something because of the group, or why not. The row keeps anyone from doing it twice."""

    _name = "clientele.group.message"
    _inherit = ["clientele.tells.client"]
    _description = "SMS of a Group"
    _order = "id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    group_id = fields.Many2one("clientele.group", readonly=True, index="btree_not_null", ondelete="set null")
    source = fields.Char(required=True, readonly=True, help="What it is about, such as sale.order:5.")
    body = fields.Text(readonly=True)
    reason = fields.Selection(UNREACHABLE, string="Why not sent", readonly=True)
    message_id = fields.Many2one("mail.message", index="btree_not_null", ondelete="set null", readonly=True)

    _once = models.UniqueIndex("(source)")

    @api.model
    def _send(self, group, partner, source, kind, words):
        """Queue one SMS, unless there was one about the same.

        :param source: what it is about; unique
        :param words: {placeholder: word}
        """
        if self.search_count([("source", "=", source)], limit=1):
            return
        spoken = group.with_context(lang=partner.lang or self.env.lang)
        values = {"partner_id": partner.id, "company_id": group.company_id.id, "group_id": group.id, "source": source}
        message = self.create({**values, "body": spoken._fill_text(kind, words)})
        message.message_id, message.reason = message._tell("sms", self.env["sms.template"])

    def _words(self, template):
        return {"body": self.body}

    def _client_thread(self):
        return self.partner_id
