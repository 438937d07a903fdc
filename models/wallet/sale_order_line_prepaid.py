from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_list

from ...tools import settlement
from .clientele_lot import Charge, units

SETTLING = "clientele_settling"  # context key: the wallet itself writes the order
# What a paid line is settled by; a change of them settles it anew.
SETTLED_BY = {"product_id", "product_uom_id", "product_uom_qty", "clientele_paid_by", "clientele_payer_id"}
PRICED_BY = {"price_unit", "discount", "tax_ids"}


class Share(NamedTuple):
    """What one lot gives for a line: units, and the money that they release in the company's currency."""

    lot: models.Model
    units: Decimal
    money: Decimal


class SaleOrderLine(models.Model):
    """A line that credits or a package pay: wholly or not at all (CR7, CR8).

    While it is paid so, its price is the money that the units release where that is taxed at use, else 0 without tax
    (DESIGN 3); what it was before is kept and comes back as it was.
    """

    _inherit = "sale.order.line"

    clientele_paid_by = fields.Selection(
        [("credits", "Credits"), ("visits", "Package")],
        string="Paid from the wallet",
        copy=False,
        help="What pays the line when the order is confirmed; empty: money.",
    )
    clientele_payer_id = fields.Many2one(
        "res.partner",
        string="From whose subscription",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="Another client who shares the subscription; left empty, the customer of the order.",
    )
    clientele_list_price = fields.Float(
        string="List Price",
        readonly=True,
        copy=False,
        help="The price of one before discounts, which credits pay (CR7). Kept while the line is paid from the wallet.",
    )
    clientele_list_terms = fields.Json(
        readonly=True, copy=False, help="The price, discount and taxes that the line gets back."
    )
    clientele_prepaid_text = fields.Char(string="Paid with", compute="_compute_clientele_prepaid_text")
    clientele_is_short = fields.Boolean(string="Does not suffice", compute="_compute_clientele_prepaid_text")

    # ---------------------------------------------------------------- compute

    @api.depends("clientele_paid_by", "clientele_payer_id", "clientele_prepaid", "product_uom_qty", "order_id.state")
    def _compute_clientele_prepaid_text(self):
        chosen = self.filtered("clientele_paid_by")
        (self - chosen).update({"clientele_prepaid_text": False, "clientele_is_short": False})
        for order, lines in chosen.grouped("order_id").items():
            shares = order._origin.sudo()._clientele_shares()  # sudo: what pays is shown to whoever sees the order
            for line in lines:
                paying = shares.get(line._origin, [])
                line.clientele_prepaid_text = line._clientele_say_shares(paying)
                line.clientele_is_short = not paying

    def _compute_price_unit(self):
        """The price of a paid line follows from what pays it."""
        return super(SaleOrderLine, self - self._clientele_kept())._compute_price_unit()

    def _compute_discount(self):
        return super(SaleOrderLine, self - self._clientele_kept())._compute_discount()

    def _compute_tax_ids(self):
        return super(SaleOrderLine, self - self._clientele_kept())._compute_tax_ids()

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered("clientele_paid_by").order_id._clientele_sync_prepaid()
        return lines

    def write(self, vals):
        if self.env.context.get(SETTLING) or SETTLED_BY.isdisjoint(vals) and PRICED_BY.isdisjoint(vals):
            return super().write(vals)
        self._clientele_check_change(vals)
        self._clientele_let_go(vals)
        result = super().write(vals)
        if not SETTLED_BY.isdisjoint(vals):
            self.order_id._clientele_sync_prepaid()
        return result

    def unlink(self):
        orders = self.order_id if self._clientele_chosen() else self.order_id.browse()
        claimed = {} if self.env.context.get(SETTLING) else self._clientele_claimed()
        self._clientele_return()
        result = super().unlink()
        for order, ways in claimed.items():
            order._clientele_unclaim(ways)
        orders._clientele_sync_prepaid()
        return result

    def copy_data(self, default=None):
        """A copy is paid by money, at the line's own price."""
        copies = super().copy_data(default)
        return [
            {**values, **line._clientele_terms()} if line.clientele_list_terms else values
            for line, values in zip(self, copies, strict=True)
        ]

    def _clientele_check_change(self, vals):
        """:raises UserError: where the price of a paid line is to change, or what pays one that is invoiced"""
        priced = not PRICED_BY.isdisjoint(vals) and "clientele_paid_by" not in vals and "product_id" not in vals
        for line in self._clientele_chosen():
            if priced and line.clientele_list_terms:
                raise UserError(
                    self.env._(
                        "%(service)s is paid from the wallet. Let money pay it first, then change its price.",
                        service=line.product_id.display_name,
                    )
                )
        if not {"clientele_paid_by", "clientele_payer_id"}.isdisjoint(vals):
            self._clientele_check_not_invoiced()

    def _clientele_check_not_invoiced(self):
        invoiced = self.filtered(lambda line: line._clientele_is_invoiced())
        if invoiced:
            raise UserError(
                self.env._(
                    "%(services)s: an invoice bills it already. Make a credit note, or cancel the invoice first.",
                    services=format_list(self.env, invoiced.product_id.mapped("display_name")),
                )
            )

    def _clientele_let_go(self, vals):
        """What pays does not pay another service, nor does another payer pay what was taken."""
        if "product_id" in vals:
            others = self._clientele_chosen().filtered(lambda line: line.product_id.id != vals["product_id"])
            others._clientele_choose(None)
        if "clientele_payer_id" in vals:
            changed = self.filtered(lambda line: line.clientele_payer_id.id != (vals["clientele_payer_id"] or False))
            changed._clientele_return()

    def _clientele_claimed(self):
        """:return: {quotation: set of (visits or credits, whose)} of what these lines of rewards claim"""
        quotations = self.order_id.filtered(lambda order: order.state in ("draft", "sent"))
        return {order: (order._clientele_reward_lines() & self)._clientele_reward_ways() for order in quotations}

    def _clientele_reward_ways(self):
        return {(line.reward_id.program_id._clientele_plan().kind, line.coupon_id.partner_id.id) for line in self}

    # ---------------------------------------------------------------- what pays

    def _clientele_chosen(self):
        return self.filtered("clientele_paid_by")

    def _clientele_kept(self):
        """:return: lines whose price follows from what pays them"""
        return self.filtered("clientele_list_terms")

    def _clientele_is_invoiced(self):
        invoices = self.sudo().invoice_lines.move_id  # sudo: only whether there are some
        return bool(invoices.filtered(lambda move: move.state != "cancel"))

    def _clientele_payer(self):
        return self.clientele_payer_id or self.order_id.partner_id

    def _clientele_way(self):
        """:return: (visits or credits, whose) as ``tools.settlement`` has it"""
        return self.clientele_paid_by, self._clientele_payer().id

    def _clientele_choose(self, way):
        """:param way: (visits or credits, whose), None for money"""
        kind, payer_id = way or (False, False)
        for line in self:
            payer = payer_id if payer_id != line.order_id.partner_id.id else False
            if (line.clientele_paid_by, line.clientele_payer_id.id) != (kind, payer):
                line.write({"clientele_paid_by": kind, "clientele_payer_id": payer})

    def _clientele_charge(self):
        """:return: what the line wants of the wallet"""
        order, product = self.order_id, self.product_id
        return Charge(
            self.clientele_paid_by,
            self._clientele_payer(),
            order.partner_id,
            order.company_id,
            order._clientele_day(),
            product,
            product.display_name,
        )

    def _clientele_prepaid_share(self):
        """:return: the part of the line that something prepaid pays, which earns nothing (LO9), as Decimal: 0 or 1"""
        self.ensure_one()
        return Decimal(1 if self.clientele_paid_by else 0)

    def _clientele_say_shares(self, shares):
        """:return: what pays the line, in words"""
        if not shares:
            return self.env._("Does not suffice")
        plans = sorted({share.lot.plan_id.name for share in shares if share.lot.plan_id})
        words = {
            "units": f"{sum(share.units for share in shares).normalize():f}",
            "plan": format_list(self.env, plans) if plans else "",
        }
        if self.clientele_payer_id:
            words["plan"] = f"{self.clientele_payer_id.name}: {words['plan']}"
        if self.clientele_paid_by == "credits":
            return self.env._("%(units)s credits of %(plan)s", **words)
        return self.env._("%(units)s of %(plan)s", **words)

    # ---------------------------------------------------------------- what it costs

    def _clientele_terms(self):
        """:return: values of the line's own price: what is kept while something else pays it"""
        terms = self.clientele_list_terms or self._clientele_present_terms()
        taxes = self.env["account.tax"].browse(terms["tax_ids"]).exists()
        return {**terms, "tax_ids": [Command.set(taxes.ids)]}

    def _clientele_present_terms(self):
        return {
            "price_unit": self.price_unit,
            "discount": self.discount,
            "tax_ids": self.tax_ids.ids,
            "extra_tax_data": self.extra_tax_data or False,
        }

    def _clientele_keep_terms(self):
        """Keep the line's own price before another one takes its place."""
        for line in self.filtered(lambda line: not line.clientele_list_terms):
            line.write(
                {
                    "clientele_list_price": line._clientele_full_price(),
                    "clientele_list_terms": line._clientele_present_terms(),
                }
            )

    def _clientele_restore_terms(self):
        for line in self._clientele_kept():
            line.write({**line._clientele_terms(), "clientele_list_price": 0, "clientele_list_terms": False})

    def _clientele_full_price(self):
        """:return: the price of one before what a pricelist or a hand took off it (CR7)"""
        if self.clientele_list_terms:
            return self.clientele_list_price
        line = self.with_company(self.company_id)
        product = line.product_id
        listed = product._get_tax_included_unit_price_from_price(
            line._get_pricelist_price_before_discount(),
            product_taxes=product.taxes_id._filter_taxes_by_company(line.company_id),
            fiscal_position=line.order_id.fiscal_position_id,
        )
        return max(line.price_unit, listed)

    def _clientele_as_settled(self):
        """:return: the line as ``tools.settlement`` reads it: list price tax included, in the company's currency"""
        quantity, asked = self._clientele_quantity(), self._clientele_own_cost()
        full = self._clientele_cost(self._clientele_full_price())
        return settlement.Line(
            self.id,
            self.product_id.id,
            quantity,
            full / quantity if quantity else full,
            100 * (1 - asked / full) if full else Decimal(0),
        )

    def _clientele_quantity(self):
        """:return: how many services the line is, as Decimal"""
        quantity = self.product_uom_id._compute_quantity(self.product_uom_qty, self.product_id.uom_id, round=False)
        return units(quantity)

    def _clientele_own_cost(self):
        """:return: what money pays for the line, tax included, in the company's currency, as Decimal"""
        terms = self._clientele_terms()
        return self._clientele_cost(terms["price_unit"] * (1 - terms["discount"] / 100))

    def _clientele_cost(self, price):
        """:return: what the line costs at a price, tax included, in the company's currency, as Decimal"""
        terms = self.clientele_list_terms
        taxes = self.env["account.tax"].browse(terms["tax_ids"]).exists() if terms else self.tax_ids
        totals = taxes.compute_all(price, self.currency_id, self.product_uom_qty, product=self.product_id)
        return self.order_id._clientele_company_money(totals["total_included"])

    def _clientele_price_by(self, shares):
        """Give the line the price that follows from what pays it; its own where nothing does.

        :param shares: list of ``Share``
        """
        if not self.clientele_paid_by or not shares:
            return self._clientele_restore_terms()
        self._clientele_keep_terms()
        values = self._clientele_paid_values(shares)
        if values != self._clientele_present_terms():
            self.write({**values, "tax_ids": [Command.set(values["tax_ids"])]})

    def _clientele_paid_values(self, shares):
        """What is taxed at use has the money that is released as its price, tax included; the rest is free.

        :return: dict of price, discount, taxes (ids)
        """
        taxed = sum(share.money for share in shares if share.lot._is_taxed_at_use())
        free = {"price_unit": 0, "discount": 0, "tax_ids": [], "extra_tax_data": False}
        if not taxed:
            return free
        order, taxes = self.order_id, self.env["account.tax"].browse(self.clientele_list_terms["tax_ids"]).exists()
        currency = {"currency_id": order.currency_id, "rate": order.currency_rate or 1}
        amount = float(order._clientele_order_money(taxed))
        product = self.product_id.with_company(order.company_id)
        bill = product._clientele_bill_with(taxes, amount, order.company_id, self.product_uom_qty, **currency)
        return {**free, **bill}
