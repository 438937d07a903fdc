from decimal import Decimal

from odoo import fields, models
from odoo.tools import float_compare

from ...tools.deal_amounts import money, spread


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
    billed = fields.Boolean(readonly=True, copy=False, help="Owed on the order, not on the visit (DF5).")

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

    def _take_bill(self, amount):
        """Own lines of a visit that an order line bills are worth what it bills, by their own prices."""
        unit = Decimal(str(self.currency_id.rounding))
        own = [money(line.price_unit * line.quantity, unit) for line in self]
        weights = own if sum(own) > 0 else [Decimal(1)] * len(self)
        for line, share in zip(self, spread(Decimal(str(amount)), weights, unit), strict=True):
            line._write_changes({"amount": float(share), "billed": True})

    def _release_order(self, line_link, keep_link):
        """The order bills these lines no more: what it brought goes, the visit's own lines get their own price again.

        :param keep_link: whether the order still belongs to the visit and may bill the line again
        """
        mirrored = self.filtered("mirrored")
        own = self - mirrored
        mirrored.unlink()
        billed = own.filtered("billed")
        billed.write({"billed": False})
        billed._compute_amount()
        if not keep_link:
            own.write({line_link: False})
