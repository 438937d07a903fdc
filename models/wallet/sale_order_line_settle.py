from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import settlement
from ...tools.deal_amounts import money
from ...tools.ledger import CENT
from .clientele_lot import UNITS, Overdrawn, units
from .sale_order_line_prepaid import Share


class SaleOrderLine(models.Model):
    """Confirming an order takes what pays its lines, cancelling gives it back, a credit note gives back its part."""

    _inherit = "sale.order.line"

    clientele_prepaid = fields.Boolean(string="Was prepaid", readonly=True, copy=False)
    clientele_wallet_revision = fields.Integer(readonly=True, copy=False)  # no default: it would rewrite the table
    clientele_wallet_payload = fields.Char(readonly=True, copy=False, help="What the line is settled for.")
    clientele_move_ids = fields.One2many("clientele.move", "sale_line_id", string="Movements", readonly=True)
    clientele_units_taken = fields.Float(string="Taken", digits=UNITS, compute="_compute_clientele_units_taken")

    @api.depends("clientele_prepaid", "clientele_wallet_revision")
    def _compute_clientele_units_taken(self):
        totals = self._clientele_totals()
        for line in self:
            line.clientele_units_taken = totals.get(line._origin, (0, 0))[0]

    @api.model
    def _clientele_deal_fields(self):
        return super()._clientele_deal_fields() | {"clientele_prepaid"}

    # ---------------------------------------------------------------- settling

    def _clientele_settle(self):
        """Bring what was taken to what the order says now: target against what is there, so again changes nothing.

        :raises UserError: where the wallet does not suffice, saying what to pay
        """
        for line in self.filtered(lambda line: line.clientele_prepaid or line.clientele_paid_by):
            target = line._clientele_target()
            if target == (line.clientele_wallet_payload or False):
                continue
            line._clientele_return()
            if target:
                line._clientele_take(target)

    def _clientele_target(self):
        """:return: what the line is to be settled for, as text; False for nothing. It names no client, as on visits"""
        if self.order_id.state != "sale" or not self.clientele_paid_by or self.product_uom_qty <= 0:
            return False
        self._clientele_keep_terms()
        need = self._clientele_units_needed(), self._clientele_units_needed(combine=True)
        day = self.order_id._clientele_day()
        return f"{self.clientele_paid_by}:{self.product_id.id}:{need[0]}:{need[1]}:{day}"

    def _clientele_units_needed(self, combine=False):
        """:param combine: whether discounts lower the credits
        :return: visits, or credits at the list price tax included (CR7), as Decimal
        """
        unit = units(self.company_id.currency_id.rounding)
        return settlement.need(self._clientele_as_settled(), self.clientele_paid_by, combine, unit)

    def _clientele_take(self, target):
        """:raises UserError: where the lots do not suffice"""
        line = self.sudo()  # sudo: nobody writes the ledger; whoever may confirm the order uses it
        charge = line._clientele_charge()
        lots = line.env["clientele.lot"]._usable_for(charge)
        need = line._clientele_units_needed(combine=bool(lots) and all(lots.mapped("plan_id.combine_discounts")))
        line.clientele_wallet_revision += 1
        line._clientele_use(lots, need, charge)
        line.write({"clientele_prepaid": True, "clientele_wallet_payload": target})
        if any(share.lot._is_taxed_at_use() for share in line._clientele_taken_shares()):
            line._clientele_deliver_services()

    def _clientele_use(self, lots, need, charge):
        """Take it; an order that was paid is never blocked: what is missing is owed."""
        key = self._clientele_wallet_key("use")
        details = {"sale_line_id": self.id, "sale_order_id": self.order_id.id, "product_id": self.product_id.id}
        try:
            self.env["clientele.ledger"]._use(key, lots, need, **details)
        except Overdrawn as error:
            if not self.order_id._clientele_online():
                raise UserError(lots._why_not(charge, need)) from error
            card = self._clientele_card(lots._sold_for(charge).plan_id)
            card._clientele_spend(key, need, overdraw=True, day=charge.day, **details)

    def _clientele_card(self, plans):
        """:param plans: those that were sold to the payer
        :return: the payer's card of a plan that covers the line, one that the order claims in front
        """
        covering = plans.filtered(lambda plan: plan._covers(self.product_id))
        claimed = self.order_id.order_line.coupon_id.program_id._clientele_plan()
        plan = (covering & claimed or covering)[:1]
        plan._clientele_make_programs()
        return plan.program_id._clientele_card(self._clientele_payer())

    def _clientele_return(self):
        """Give back to the lots what was taken from them and has not come back."""
        for line in self.sudo().filtered("clientele_prepaid"):  # sudo: as above
            line._clientele_give_back(line._clientele_wallet_key("return"))
            line.write({"clientele_prepaid": False, "clientele_wallet_payload": False})

    def _clientele_give_back(self, key, quantity=None):
        """:param quantity: units, None for all; what was owed for them is owed no more"""
        use = self._clientele_wallet_key("use")
        card = self._clientele_owed().card_id
        if card:
            card._clientele_give_back(key, use, quantity)
        else:
            self.env["clientele.ledger"]._give_back(key, use, quantity)
        self.invalidate_recordset(["clientele_units_taken", "clientele_move_ids"], flush=False)

    def _clientele_owed(self):
        """:return: clientele.shortfall of what was missing for these lines"""
        keys = [line._clientele_wallet_key("use") for line in self.filtered("clientele_prepaid")]
        Shortfall = self.env["clientele.shortfall"].sudo()  # sudo: as above
        return Shortfall.search([("key", "in", keys)]) if keys else Shortfall

    def _clientele_wallet_key(self, kind):
        return f"sale.order:{self.order_id.id}:{self.id}:{kind}:{self.clientele_wallet_revision}"

    # ---------------------------------------------------------------- credit notes

    def _clientele_settle_credited(self):
        """Give back the part that credit notes take back (LO11); one that is undone takes it again.

        :raises UserError: where what is to be taken again was used meanwhile
        """
        prepaid = self.sudo().filtered("clientele_prepaid")  # sudo: as above
        for line in prepaid.filtered(lambda line: line.clientele_wallet_payload == line._clientele_target()):
            due, back = line._clientele_credited_units()
            if due < back:
                target = line.clientele_wallet_payload
                line._clientele_return()
                line._clientele_take(target)
                back = Decimal(0)
            if due > back:
                key = f"{line._clientele_wallet_key('credit')}:{due}"
                line._clientele_give_back(key, due - back)

    def _clientele_credited_units(self):
        """:return: (units that posted credit notes take back, units that came back or are owed no more), as Decimal"""
        ledger, owed = self.env["clientele.ledger"], self._clientele_owed()
        moves = ledger._taken_by(self._clientele_wallet_key("use"))
        taken = sum(map(units, owed.mapped("quantity"))) - sum(map(units, self._clientele_taking().mapped("quantity")))
        part = units(self._clientele_billed(("out_refund",))[0]) / units(self.product_uom_qty)
        step = Decimal(1) if self.clientele_paid_by == settlement.VISITS else CENT
        due = money(taken * min(max(part, Decimal(0)), Decimal(1)), step)
        returned = [quantity for __, back in ledger._with_returns(moves) for quantity in back.mapped("quantity")]
        return due, sum(map(units, returned), owed._dropped_points())

    # ---------------------------------------------------------------- what was taken

    def _clientele_taking(self):
        """:return: the movements that pay the line now"""
        Move = self.env["clientele.move"].sudo()  # sudo: own lines' price
        return Move.search([("operation", "=", self._clientele_wallet_key("use"))], order="id")

    def _clientele_taken_shares(self):
        """:return: list of ``Share`` of what was taken"""
        moves = self._clientele_taking() if self.clientele_prepaid else ()
        return [Share(move.lot_id, -units(move.quantity), -units(move.amount)) for move in moves]

    def _clientele_totals(self):
        """:return: {line: (units taken, what they count)} less what came back, in one query"""
        Move = self.env["clientele.move"].sudo()  # sudo: as above
        if not self.ids:
            return {}
        groups = Move._read_group(
            [("sale_line_id", "in", self.ids)], ["sale_line_id"], ["quantity:sum", "base_amount:sum"]
        )
        return {line.with_env(self.env): (-quantity, base) for line, quantity, base in groups}
