from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command

from .clientele_deal_source import VOID_STATES

# What a row of kind sale takes from its order.
FOLLOWS_ORDER = {"kind", "partner_id", "branch_id", "start", "stop", "state", "amount_paid"}
FOLLOWS_ORDER |= {"sale_order_id", "pos_order_id"}


class ClienteleVisit(models.Model):
    """How orders stand in the table of deals: as lines of the visit that they bill, or as rows of kind *sale*."""

    _inherit = "clientele.visit"

    sale_order_id = fields.Many2one("sale.order", readonly=True, copy=False, ondelete="cascade")
    pos_order_id = fields.Many2one("pos.order", string="POS Order", readonly=True, copy=False, ondelete="cascade")
    sale_order_ids = fields.One2many("sale.order", "clientele_visit_id", string="Orders", copy=False)
    pos_order_ids = fields.One2many("pos.order", "clientele_visit_id", string="POS Orders", copy=False)

    _sale_order = models.UniqueIndex("(sale_order_id) WHERE sale_order_id IS NOT NULL")
    _pos_order = models.UniqueIndex("(pos_order_id) WHERE pos_order_id IS NOT NULL")

    @api.depends("kind")
    def _compute_stop(self):
        """A sale takes no time, whatever was sold."""
        sales = self.filtered(lambda visit: visit.kind == "sale")
        for sale in sales:
            sale.stop = sale.start
        return super(ClienteleVisit, self - sales)._compute_stop()

    @api.depends("line_ids.billed", "line_ids.amount")
    def _compute_amount_due(self):
        return super()._compute_amount_due()

    def _amount_to_pay(self):
        billed = sum(line.amount for line in self.line_ids if line.billed)
        return self.currency_id.round(super()._amount_to_pay() - billed)

    def write(self, vals):
        """An order whose visit does not take place is a sale of its own, and back.

        :raises UserError: where a sale is changed that follows its order
        """
        if not self.env.su and not FOLLOWS_ORDER.isdisjoint(vals):
            self._check_follows_no_order()
        if "state" not in vals:
            return super().write(vals)
        void = self.filtered(lambda visit: visit.state in VOID_STATES)
        result = super().write(vals)
        turned = self.filtered(lambda visit: (visit.state in VOID_STATES) != (visit in void))
        turned.filtered(lambda visit: visit.kind == "visit")._sync_orders()
        return result

    def unlink(self):
        sales, tills = self._linked_orders()
        result = super().unlink()
        sales._clientele_sync_deal()
        tills._clientele_sync_deal()
        return result

    def _check_follows_no_order(self):
        for visit in self.filtered(lambda visit: visit.sale_order_id or visit.pos_order_id):
            order = visit.sudo().sale_order_id or visit.sudo().pos_order_id  # sudo: its name tells where to change it
            raise UserError(self.env._("This sale follows %(order)s; change it there.", order=order.display_name))

    def _linked_orders(self):
        """:return: sale orders and POS orders that bill these visits"""
        visits = self.sudo()  # sudo: deals are kept right whoever changes the visit
        return visits.sale_order_ids, visits.pos_order_ids

    def _sync_orders(self):
        for orders in self._linked_orders():
            orders._clientele_sync_deal()

    # ---------------------------------------------------------------- rows of kind sale

    @api.model
    def _create_sales(self, vals_list):
        """Make rows of kind sale; the unique index decides between two requests that make the same one.

        :raises ConcurrencyError: which has the later request start again and find the row
        """
        if not vals_list:
            return
        try:
            with self.env.cr.savepoint():
                self.create(vals_list).flush_recordset()
        except UniqueViolation as error:
            raise ConcurrencyError("the deal was made by another request") from error

    def _update_sale(self, order, wanted):
        """Bring a row of kind sale to what its order says; an order that is worth nothing leaves a cancelled row."""
        if not wanted:
            self._cancel_sale()
            return
        values = order._clientele_row_values()
        if self.company_id != order.company_id:  # else it stays where it was sold, also after the till moved
            values["branch_id"] = order._clientele_branches()[order].id
        changes = {
            name: value
            for name, value in values.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if changes:
            self.write(changes)
        self._mirror_order(order, wanted, self.line_ids)

    def _cancel_sale(self):
        if self.state == "done":
            self.line_ids._drop_mirrors()
            self.write({"state": "cancelled"})

    # ---------------------------------------------------------------- lines of an order

    def _mirror_order(self, order, wanted, present):
        """Bring the lines that stand for an order's lines to what is wanted.

        A line of the visit's own that the order bills takes the order's amount; the other lines of the order are
        mirrored.

        :param wanted: {order line id: values}, without an amount where it came to nothing
        :param present: lines of this visit that stand for lines of the order
        """
        line_link = order._clientele_line_link
        own = present.filtered(lambda line: not line.mirrored)
        own |= self._claim_lines(order, wanted, present)
        (own.filtered(lambda line: line[line_link].id not in wanted))._release_order(line_link, keep_link=True)
        mirrored = {line[line_link].id: line for line in present if line.mirrored}
        fresh = {}
        for key, values in wanted.items():
            lines = own.filtered(lambda line, key=key: line[line_link].id == key)
            if lines:
                lines._take_bill(values["amount"])
            elif values["amount"] and key in mirrored:
                mirrored.pop(key)._write_changes(values)
            elif values["amount"]:
                fresh[key] = values
        self.line_ids.browse().concat(*mirrored.values())._drop_mirrors()
        if fresh:
            self.write({"line_ids": [Command.create(line) for line in order._clientele_mirrors(fresh, first=100)]})

    def _claim_lines(self, order, wanted, present):
        """Find the own lines of the visit that new order lines bill: those of the same product, up to the quantity.

        :return: the lines, now linked
        """
        claimed = self.line_ids.browse()
        if self.kind == "sale":
            return claimed
        line_link = order._clientele_line_link
        known = present[line_link].ids
        for key, values in wanted.items():
            if key in known:
                continue
            left = values["quantity"]
            for line in self.line_ids.filtered(lambda line: line._is_claimable()):
                if line.product_id.id == values["product_id"] and left > 0:
                    left -= line.quantity
                    line[line_link] = key
                    claimed += line
        return claimed
