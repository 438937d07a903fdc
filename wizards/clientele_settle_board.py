from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ..tools import settlement

MONEY = "money"


class ClienteleSettleBoard(models.AbstractModel):
    """Asks what pays each line of a visit or an order (CR7, CR8).

    ``choices`` says {line id: "money" or "visits:7", where 7 is whose package}; ``board`` is what the screen shows of
    it. What is chosen is only a wish: closing the visit or confirming the order takes it or refuses.
    """

    _name = "clientele.settle.board"
    _description = "What Pays"

    choices = fields.Json()
    board = fields.Json(string="What pays", compute="_compute_board")

    @api.depends("choices")
    def _compute_board(self):
        for wizard in self:
            offers = wizard._offers(wizard._ways())
            wizard.board = [wizard._row(line, offers.get(line, [])) for line in wizard._lines()]

    # ---------------------------------------------------------------- of which document

    def _client(self):
        raise NotImplementedError

    def _lines(self):
        """:return: the lines that are shown"""
        raise NotImplementedError

    def _offers(self, ways):
        """:return: {line: list of ``settlement.Offer``} while the lines are paid in these ways"""
        raise NotImplementedError

    def _describe(self, line):
        """:return: dict of the line's name, quantity (number), who performs it, its amount and currency"""
        raise NotImplementedError

    # ---------------------------------------------------------------- what the screen shows

    @api.model
    def _as_choices(self, ways):
        """:param ways: {line id: (visits or credits, whose)}"""
        return {str(line_id): f"{kind}:{payer}" for line_id, (kind, payer) in ways.items()}

    def _ways(self):
        """:return: {line id: (visits or credits, whose)} of what is chosen, without what money pays"""
        chosen = {int(key): way.partition(":") for key, way in (self.choices or {}).items() if way != MONEY}
        return {key: (kind, int(payer)) for key, (kind, __, payer) in chosen.items()}

    def _row(self, line, offers):
        """:return: dict of a line and the choices that there are for it"""
        way, about = self._ways().get(line.id), self._describe(line)
        offers = sorted(offers, key=lambda offer: settlement.rank(offer, self._client().id))
        options = [self._option(offer, offer.way == way) for offer in offers]
        if way and all(offer.way != way for offer in offers):
            options.append(self._missing_option(way))
        return {
            "id": line.id,
            "name": about["name"],
            "quantity": f"{about['quantity']:g}",
            "who": about["who"] or "",
            "options": [*options, self._money_option(about, not way)],
        }

    def _option(self, offer, chosen):
        whose = self.env["res.partner"].browse(offer.payer)
        names = [whose.name] if whose != self._client() else []
        names.append(self.env._("Credits") if offer.kind == settlement.CREDITS else offer.plan)
        return {
            "way": f"{offer.kind}:{offer.payer}",
            "label": ": ".join(names),
            "detail": self._say_offer(offer),
            "chosen": chosen,
            "possible": True,
        }

    def _say_offer(self, offer):
        words = {
            "units": f"{offer.units.normalize():f}",
            "left": f"{(offer.left + offer.units).normalize():f}",
            "day": offer.expires_on and format_date(self.env, offer.expires_on),
        }
        if offer.expires_on:
            return self.env._("%(units)s of %(left)s left, until %(day)s", **words)
        return self.env._("%(units)s of %(left)s left", **words)

    def _missing_option(self, way):
        """What was chosen before, and does not suffice."""
        kinds = dict(self.env["clientele.visit.line"]._fields["paid_by"]._description_selection(self.env))
        return {
            "way": f"{way[0]}:{way[1]}",
            "label": kinds[way[0]],
            "detail": self.env._("does not suffice"),
            "chosen": True,
            "possible": False,
        }

    def _money_option(self, about, chosen):
        return {
            "way": MONEY,
            "label": self.env._("Money"),
            "detail": format_amount(self.env, about["amount"], about["currency"]),
            "chosen": chosen,
            "possible": True,
        }
