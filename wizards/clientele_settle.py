from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..tools import settlement

MONEY = "money"


class ClienteleSettle(models.TransientModel):
    """Asks what pays each line of a visit, and what is paid now, before the visit is closed (CR7, CR8).

    ``choices`` says {line id: "money" or "visits:7", where 7 is whose package}; ``board`` is what the screen shows of
    it. What is chosen is only a wish: closing the visit takes it from the wallet or refuses.
    """

    _name = "clientele.settle"
    _description = "Close a Visit"

    visit_id = fields.Many2one("clientele.visit", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", related="visit_id.currency_id")
    choices = fields.Json()
    board = fields.Json(string="What pays", compute="_compute_board")
    to_pay = fields.Monetary(compute="_compute_to_pay", help="What money pays.")
    paid_before = fields.Monetary(related="visit_id.amount_paid", string="Paid before")
    paid_now = fields.Monetary(
        string="Paid now",
        compute="_compute_paid_now",
        store=True,
        readonly=False,
        help="Paid now at the desk. What is not paid the client owes; what was paid too much is given back.",
    )

    # ---------------------------------------------------------------- compute

    @api.depends("choices", "visit_id")
    def _compute_board(self):
        for wizard in self:
            offers = wizard.visit_id._wallet_offers(wizard._ways())
            wizard.board = [wizard._row(line, offers.get(line, [])) for line in wizard._lines()]

    @api.depends("choices", "visit_id")
    def _compute_to_pay(self):
        for wizard in self:
            ways = wizard._ways()
            wizard.to_pay = sum(line.amount for line in wizard._lines() if line.id not in ways)

    @api.depends("to_pay")
    def _compute_paid_now(self):
        for wizard in self:
            wizard.paid_now = wizard.currency_id.round(wizard.to_pay - wizard.paid_before)

    # ---------------------------------------------------------------- what the screen shows

    @api.model
    def _open(self, visit):
        """:return: the wizard for a visit, with the proposal chosen"""
        proposal = visit._wallet_proposal()
        choices = {str(line_id): f"{kind}:{payer}" for line_id, (kind, payer) in proposal.items()}
        return self.create({"visit_id": visit.id, "choices": choices})

    def _lines(self):
        return self.visit_id.line_ids.filtered(lambda line: not line.billed)

    def _ways(self):
        """:return: {line id: (visits or credits, whose)} of what is chosen, without what money pays"""
        chosen = {int(key): way.partition(":") for key, way in (self.choices or {}).items() if way != MONEY}
        return {key: (kind, int(payer)) for key, (kind, __, payer) in chosen.items()}

    def _row(self, line, offers):
        """:return: dict of a line and the choices that there are for it"""
        way = self._ways().get(line.id)
        offers = sorted(offers, key=lambda offer: settlement.rank(offer, self.visit_id.partner_id.id))
        options = [self._option(line, offer, offer.way == way) for offer in offers]
        if way and all(offer.way != way for offer in offers):
            options.append(self._missing_option(way))
        return {
            "id": line.id,
            "name": line.name,
            "quantity": f"{line.quantity:g}",
            "who": line.resource_id.name or "",
            "options": [*options, self._money_option(line, not way)],
        }

    def _option(self, line, offer, chosen):
        whose = self.env["res.partner"].browse(offer.payer)
        names = [whose.name] if whose != self.visit_id.partner_id else []
        if offer.kind == settlement.CREDITS:
            names.append(self.env._("Credits"))
        else:
            names.append(offer.plan)
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

    def _money_option(self, line, chosen):
        return {
            "way": MONEY,
            "label": self.env._("Money"),
            "detail": format_amount(self.env, line.amount, line.currency_id),
            "chosen": chosen,
            "possible": True,
        }

    # ---------------------------------------------------------------- closing

    def action_done(self):
        """Close the visit: what is chosen is taken from the wallet, the rest is paid or owed.

        :raises UserError: where the wallet does not suffice, or more is paid than there is to pay
        """
        self._check_paid()
        self._close()
        self.visit_id.amount_paid += self.paid_now
        return {"type": "ir.actions.act_window_close"}

    def action_done_and_bill(self):
        """Close the visit and bill what money pays: it is owed, and paid, on the order."""
        self._close()
        return self.visit_id.action_bill()

    def _close(self):
        self.ensure_one()
        visit = self.visit_id
        visit.check_access("write")
        paid = visit.amount_paid
        visit._choose_ways(self._ways())
        visit._close()
        visit.amount_paid = paid

    def _check_paid(self):
        paid = self.paid_before + self.paid_now
        if self.currency_id.compare_amounts(paid, self.to_pay) > 0:
            raise UserError(
                self.env._(
                    "%(amount)s are to pay; no more can be taken.",
                    amount=format_amount(self.env, self.to_pay - self.paid_before, self.currency_id),
                )
            )
        if self.currency_id.compare_amounts(paid, 0) < 0:
            raise UserError(self.env._("No more can be given back than was paid before."))
