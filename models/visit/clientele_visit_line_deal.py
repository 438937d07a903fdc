from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_compare

from ...tools.deal_amounts import money, spread

# What a billed line takes from its order; who served can be told here.
FOLLOWS_BILL = {"visit_id", "product_id", "quantity", "price_unit", "discount", "amount", "billed", "mirrored"}
FOLLOWS_BILL |= {"sale_line_id", "pos_line_id"}


class ClienteleVisitLine(models.Model):
    """A visit line that stands for a line of an order."""

    _inherit = "clientele.visit.line"

    sale_line_id = fields.Many2one(
        "sale.order.line", string="Order Line", index="btree_not_null", ondelete="set null", copy=False
    )
    pos_line_id = fields.Many2one(
        "pos.order.line", string="POS Line", index="btree_not_null", ondelete="set null", copy=False
    )
    mirrored = fields.Boolean(readonly=True, copy=False, help="Comes from the order and goes with it.")
    billed = fields.Boolean(readonly=True, copy=False, help="Owed on the order, not on the visit.")

    def _compute_price_unit(self):
        """What an order bills keeps its price, whoever serves."""
        return super(ClienteleVisitLine, self.filtered(lambda line: not line.billed))._compute_price_unit()

    def write(self, vals):
        """:raises UserError: where the money of a line is changed that an order bills"""
        if not self.env.su and not FOLLOWS_BILL.isdisjoint(vals):
            self._check_not_billed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        if not self.env.su:
            self._check_not_billed()

    def _check_not_billed(self):
        for line in self.filtered("billed").sudo():  # sudo: the order's name tells where to change it
            order = line.sale_line_id.order_id or line.pos_line_id.order_id
            raise UserError(
                self.env._(
                    "%(order)s bills %(line)s; change it there.", order=order.display_name or "?", line=line.name
                )
            )

    def _write_changes(self, values):
        """Write what differs: a sync that changes nothing writes nothing."""
        changes = {name: value for name, value in values.items() if self._differs(name, value)}
        if changes:
            self.write(changes)

    def _differs(self, name, value):
        field, present = self._fields[name], self[name]
        if field.type == "many2one":
            return present.id != value
        if field.type == "monetary":
            return bool(self.currency_id.compare_amounts(present, value))
        if field.type == "float":
            return bool(float_compare(present, value, precision_digits=4))
        return present != value

    def _is_claimable(self):
        """:return: whether an order line for the same service may stand for this line"""
        return not (self.mirrored or self.sale_line_id or self.pos_line_id)

    def _take_bill(self, amount):
        """Own lines of a visit that an order line bills are worth what it bills, by their own prices."""
        unit = Decimal(str(self.currency_id.rounding))
        own = [money(line.price_unit * line.quantity, unit) for line in self]
        weights = own if sum(own) > 0 else [Decimal(1)] * len(self)
        for line, share in zip(self, spread(Decimal(str(amount)), weights, unit), strict=True):
            line._write_changes({"amount": float(share), "billed": True})

    def _drop_mirrors(self):
        """Delete mirrored lines. Not by ``unlink``: that forgets all that the till or the sale has read so far."""
        if not self:
            return
        visits = self.visit_id
        self.write({"amount": 0})  # what follows from the lines follows from this
        self.flush_model()
        self.env.execute_query(SQL("DELETE FROM clientele_visit_line WHERE id = ANY(%s) RETURNING id", self.ids))
        self.invalidate_recordset(flush=False)
        visits.invalidate_recordset(["line_ids"], flush=False)
        visits.modified(["line_ids"])

    def _release_order(self, line_link, keep_link):
        """The order bills these lines no more: what it brought goes, the visit's own lines get their own price again.

        :param keep_link: whether the order still belongs to the visit and may bill the line again
        """
        mirrored = self.filtered("mirrored")
        own = self - mirrored
        mirrored._drop_mirrors()
        billed = own.filtered("billed")
        billed.write({"billed": False})
        billed._compute_amount()
        if not keep_link:
            own.write({line_link: False})
