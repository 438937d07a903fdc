from collections import defaultdict

from odoo import api, fields, models

# Cards that are joined move their lots; the client sees nothing happen.
UNSEEN = ("transfer_in", "transfer_out")


class LoyaltyHistory(models.Model):
    """What core shows of a card. Rows of managed cards are written with the movements only, and stay."""

    _inherit = "loyalty.history"

    clientele_operation = fields.Char(string="Movement", readonly=True, index="btree_not_null")

    clientele_change = fields.Char(string="Change", compute="_compute_clientele_change")

    # ---------------------------------------------------------------- compute

    @api.depends("issued", "used", "card_id")
    def _compute_clientele_change(self):
        for row in self:
            change = row.issued - row.used
            row.clientele_change = f"{'+' if change > 0 else '−'}{row.card_id._format_points(abs(change))}"

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        cards = self.env["loyalty.card"].sudo()  # sudo: only whose history it is
        own = [vals for vals in vals_list if not vals.get("clientele_operation")]
        managed = set(cards.browse(vals.get("card_id") for vals in own).filtered("clientele_managed").ids)
        return super().create(
            [vals for vals in vals_list if vals.get("clientele_operation") or vals.get("card_id") not in managed]
        )

    def write(self, vals):
        return super(LoyaltyHistory, self._clientele_of_core()).write(vals)

    def unlink(self):
        """Core deletes what an order gave when it is cancelled; here what is taken back has a row of its own."""
        return super(LoyaltyHistory, self._clientele_of_core()).unlink()

    def _clientele_of_core(self):
        return self.filtered(lambda row: not row.clientele_operation)

    # ---------------------------------------------------------------- business

    @api.model
    def _clientele_note(self, values, changes):
        """Write a row for each card of an operation.

        :param values: what its moves share
        :param changes: list of ``clientele_ledger.Change``
        """
        of_card = defaultdict(list)
        for change in changes:
            if change.lot.card_id and {**values, **change.details}["kind"] not in UNSEEN:
                of_card[change.lot.card_id].append(change)
        rows = [self._clientele_row(card, {**values, **of[0].details}, of) for card, of in of_card.items()]
        self.sudo().create(rows)  # sudo: goes with the ledger

    def _clientele_tell(self):
        """Send the client a notice of what somebody corrected."""
        template = self.env.ref("clientele.clientele_mail_template_points")
        for row in self:
            template.send_mail(row.id, email_layout_xmlid="mail.mail_notification_light")

    def _clientele_row(self, card, values, changes):
        order = self.env["sale.order"].browse(values.get("sale_order_id"))
        document = order or self.env["clientele.visit"].browse(values.get("visit_id"))
        row = {
            "card_id": card.id,
            "clientele_operation": values["operation"],
            "description": values.get("reason") or self._clientele_describe(values["kind"], document),
            "issued": float(sum(change.quantity for change in changes if change.quantity > 0)),
            "used": -float(sum(change.quantity for change in changes if change.quantity < 0)),
        }
        return {**row, "order_model": document._name, "order_id": document.id} if document else row

    def _clientele_describe(self, kind, document):
        word = dict(self.env["clientele.move"]._fields["kind"]._description_selection(self.env))[kind]
        name = document.services if document._name == "clientele.visit" else document.display_name
        return f"{word}: {name}" if name else word
