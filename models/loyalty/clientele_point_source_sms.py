from odoo import models


class ClientelePointSource(models.AbstractModel):
    """An SMS after what was bought, with what it earned (SK5)."""

    _inherit = "clientele.point.source"

    def _clientele_begin_points(self):
        result = super()._clientele_begin_points()
        for source in self.sudo():  # sudo: the company speaks, whoever sells
            source._clientele_tell_points()
        return result

    def _clientele_tell_points(self):
        """Once for each document that stands, where the client's group says so."""
        if not (self._clientele_is_known() and self._clientele_earns()) or self._clientele_is_imported():
            return
        row = self.partner_id._clientele_row(self._clientele_sold_at()[0])
        if row.group_id.order_sms:
            message, source = self.env["clientele.group.message"], f"points:{self._clientele_told_as()}"
            message._send(row.group_id, self.partner_id, source, "order", self._clientele_point_words(row))

    def _clientele_told_as(self):
        """:return: what the SMS is about; two documents of one purchase are told once"""
        return self._clientele_point_key()

    def _clientele_is_imported(self):
        return self.env.context.get("clientele_created_from") == "import"

    def _clientele_point_words(self, row):
        """:return: {placeholder: word}, empty where there is nothing to say"""
        points = sum(self.clientele_award_ids.mapped("points"))
        cards = self._clientele_settlements().card_id
        tiers = self.clientele_award_ids.tier_id
        return {
            "name": self.partner_id.name or "",
            "points": f"{points:g}" if points else "",
            "balance": f"{sum(cards.mapped('points')):g}" if cards else "",
            "tier": tiers[:1].display_name or "",
            "discount": f"{row.discount:g} %" if row.discount else "",
        }
