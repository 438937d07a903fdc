from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import settlement
from .clientele_lot import UNITS, Charge, Overdrawn, units

# What a prepaid line is settled by; a change of them settles it anew. The practitioner may change the price.
SETTLED_BY = {"product_id", "resource_id", "quantity", "price_unit", "discount", "paid_by", "payer_id"}


class ClienteleVisitLine(models.Model):
    """A line that the wallet pays: wholly or not at all (CR7, CR8)."""

    _inherit = "clientele.visit.line"

    paid_by = fields.Selection(
        [("money", "Money"), ("credits", "Credits"), ("visits", "Package")],
        string="Paid by",
        required=True,
        default="money",
        help="What pays the line when the visit is done.",
    )
    payer_id = fields.Many2one(
        "res.partner",
        string="From whose subscription",
        index="btree_not_null",
        ondelete="restrict",
        help="Another client who shares the subscription; left empty, the client of the visit.",
    )
    prepaid = fields.Boolean(string="Was prepaid", readonly=True, copy=False)
    wallet_revision = fields.Integer(readonly=True, copy=False, default=0)
    wallet_payload = fields.Char(readonly=True, copy=False, help="What the line is settled for.")
    move_ids = fields.One2many("clientele.move", "visit_line_id", string="Movements", readonly=True)
    units_taken = fields.Float(string="Taken", digits=UNITS, compute="_compute_units_taken")
    prepaid_text = fields.Char(string="Paid with", compute="_compute_prepaid_text")
    amount_prepaid = fields.Monetary(
        string="Prepaid", compute="_compute_amount_prepaid", store=True, help="The part of the amount that was prepaid."
    )

    # ---------------------------------------------------------------- compute

    @api.depends("prepaid", "wallet_revision")
    def _compute_amount(self):
        """What a prepaid line is worth is the money that its units were bought for (DF2, CR5)."""
        settled = self.filtered("prepaid")
        for line, moves in settled._taking_moves().items():
            line.amount = sum(moves.mapped("base_amount"))
        return super(ClienteleVisitLine, self - settled)._compute_amount()

    @api.depends("prepaid", "wallet_revision")
    def _compute_units_taken(self):
        taken = self.filtered("prepaid")._taking_moves()
        for line in self:
            line.units_taken = -sum(taken[line].mapped("quantity")) if line in taken else 0

    @api.depends("prepaid", "wallet_revision")
    def _compute_prepaid_text(self):
        taken = self.filtered("prepaid")._taking_moves()
        for line in self:
            line.prepaid_text = line._say_taken(taken[line]) if line in taken else False

    @api.depends("prepaid", "amount")
    def _compute_amount_prepaid(self):
        for line in self:
            line.amount_prepaid = line.amount if line.prepaid else 0

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._settle_prepaid()
        return lines

    def write(self, vals):
        """:raises UserError: where something prepaid is to pay what an order bills"""
        if vals.get("paid_by", "money") != "money":
            self._check_not_billed()
        if "payer_id" in vals:
            self.filtered(lambda line: line.payer_id.id != (vals["payer_id"] or False))._return_prepaid()
        result = super().write(vals)
        if not SETTLED_BY.isdisjoint(vals):
            self._settle_prepaid()
        return result

    def unlink(self):
        self._return_prepaid()
        return super().unlink()

    # ---------------------------------------------------------------- what an order bills

    def _is_claimable(self):
        """An order does not bill what is prepaid, or will be."""
        return super()._is_claimable() and self.paid_by == "money"

    def _take_bill(self, amount):
        """What an order bills all the same is paid by money."""
        self.filtered(lambda line: line.paid_by != "money").write({"paid_by": "money", "payer_id": False})
        return super()._take_bill(amount)

    # ---------------------------------------------------------------- what pays

    def _payer(self):
        return self.payer_id or self.visit_id.partner_id

    def _charge(self):
        """:return: what the line wants of the wallet"""
        visit = self.visit_id
        return Charge(
            self.paid_by, self._payer(), visit.partner_id, visit.company_id, self.day, self.product_id, self.name
        )

    def _way(self):
        """:return: (visits or credits, whose) as ``tools.settlement`` has it"""
        return self.paid_by, self._payer().id

    def _choose_way(self, way):
        """:param way: (visits or credits, whose), None for money"""
        kind, payer_id = way or ("money", False)
        if payer_id == self.visit_id.partner_id.id:
            payer_id = False
        if (self.paid_by, self.payer_id.id) != (kind, payer_id):
            self.write({"paid_by": kind, "payer_id": payer_id})

    def _as_settled(self):
        """:return: the line as ``tools.settlement`` reads it"""
        return settlement.Line(
            self.id, self.product_id.id, units(self.quantity), units(self.price_unit), units(self.discount)
        )

    def _units_needed(self, combine=False):
        """:param combine: whether discounts lower the credits
        :return: visits, or credits at the list price tax included (CR7), as Decimal
        """
        return settlement.need(self._as_settled(), self.paid_by, combine, units(self.currency_id.rounding))

    def _say_taken(self, moves):
        """:return: what pays the prepaid line, in words"""
        words = {
            "units": f"{-sum(moves.mapped('quantity')):g}",
            "plan": ", ".join(name for name in moves.lot_id.plan_id.mapped("name") if name),
        }
        if self.payer_id:
            words["plan"] = f"{self.payer_id.name}: {words['plan']}"
        if self.paid_by == "credits":
            return self.env._("%(units)s credits of %(plan)s", **words)
        return self.env._("%(units)s of %(plan)s", **words)

    # ---------------------------------------------------------------- settling

    def _settle_prepaid(self):
        """Bring what was taken to what the line says now: target against what is there, so again changes nothing.

        :raises UserError: where the wallet does not suffice, saying what to pay
        """
        for line in self.filtered(lambda line: line.prepaid or line.paid_by != "money"):
            target = line._wallet_target()
            if target == (line.wallet_payload or False):
                continue
            line._return_prepaid()
            if target:
                line._take_prepaid(target)

    def _wallet_target(self):
        """:return: what the line is to be settled for, as text; False for nothing. It names no client: another one
        who pays is settled anew by :meth:`write`, a merge of clients changes nothing
        """
        if self.visit_id.state != "done" or self.paid_by == "money" or self.billed:
            return False
        need = self._units_needed(), self._units_needed(combine=True)
        return f"{self.paid_by}:{self.product_id.id}:{need[0]}:{need[1]}:{self.day}"

    def _take_prepaid(self, target):
        """:raises UserError: where the lots do not suffice"""
        line = self.sudo()  # sudo: nobody writes the ledger; whoever may close the visit uses it
        charge = line._charge()
        lots = self.env["clientele.lot"].sudo()._usable_for(charge)  # sudo: as above
        need = line._units_needed(combine=bool(lots) and all(lots.mapped("plan_id.combine_discounts")))
        line.wallet_revision += 1
        try:
            self.env["clientele.ledger"].sudo()._use(  # sudo: as above
                line._wallet_key("use"), lots, need, **line._wallet_details()
            )
        except Overdrawn as error:
            raise UserError(lots._why_not(charge, need)) from error
        line.write({"prepaid": True, "wallet_payload": target})

    def _wallet_details(self):
        """:return: dict of what the moves document"""
        return {"visit_line_id": self.id, "visit_id": self.visit_id.id, "product_id": self.product_id.id}

    def _return_prepaid(self):
        """Give back to the lots what was taken from them."""
        for line in self.sudo().filtered("prepaid"):  # sudo: as above
            self.env["clientele.ledger"].sudo()._give_back(  # sudo: as above
                line._wallet_key("return"), line._wallet_key("use")
            )
            line.write({"prepaid": False, "wallet_payload": False})

    def _wallet_key(self, kind):
        return f"clientele.visit:{self.visit_id.uuid}:{self.id}:{kind}:{self.wallet_revision}"

    def _taking_moves(self):
        """:return: {line: the moves that pay it now}, in one query"""
        keys = {line._wallet_key("use"): line for line in self}
        Move = self.env["clientele.move"].sudo()  # sudo: own lines' price
        moves = Move.search([("operation", "in", list(keys))], order="id").grouped("operation") if keys else {}
        return {line: moves.get(key, Move) for key, line in keys.items()}
