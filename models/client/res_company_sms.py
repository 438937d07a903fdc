from decimal import Decimal

from odoo import fields, models
from odoo.tools.misc import NON_BREAKING_SPACE, formatLang

from ...tools.sms_parts import sms_parts

PRICE_DIGITS = (16, 4)


class ResCompany(models.Model):
    """How SMS are counted, and what a part costs (SK6); the root company's settings are those of its client base."""

    _inherit = "res.company"

    clientele_sms_price = fields.Float(
        string="Price of an SMS",
        digits=PRICE_DIGITS,
        help="Of each part. With a price, what an SMS costs is seen before it is sent. 0: only the parts are.",
    )
    clientele_sms_flat = fields.Boolean(
        string="Flat parts of 70 characters",
        help="The operator counts every 70 characters as one SMS, whatever the script."
        " Else 160 of plain Latin, 153 in longer ones, and 70 or 67 of other scripts.",
    )

    _clientele_sms_price_not_negative = models.Constraint(
        "CHECK (clientele_sms_price IS NULL OR clientele_sms_price >= 0)", "The price of an SMS is 0 or more."
    )

    def _clientele_sms_root(self):
        return self._clientele_root().sudo()  # sudo: settings, not data

    def _clientele_sms_parts(self, text):
        """:return: how many SMS a text is"""
        return sms_parts(text, self._clientele_sms_root().clientele_sms_flat)

    def _clientele_sms_price(self):
        """:return: Decimal price of a part, 0 where none is set"""
        return Decimal(f"{self._clientele_sms_root().clientele_sms_price:.4f}").normalize()

    def _clientele_sms_digits(self):
        """:return: decimal places in which costs are told: those of the currency, more where the price has more"""
        places = -self._clientele_sms_price().as_tuple().exponent
        return max(self._clientele_root().sudo().currency_id.decimal_places, places)  # sudo: as above

    def _clientele_say_sms(self, parts):
        """:return: such as "2 SMS, 2.02 лв.", without a price "2 SMS" """
        words, price = self.env._("%(parts)s SMS", parts=parts), self._clientele_sms_price()
        if not price:
            return words
        # core formats money with the digits of its currency only
        cost = formatLang(self.env, float(parts * price), digits=self._clientele_sms_digits())
        currency = self._clientele_sms_root().currency_id
        told = [cost, currency.symbol] if currency.position == "after" else [currency.symbol, cost]
        return f"{words}, {NON_BREAKING_SPACE.join(told)}"

    def _clientele_sms_terms(self):
        """:return: dict that the counter of SMS on the screen needs"""
        root = self._clientele_sms_root()
        return {
            "flat": root.clientele_sms_flat,
            "price": root.clientele_sms_price,
            "digits": self._clientele_sms_digits(),
            "currency_id": root.currency_id.id,
        }
