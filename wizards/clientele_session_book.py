from odoo import api, fields, models
from odoo.exceptions import UserError


class ClienteleSessionBook(models.TransientModel):
    """Asks whom to book into a class: a client, or the phone, name or e-mail of one."""

    _name = "clientele.session.book"
    _description = "Add a Client to a Class"

    session_id = fields.Many2one("clientele.session", string="Class", required=True, readonly=True)
    seats = fields.Char(related="session_id.seats")
    fullness = fields.Selection(related="session_id.fullness")
    partner_id = fields.Many2one("res.partner", string="Client", domain=[("is_client", "=", True)])
    client_phone = fields.Char(string="Phone")
    client_name = fields.Char(string="Name")
    client_email = fields.Char(string="E-mail")
    allow_more = fields.Boolean(
        string="One more seat for the same client", help="For who brings children, say. Each has a visit of its own."
    )

    @api.onchange("client_phone", "client_email")
    def _onchange_typed_client(self):
        if not self.partner_id and (self.client_phone or self.client_email):
            company = self.session_id.company_id
            self.partner_id = self.env["res.partner"]._clientele_find(self.client_phone, self.client_email, company)

    def action_book(self):
        """Book the client; who has to wait is named.

        :raises UserError: where nobody is chosen, or the class takes nobody
        """
        self.ensure_one()
        client = self.partner_id or self._typed_client()
        answer = self.session_id.action_book_seat(client.id, allow_more=self.allow_more)
        close = {"type": "ir.actions.act_window_close"}
        if not answer["waiting"]:
            return close
        message = self.env._("%(client)s waits: the class is full.", client=client.name)
        params = {"message": message, "type": "warning", "next": close}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def action_book_and_next(self):
        """Book the client, and ask for the next one."""
        session = self.session_id
        self.action_book()
        return session.action_add_client()

    def _typed_client(self):
        """:return: the client whose phone, name or e-mail was typed, made if there is none
        :raises UserError: where nothing was typed
        """
        typed = {name: self[name] for name in ("client_phone", "client_name", "client_email") if self[name]}
        if not typed:
            raise UserError(self.env._("Choose a client, or type a phone, name or e-mail."))
        vals = self.env["clientele.visit"]._with_client({**typed, "branch_id": self.session_id.branch_id.id})
        return self.env["res.partner"].browse(vals["partner_id"])
