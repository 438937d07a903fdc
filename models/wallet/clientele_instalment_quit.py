from odoo import models


class ClienteleInstalment(models.Model):
    _inherit = "clientele.instalment"

    def _pay_back(self, amount, key, note):
        """Book money that is paid back for this part to a client who quits; its units have been taken out already.

        Documents extend this: what an invoice or an order paid goes back by a credit note, the rest is left to this.

        :param amount: at most what was received for the part
        :param key: the same again changes nothing
        """
        self.ensure_one()
        if not self._is_booked(key):
            self.amount_refunded += amount
            self._book(-amount, key, note)
            self._sync()

    def _cancel(self):
        """It is not owed any more, because the client quits. Documents extend this: what bills it is called back."""
        self.write({"state": "cancelled"})
