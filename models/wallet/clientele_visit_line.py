from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.deal_amounts import money
from .clientele_lot import UNITS, Overdrawn, units

# What a prepaid line is settled by; a change of them settles it anew.
SETTLED_BY = {"product_id", "quantity", "price_unit", "discount", "paid_by", "payer_id"}


class ClienteleVisitLine(models.Model):
    """A line that the wallet pays: wholly or not at all (CR7, CR8)."""

    _inherit = "clientele.visit.line"

    paid_by = fields.Selection(
        [("money", "Money"), ("credits", "Credits"), ("visits", "Package")],
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

    # ---------------------------------------------------------------- compute

    @api.depends("prepaid", "wallet_revision")
    def _compute_amount(self):
        """What a prepaid line is worth is the money that its units were bought for (DF2, CR5)."""
        settled = self.filtered("prepaid")
        for line in settled:
            line.amount = sum(line._taking_moves().mapped("base_amount"))
        return super(ClienteleVisitLine, self - settled)._compute_amount()

    @api.depends("prepaid", "wallet_revision")
    def _compute_units_taken(self):
        for line in self:
            line.units_taken = -sum(line._taking_moves().mapped("quantity")) if line.prepaid else 0

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._settle_prepaid()
        return lines

    def write(self, vals):
        if "payer_id" in vals:
            self.filtered(lambda line: line.payer_id.id != (vals["payer_id"] or False))._return_prepaid()
        result = super().write(vals)
        if not SETTLED_BY.isdisjoint(vals):
            self._settle_prepaid()
        return result

    def unlink(self):
        self._return_prepaid()
        return super().unlink()

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
        return f"{self.paid_by}:{self.product_id.id}:{self._units_needed()}"

    def _payer(self):
        return self.payer_id or self.visit_id.partner_id

    def _units_needed(self, combine=False):
        """:param combine: whether discounts lower the credits
        :return: visits, or credits at the list price tax included (CR7), as Decimal
        """
        quantity = units(self.quantity)
        if self.paid_by == "visits":
            return quantity
        price = units(self.price_unit) * quantity
        if combine:
            price *= 1 - units(self.discount) / 100
        return money(price, units(self.currency_id.rounding))

    def _take_prepaid(self, target):
        """:raises UserError: where the lots do not suffice"""
        line = self.sudo()  # sudo: nobody writes the ledger; whoever may close the visit uses it
        lots = line._usable_lots()
        need = line._units_needed(combine=bool(lots) and all(lots.mapped("plan_id.combine_discounts")))
        line.wallet_revision += 1
        try:
            self.env["clientele.ledger"].sudo()._use(  # sudo: as above
                line._wallet_key("use"), lots, need, visit_line_id=line.id
            )
        except Overdrawn as error:
            raise UserError(line._why_not(lots, need)) from error
        line.write({"prepaid": True, "wallet_payload": target})

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
        """:return: the moves that pay the line now"""
        return self.env["clientele.ledger"].sudo()._moves(self._wallet_key("use"))  # sudo: own line's price

    def _usable_lots(self):
        """:return: lots that may pay this line, those that expire first in front"""
        visit = self.visit_id
        Lot = self.env["clientele.lot"]
        domain = Lot._get_usable_domain(self._payer(), visit.company_id, visit.day)
        lots = Lot.search(domain & Domain("kind", "=", self.paid_by))
        return lots.filtered(lambda lot: lot._may_pay(self))

    def _why_not(self, lots, need):
        """:return: the sentence that says why the wallet does not pay the line, and what to do (IN2)"""
        left = sum((lot._free() for lot in lots), units(0))
        return self.env._(
            "%(service)s needs %(need)s of what %(client)s prepaid, %(left)s can be used on that day.",
            service=self.name,
            need=need,
            client=self._payer().name,
            left=left,
        )
