from odoo import api, fields, models

from ..client.res_company_sms import PRICE_DIGITS


class ClienteleGroupMessage(models.Model):
    """That a client was told something because of the group, or why not. The row keeps anyone from doing it twice."""

    _name = "clientele.group.message"
    _inherit = ["clientele.tells.client", "clientele.told"]
    _description = "SMS of a Group"
    _order = "sent_at desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    group_id = fields.Many2one("clientele.group", readonly=True, index="btree_not_null", ondelete="set null")
    kind = fields.Selection([("welcome", "Welcome"), ("order", "After an order")], required=True, readonly=True)
    source = fields.Char(required=True, readonly=True, help="What it is about, such as sale.order:5.")
    sent_at = fields.Datetime(
        string="Sent", required=True, readonly=True, default=lambda self: self.env["clientele.branch"]._now()
    )
    body = fields.Text(string="Text", readonly=True)
    parts = fields.Integer(string="SMS", readonly=True, help="How many the operator counts. 0 if nothing was sent.")
    price = fields.Float(
        string="Price of one", digits=PRICE_DIGITS, readonly=True, aggregator=None, help="As set that day (SK6)."
    )
    cost = fields.Float(
        digits=PRICE_DIGITS, compute="_compute_cost", store=True, help="Of what was put into the queue."
    )

    _once = models.UniqueIndex("(source)")

    @api.depends("parts", "price")
    def _compute_cost(self):
        for message in self:
            message.cost = message.parts * message.price

    @api.model
    def _send(self, group, partner, source, kind, words):
        """Queue one SMS, unless there was one about the same.

        :param source: what it is about; unique
        :param kind: "welcome" or "order"
        :param words: {placeholder: word}
        """
        if self.search_count([("source", "=", source)], limit=1):
            return
        spoken = group.with_context(lang=partner.lang or self.env.lang)
        values = {"partner_id": partner.id, "company_id": group.company_id.id, "group_id": group.id, "source": source}
        message = self.create({**values, "kind": kind, "body": spoken._fill_text(kind, words)})
        message.message_id, message.reason = message._tell("sms", self.env["sms.template"])
        if not message.reason:
            company = group.company_id
            message.parts = company._clientele_sms_parts(message.body)
            message.price = company._clientele_sms_price()

    def _words(self, template):
        return {"body": self.body}

    def _client_thread(self):
        return self.partner_id

    def action_open_client(self):
        """Open the card of the client who was told."""
        self.ensure_one()
        row = self.partner_id._clientele_rows(self.company_id)
        return row.sudo(False).action_open_card()
