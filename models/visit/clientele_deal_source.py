from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from ...tools.deal_amounts import PREPAID, REDUCTION, SOLD, Part, money, worth
from .product_product import PAYMENT_PROGRAMS

VOID_STATES = ("cancelled", "no_show")
ROUNDING = 0  # key of what the order's total differs by from the sum of its lines


class ClienteleDealSource(models.AbstractModel):
    """An order whose money is part of a deal (DF1): of the visit that it belongs to, else of its own row of kind sale.

    ``_clientele_sync_deal`` brings the rows to what the order says now; calling it again changes nothing.
    """

    _name = "clientele.deal.source"
    _description = "Order that is Part of a Deal"

    # A visit's source, and names of fields: those of the row and of its line that name the order and its line, the
    # order's lines, their quantity.
    _clientele_source: str
    _clientele_row_link: str
    _clientele_line_link: str
    _clientele_lines: str
    _clientele_quantity: str

    clientele_visit_id = fields.Many2one(
        "clientele.visit",
        string="Visit",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The visit that this order bills. Its products belong to that visit.",
    )

    @api.constrains("clientele_visit_id", "company_id")
    def _check_clientele_visit(self):
        for order in self.sudo().filtered("clientele_visit_id"):  # sudo: whoever sells may not see every visit
            if order.clientele_visit_id.company_id != order.company_id or order.clientele_visit_id.kind != "visit":
                raise ValidationError(
                    self.env._("%(order)s can only belong to a visit of its own company.", order=order.display_name)
                )

    # ---------------------------------------------------------------- what the kinds of orders say

    def _clientele_stands(self):
        """:return: whether the order is agreed, so that its visit has its lines"""
        raise NotImplementedError

    def _clientele_is_paid(self):
        """:return: whether the order without a visit is a deal"""
        raise NotImplementedError

    def _clientele_sums(self):
        """:return: {line: (quantity, amount)} in the order's currency, net of refunds, tax included, and what the
        total differs by from the lines"""
        raise NotImplementedError

    def _clientele_branches(self):
        """:return: {order: the branch that made the sale}"""
        default = {company: company._clientele_default_branch() for company in self.company_id}
        return {order: default[order.company_id] for order in self}

    def _clientele_with_originals(self):
        """:return: these orders and those whose deals they change, because they refund them"""
        return self

    def _clientele_is_left_out(self, line):
        """:return: whether the line is neither goods nor a discount: a gift card or e-wallet that pays (DF2)"""
        return line.reward_id.program_id.program_type in PAYMENT_PROGRAMS

    # ---------------------------------------------------------------- the sync

    def _clientele_sync_deal(self):
        """Make the deals of these orders say what the orders say now (DF1, DF2)."""
        orders = self.sudo()._clientele_with_originals()  # sudo: a deal is kept right whoever sells
        if not orders:
            return
        Visit = self.env["clientele.visit"].sudo().with_context(tracking_disable=True)  # sudo: as above
        rows = Visit.search([(self._clientele_row_link, "in", orders.ids)]).grouped(self._clientele_row_link)
        lines = Visit.line_ids.search([(self._clientele_line_link, "in", orders[self._clientele_lines].ids)])
        found = lines.grouped(lambda line: line[self._clientele_line_link].order_id)
        wanted = orders._clientele_wanted()
        missing = orders.browse()
        for order in orders:
            row, present = rows.get(order, Visit), found.get(order, Visit.line_ids)
            order._clientele_settle(row, present, wanted.get(order, {}))
            if not row and not order._clientele_living_visit() and wanted.get(order):
                missing += order
        missing._clientele_make_rows(wanted)

    def _clientele_settle(self, row, present, wanted):
        """Bring what is there for one order to its target.

        :param row: its row of kind sale, or none
        :param present: visit lines that stand for its lines
        :param wanted: {order line id: values of the visit line}
        """
        living = self._clientele_living_visit()
        present = present.grouped("visit_id")
        for visit, lines in present.items():
            if visit not in (living, row):
                lines._release_order(self._clientele_line_link, keep_link=visit == self.clientele_visit_id)
        if living:
            row._cancel_sale()
            living._mirror_order(self, wanted, present.get(living, living.line_ids.browse()))
        elif row:
            row._update_sale(self, wanted)

    def _clientele_make_rows(self, wanted):
        """Make the rows of kind sale of orders that have none."""
        branches = self._clientele_branches()
        self._clientele_make_clients()
        values = [
            {
                **order._clientele_row_values(),
                "branch_id": branches[order].id,
                "booked_at": order.date_order,
                "done_at": order.date_order,
                "line_ids": [Command.create(line) for line in order._clientele_mirrors(wanted[order])],
            }
            for order in self
        ]
        Visit = self.env["clientele.visit"].with_context(tracking_disable=True)  # the order tells its own history
        Visit.sudo()._create_sales(values)  # sudo: a deal is kept right whoever sells

    def _clientele_make_clients(self):
        """Who bought becomes a client by the row itself; what knows better where from makes the client here."""

    def _clientele_living_visit(self):
        """:return: the visit that the order bills, unless it does not take place"""
        visit = self.clientele_visit_id.with_context(tracking_disable=True)
        return visit.browse() if visit.state in VOID_STATES else visit

    # ---------------------------------------------------------------- the target

    def _clientele_wanted(self):
        """:return: {order: {order line id: values of the visit line}}

        A sale without worth is no deal; a visit is also told of lines that came to nothing.
        """
        counted = self.filtered(
            lambda order: order._clientele_stands() if order._clientele_living_visit() else order._clientele_is_paid()
        )
        prepaid = counted[self._clientele_lines].product_id._clientele_prepaid()
        wanted = {order: order._clientele_line_values(prepaid) for order in counted}
        for order in counted.filtered(lambda order: not order._clientele_living_visit()):
            lines = {key: values for key, values in wanted[order].items() if values["amount"]}
            wanted[order] = lines if sum(values["amount"] for values in lines.values()) > 0 else {}
        return wanted

    def _clientele_line_values(self, prepaid):
        """:return: {order line id: values of the visit line}, in the company's currency at the order's date"""
        rate = self.currency_rate or 1
        unit = Decimal(str(self.company_id.currency_id.rounding))
        sums, rounding = self._clientele_sums()
        parts = [Part(ROUNDING, money(rounding / rate, unit), REDUCTION)]
        for line, (__, amount) in sums.items():
            if not self._clientele_is_left_out(line):
                parts.append(Part(line.id, money(amount / rate, unit), self._clientele_role(line, amount, prepaid)))
        net = worth(parts, unit)
        return {
            line.id: {**self._clientele_price(line, quantity, amount / rate), "amount": float(net[line.id])}
            for line, (quantity, amount) in sums.items()
            if line.id in net
        }

    @api.model
    def _clientele_role(self, line, amount, prepaid):
        """Money off is a reduction, whatever took it off; goods that come back are negative sales."""
        if line.product_id in prepaid:
            return PREPAID
        return REDUCTION if not line.product_id or (amount < 0 < line[self._clientele_quantity]) else SOLD

    @api.model
    def _clientele_price(self, line, quantity, amount):
        """:return: values of a visit line: the price before the line's discount, tax included"""
        discount = line.discount if 0 <= line.discount < 100 else 0
        full = quantity * (1 - discount / 100)
        return {
            "product_id": line.product_id.id,
            "quantity": quantity,
            "discount": discount,
            "price_unit": amount / full if full else 0,
        }

    def _clientele_mirrors(self, wanted, first=0):
        """:return: list of values of visit lines that mirror order lines"""
        mirror = {"mirrored": True, "billed": True}
        return [
            {**values, **mirror, self._clientele_line_link: key, "sequence": first + nr}
            for nr, (key, values) in enumerate(wanted.items())
        ]

    def _clientele_row_values(self):
        """:return: values of the row of kind sale that follow the order"""
        return {
            "kind": "sale",
            "state": "done",
            "start": self.date_order,
            "stop": self.date_order,  # with the start, because the database compares them
            "partner_id": self.partner_id.id,
            "source": self._clientele_source,
            self._clientele_row_link: self.id,
        }
