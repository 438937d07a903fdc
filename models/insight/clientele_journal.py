from odoo import models
from odoo.tools import format_amount, format_date

from .clientele_client import TURNOVER


class ClienteleJournal(models.AbstractModel):
    _inherit = "clientele.journal"

    def _client_facts(self, partners):
        """Adds the client's master data, ``flag`` and ``colour`` with their texts, ``last_visit`` and, for who may see
        money, ``debt``; the last two are texts, empty for none.
        """
        facts = super()._client_facts(partners)
        flags = self._texts_of(partners, "clientele_flag")
        colours = self._texts_of(partners, "clientele_colour")
        sees_money = self.env.user.has_group(TURNOVER)
        for partner in partners:
            last = partner.clientele_last_visit
            facts[partner.id].update(
                vip=partner.clientele_vip,
                blocked=partner.clientele_blocked,
                note=partner.clientele_note or "",
                labels=[{"name": label.name, "color": label.color} for label in partner.clientele_label_ids],
                flag=partner.clientele_flag,
                flag_text=flags.get(partner.clientele_flag, ""),
                colour=partner.clientele_colour or "grey",
                colour_text=colours.get(partner.clientele_colour, ""),
                last_visit=format_date(self.env, last) if last else "",
                debt=self._debt_text(partner) if sees_money else "",
            )
        return facts

    def _texts_of(self, partners, name):
        return dict(partners._fields[name]._description_selection(self.env))

    def _debt_text(self, partner):
        debt = partner.clientele_debt
        return format_amount(self.env, debt, partner.clientele_currency_id) if debt else ""
