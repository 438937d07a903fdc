import uuid

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import SQL, format_date

from .clientele_lot import UNITS, units

ADJUST = "clientele.clientele_group_adjust"
SAYS_UNTIL = "clientele_says_until"  # context key: points are told with the day on which they begin to expire


class LoyaltyCard(models.Model):
    """A card of a managed program shows what its lots hold. Core writes points in many places; those are left out."""

    _inherit = "loyalty.card"

    clientele_managed = fields.Boolean(
        string="Points in the wallet", compute="_compute_clientele_managed", store=True, precompute=True
    )
    clientele_lot_ids = fields.One2many("clientele.lot", "card_id", string="Points by expiry", readonly=True)
    clientele_shortfall_ids = fields.One2many(
        "clientele.shortfall", "card_id", string="Points owed by the client", readonly=True
    )
    clientele_owed = fields.Float(string="Owed by the client", digits=UNITS, compute="_compute_clientele_glance")
    clientele_next_expiry = fields.Date(string="Next expiry", compute="_compute_clientele_glance")
    clientele_next_expiring = fields.Float(
        string="Expire then", digits=UNITS, compute="_compute_clientele_glance", help="Points that expire on that day."
    )

    _clientele_one_each = models.UniqueIndex(
        "(program_id, partner_id) WHERE clientele_managed AND active", "The client has a card of this program already."
    )

    # ---------------------------------------------------------------- compute

    @api.depends("program_id.clientele_managed", "partner_id")
    def _compute_clientele_managed(self):
        for card in self:
            card.clientele_managed = card.program_id.clientele_managed and bool(card.partner_id)

    @api.depends("points", "clientele_shortfall_ids.left", "clientele_lot_ids.expires_on")
    def _compute_clientele_glance(self):
        """What the client owes, and what expires next."""
        for card in self:
            lots = card.clientele_lot_ids.filtered(lambda lot: lot.balance and lot.expires_on)
            first = min(lots.mapped("expires_on"), default=False)
            card.clientele_owed = sum(card.clientele_shortfall_ids.mapped("left"))
            card.clientele_next_expiry = first
            card.clientele_next_expiring = sum(lot.balance for lot in lots if lot.expires_on == first)

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """A second card of a client for a managed program is the first one; what it is to hold is given to that."""
        vals_list = [self._clientele_with_owner(vals) for vals in vals_list]
        if not any(map(self._clientele_manages, vals_list)):
            return super().create(vals_list)
        cards = self.browse()
        for vals in vals_list:
            if not self._clientele_manages(vals):
                cards += super().create([vals])
                continue
            try:
                card = self._clientele_present(vals) or super().create([{**vals, "points": 0}])
            except UniqueViolation as error:
                if not error.diag.constraint_name.endswith("clientele_one_each"):
                    raise
                raise ConcurrencyError("another request made the client's card") from error
            cards += card
            card._clientele_give(units(vals.get("points")))
        return cards

    def write(self, vals):
        """Points of managed cards follow from their lots: what others write is left out."""
        if vals.keys().isdisjoint({"points", "partner_id"}):
            return super().write(vals)
        if "partner_id" in vals:
            self._clientele_hand_over(vals["partner_id"])
        managed = self.filtered("clientele_managed")
        others = {name: value for name, value in vals.items() if name != "points"}
        super(LoyaltyCard, managed).write(others)
        loose = self - managed
        result = super(LoyaltyCard, loose).write(vals)
        loose.filtered("clientele_managed").sudo()._clientele_open()  # sudo: nobody writes the ledger
        return result

    @api.model
    def _clientele_manages(self, vals):
        """:return: whether a card with these values is kept in the wallet"""
        program = self.env["loyalty.program"].browse(vals.get("program_id") or self.env.context.get("active_id"))
        program = program.sudo()  # sudo: who gets a card need not read programs
        return bool(vals.get("partner_id") and vals.get("program_id") and program.clientele_managed)

    @api.model
    def _clientele_with_owner(self, vals):
        """Core makes a card of nobody for an order whose client has changed; it is the client's."""
        order = self.env["sale.order"].browse(vals.get("order_id"))
        program = self.env["loyalty.program"].browse(vals.get("program_id"))
        if vals.get("partner_id") or not order or not program.sudo().clientele_managed:  # sudo: as above
            return vals
        return {**vals, "partner_id": order.partner_id.id}

    @api.model
    def _clientele_present(self, vals):
        return self.search(
            [
                ("program_id", "=", vals["program_id"]),
                ("partner_id", "=", vals["partner_id"]),
                ("clientele_managed", "=", True),
            ]
        )

    def _clientele_give(self, points):
        """Give what a card is created with: by hand, so that it needs the right."""
        if not points:
            return
        self._clientele_check_adjust()
        key = f"loyalty.card:{self.id}:given:{uuid.uuid4()}"
        card = self.sudo()  # sudo: the right is checked, nobody writes the ledger
        card._clientele_adjust(key, points, self.env._("Given with the card"))

    def _clientele_check_adjust(self):
        if not (self.env.su or self.env.user.has_group(ADJUST)):
            raise AccessError(self.env._("Giving and taking points by hand needs the right to correct balances."))

    def _clientele_hand_over(self, partner_id):
        """Lots go with their card; only a merge of clients gives it to another one."""
        cards = self.filtered(lambda card: card.clientele_managed and card.partner_id.id != partner_id)
        lots = cards.sudo().clientele_lot_ids  # sudo: whether there are any is what counts
        if lots and not (self.env.su and partner_id):
            raise UserError(self.env._("The points of a card stay with their client. Merge the clients instead."))
        cards._clientele_take_along(partner_id)

    # ---------------------------------------------------------------- actions

    def action_loyalty_update_balance(self):
        """A managed card is corrected in the ledger, with a reason."""
        if not self.clientele_managed:
            return super().action_loyalty_update_balance()
        self._clientele_check_adjust()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_points_adjust_action")
        return {**action, "context": {"default_card_id": self.id}}

    def action_clientele_lots(self):
        """Open what the card holds, by expiry."""
        return self._clientele_action("clientele_lot_action", [("card_id", "in", self.ids)])

    def action_clientele_moves(self):
        """Open what happened to the points."""
        return self._clientele_action("clientele_move_action", [("lot_id.card_id", "in", self.ids)])

    def action_clientele_shortfalls(self):
        """Open what the client owes."""
        return self._clientele_action("clientele_shortfall_action", [("card_id", "in", self.ids)])

    def _clientele_action(self, name, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"clientele.{name}")
        return {**action, "domain": domain, "context": {"create": False}}

    # ---------------------------------------------------------------- business

    def _format_points(self, points):
        told, card = super()._format_points(points), self.sudo()  # sudo: the own card, on the way to the payment
        if points == 1 and card.program_id._clientele_unit_kind() == "visits":
            told = self.env._("1 visit")
        if not (self.env.context.get(SAYS_UNTIL) and card.clientele_next_expiry):
            return told
        words = {"points": told, "day": format_date(self.env, card.clientele_next_expiry)}
        if card.clientele_next_expiring < points:
            return self.env._("%(points)s, the first until %(day)s", **words)
        return self.env._("%(points)s until %(day)s", **words)

    def _clientele_follow_lots(self, values, changes):
        """What happened to lots shows on their cards, and in the history that core shows to clients.

        :param values: what the moves of the operation share
        :param changes: list of ``clientele_ledger.Change``
        """
        if self:
            self._clientele_mirror()
            self.env["loyalty.history"]._clientele_note(values, changes)

    def _clientele_mirror(self):
        """Show what the lots hold. Each change writes the card, so that of two at a time the later one begins anew."""
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE loyalty_card c SET write_date = now() AT TIME ZONE 'UTC', points = (
                       SELECT COALESCE(sum(balance), 0) FROM clientele_lot WHERE card_id = c.id)
                  FROM loyalty_card AS old
                 WHERE old.id = c.id AND c.id = ANY(%s)
             RETURNING c.id, old.points, c.points, EXISTS (
                       SELECT FROM loyalty_mail
                        WHERE program_id = c.program_id AND trigger = 'points_reach' AND active)
                """,
                sorted(self.ids),
            )
        )
        self.invalidate_recordset(["points", "write_date"], flush=False)
        self.modified(["points"])
        told = {self.browse(card): {"old": old, "new": new} for card, old, new, milestones in rows if milestones}
        self.browse().union(*told)._send_points_reach_communication(told)
