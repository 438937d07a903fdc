from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.ledger import Purse, Worth, release
from ...tools.settlement import CREDITS, VISITS, Source

UNITS = (16, 2)
KINDS = [("points", "Points"), ("credits", "Credits"), ("visits", "Visits")]
PAYING_KINDS = (VISITS, CREDITS)  # what pays services; points pay otherwise
# What only a move may change, and what a lot is issued with.
KEPT = {"balance", "held", "value", "kind", "quantity_issued", "amount", "company_id"}


class Overdrawn(UserError):
    """A lot does not hold what is to be taken from it."""


class Charge(NamedTuple):
    """What a line of a visit or an order wants of the payer's wallet: visits or credits, for the client's service."""

    kind: str
    payer: models.Model
    client: models.Model
    company: models.Model
    day: date
    product: models.Model
    name: str


class ClienteleLot(models.Model):
    """Something a client has prepaid or earned, issued at once and for one sum (DESIGN 3).

    ``balance`` and ``value`` change only together with a move, by :meth:`_post`.
    """

    _name = "clientele.lot"
    _description = "Prepaid or Earned Balance"
    _order = "expires_on, opens_on, id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    subscription_id = fields.Many2one(
        "clientele.subscription", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    instalment_id = fields.Many2one("clientele.instalment", readonly=True, index="btree_not_null", ondelete="restrict")
    plan_id = fields.Many2one(
        "clientele.plan", related="subscription_id.plan_id", store=True, index=True, ondelete="restrict"
    )
    card_id = fields.Many2one("loyalty.card", readonly=True, index="btree_not_null", ondelete="restrict")
    quantity_issued = fields.Float(string="Issued", digits=UNITS, required=True, readonly=True)
    amount = fields.Monetary(string="Issued for", required=True, readonly=True, help="The money that issued the lot.")
    balance = fields.Float(string="Left", digits=UNITS, readonly=True, default=0)
    held = fields.Float(digits=UNITS, readonly=True, default=0, help="Promised to payments under way.")
    value = fields.Monetary(readonly=True, default=0, help="The money that what is left stands for.")
    opens_on = fields.Date(string="Usable from", readonly=True)
    expires_on = fields.Date(string="Usable until", readonly=True, index="btree_not_null")
    move_ids = fields.One2many("clientele.move", "lot_id", string="Movements", readonly=True)

    _balance_not_negative = models.Constraint("CHECK (balance >= 0)", "A lot cannot be overdrawn.")
    _held_within_balance = models.Constraint(
        "CHECK (held >= 0 AND held <= balance)", "No more can be held than the lot has left."
    )
    _value_not_negative = models.Constraint("CHECK (value >= 0)", "What is left of a lot cannot be worth less than 0.")
    _issued_positive = models.Constraint("CHECK (quantity_issued > 0)", "A lot is issued with something in it.")
    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "A lot cannot be issued for less than nothing.")
    _expires_after_opening = models.Constraint(
        "CHECK (opens_on IS NULL OR expires_on IS NULL OR expires_on >= opens_on)",
        "A lot cannot expire before it can be used.",
    )
    _living = models.Index("(partner_id, company_id, kind) WHERE balance > 0")
    _to_expire = models.Index("(expires_on) WHERE balance > 0")

    # ---------------------------------------------------------------- compute

    @api.depends("subscription_id", "instalment_id", "card_id", "kind")
    def _compute_display_name(self):
        for lot in self:
            program = lot.card_id.sudo().program_id  # sudo: its name belongs to the balance
            names = [lot.subscription_id.plan_id.name or program.name, lot.instalment_id.display_name]
            lot.display_name = ", ".join(filter(None, names)) or dict(KINDS)[lot.kind]

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if any(not {"balance", "held", "value"}.isdisjoint(vals) for vals in vals_list):
            raise AccessError(
                self.env._("Balances change by movements only. Correct one on the client's subscription.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if not KEPT.isdisjoint(vals):
            raise AccessError(
                self.env._("Balances change by movements only. Correct one on the client's subscription.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("What a client has paid for is kept. Correct the balance instead of deleting it."))

    # ---------------------------------------------------------------- reading

    @api.model
    def _get_usable_domain(self, partners, company, day):
        """:return: Domain of the lots of these clients that can pay for something on a day (IN7)"""
        return Domain(
            [
                ("partner_id", "in", partners.ids),
                ("company_id", "=", company._clientele_root().id),
                ("balance", ">", 0),
                "|",
                ("opens_on", "=", False),
                ("opens_on", "<=", day),
                "|",
                ("expires_on", "=", False),
                ("expires_on", ">=", day),
            ]
        )

    @api.model
    def _usable_for(self, charge):
        """:return: lots that may pay what a line wants, those that expire first in front"""
        lots = self.search(
            self._get_usable_domain(charge.payer, charge.company, charge.day) & Domain("kind", "=", charge.kind)
        )
        return lots.filtered(
            lambda lot: lot._may_serve(charge.client, charge.company, charge.day) and lot._covers(charge.product)
        )

    @api.model
    def _wallet_of(self, clients, companies):
        """:return: what these clients have, or share, that pays services"""
        if not clients:
            return self
        theirs = Domain("partner_id", "in", clients.ids) | Domain("subscription_id.guest_ids", "in", clients.ids)
        roots = {company._clientele_root().id for company in companies}
        return self.search(
            theirs
            & Domain("company_id", "in", list(roots))
            & Domain("kind", "in", PAYING_KINDS)
            & Domain("balance", ">", 0)
        )

    def _may_serve(self, client, company, day):
        """:return: whether this lot pays something for the client on a day (IN7)"""
        if not self._is_open_on(day) or self.company_id != company._clientele_root():
            return False
        subscription = self.subscription_id
        if self.partner_id != client and not subscription._is_shared_with(client):
            return False
        return not subscription or subscription._is_usable(day)

    def _is_open_on(self, day):
        return (self.opens_on or day) <= day <= (self.expires_on or day)

    def _covers(self, product):
        """:return: whether this lot pays a service; one without a plan pays all of them"""
        # sudo: what a plan covers is no secret of the card that it is on
        plan = self.plan_id or self.card_id.sudo().program_id._clientele_plan()
        return plan._covers(product) if plan else product.type == "service"

    def _is_taxed_at_use(self):
        """:return: whether what it pays is taxed then, on the money that it releases; else it was when it was sold"""
        return self.kind == "credits" and self.plan_id.tax_kind == "multi"

    def _free(self):
        """:return: units that nobody holds, as Decimal"""
        return units(self.balance) - units(self.held)

    def _worth_of_free(self):
        """:return: the money that the units which nobody holds stand for, as Decimal"""
        free, unit, worth = self._free(), units(self.currency_id.rounding), self._as_worth()
        return release(free, worth.left, worth.value, worth.issued, worth.amount, unit) if free else units(0)

    def _used(self, document="visit_line_id"):
        """:param document: name of the movements' field: lines of visits, or of orders
        :return: {line: units that it has taken of these lots and not given back}, as Decimal; the empty line stands for
        what was used without one
        """
        used = [("lot_id", "in", self.ids), ("kind", "in", ("use", "return"))]
        moved = self.env["clientele.move"]._read_group(used, [document], ["quantity:sum"])
        return {line: -units(quantity) for line, quantity in moved if quantity}

    def _as_purse(self):
        return Purse(self.id, self._free(), self.expires_on or None, self.opens_on or None)

    def _as_worth(self):
        return Worth(*map(units, (self.balance, self.value, self.quantity_issued, self.amount)))

    def _as_source(self, products):
        """:param products: the services in question
        :return: what this lot may pay of them
        """
        return Source(
            **asdict(self._as_purse()),
            kind=self.kind,
            payer=self.partner_id.id,
            plan=self.plan_id.name or "",
            services=frozenset(product.id for product in products if self._covers(product)),
            combine=self.plan_id.combine_discounts,
        )

    # ---------------------------------------------------------------- the conditional write

    def _post(self, quantity, values, amount=None, base=None):
        """Change the balance by a move. The write comes first: it is what keeps two requests apart (DESIGN 3).

        :param quantity: signed Decimal
        :param values: dict of the move: kind, key, operation, payload, and what it documents
        :param amount: signed money that goes in or out, as Decimal; None for the share of what goes out
        :param base: what a use that is given back had counted for commissions
        :return: the clientele.move
        :raises Overdrawn: where the lot has less than that, without what is held
        """
        self.ensure_one()
        balance, value = self._change_balance(quantity)
        if amount is None:
            unit = units(self.currency_id.rounding)
            issued, price = units(self.quantity_issued), units(self.amount)
            amount = -release(-quantity, balance - quantity, value, issued, price, unit)
        base = self._count(values["kind"], -quantity, -amount, base)
        values = {**values, "base_amount": base}
        move = self.env["clientele.move"]._insert(self, quantity, amount, balance, values)
        self._after_moves()
        return move

    def _change_balance(self, quantity):
        """:return: (balance after, value before), as Decimal"""
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE clientele_lot SET balance = balance + %(quantity)s
                 WHERE id = %(id)s AND (%(quantity)s >= 0 OR balance - held + %(quantity)s >= 0)
             RETURNING balance, value
                """,
                id=self.id,
                quantity=quantity,
            )
        )
        if not rows:
            raise Overdrawn(self.env._("%(lot)s does not hold that much any more.", lot=self.display_name))
        balance, value = rows[0]
        return units(balance), units(value)

    def _change_held(self, quantity):
        """:param quantity: units that are held from now on, negative to free them
        :return: whether the lot had them
        """
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                "UPDATE clientele_lot SET held = held + %(quantity)s"
                " WHERE id = %(id)s AND balance - held >= %(quantity)s AND held + %(quantity)s >= 0 RETURNING id",
                id=self.id,
                quantity=quantity,
            )
        )
        self.invalidate_recordset(["held"], flush=False)
        return bool(rows)

    def _count(self, kind, quantity, released, base):
        """:return: what a use counts for commissions: the money that it releases (CR5), unless all visits of the plan
        count the same; 0 for what is no use, and for points: the deal's own money counts there
        """
        if kind not in ("use", "return") or self.kind == "points":
            return 0
        if self.subscription_id._counts_evenly():
            return self.subscription_id._count_use(quantity, base)
        return released if base is None else base

    def _after_moves(self):
        """Forget what was read of balances; what is computed from them is worked out anew."""
        self.invalidate_recordset(["balance", "held", "value", "move_ids"], flush=False)
        self.modified(["balance", "value"])


def units(value):
    """:return: a stored number as the Decimal that its digits say"""
    return Decimal(str(value or 0))
