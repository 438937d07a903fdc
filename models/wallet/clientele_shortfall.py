from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .clientele_lot import UNITS, units

ACTIVITY = "clientele.clientele_activity_type_shortfall"


class ClienteleShortfall(models.Model):
    """Points that a client owes: spent or taken back, but not there any more. What is earned next settles them.

    Lots never go below nothing; what would, stands here, and is never lost silently (DESIGN 3).
    """

    _name = "clientele.shortfall"
    _description = "Points Owed by a Client"
    _order = "id desc"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _check_company_auto = True

    card_id = fields.Many2one("loyalty.card", required=True, readonly=True, index=True, ondelete="restrict")
    program_id = fields.Many2one("loyalty.program", related="card_id.program_id")
    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(
        [("use", "Spent"), ("take_back", "Taken back"), ("adjust", "Corrected")],
        string="What happened",
        required=True,
        readonly=True,
    )
    quantity = fields.Float(string="Missing", digits=UNITS, required=True, readonly=True)
    settled = fields.Float(digits=UNITS, readonly=True, default=0)
    dropped = fields.Json(readonly=True, help="What is owed no more, as its document was taken back: points by key.")
    left = fields.Float(string="Still owed", digits=UNITS, compute="_compute_left", store=True)
    key = fields.Char(required=True, readonly=True, help="The operation that left it; nothing is noted twice.")
    origin = fields.Char(readonly=True)
    sale_order_id = fields.Many2one(
        "sale.order", string="Order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    visit_id = fields.Many2one("clientele.visit", readonly=True, index="btree_not_null", ondelete="set null")
    product_id = fields.Many2one(
        "product.product", string="Service", readonly=True, index="btree_not_null", ondelete="set null"
    )
    day = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("settled", "Settled"), ("forgiven", "Forgiven")],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
    )
    reason = fields.Char(string="Why it was forgiven", readonly=True)
    move_ids = fields.One2many("clientele.move", "shortfall_id", string="Settled by", readonly=True)

    _key = models.UniqueIndex("(key)")
    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Something is missing, or nothing is noted.")
    _settled_within = models.Constraint(
        "CHECK (settled >= 0 AND settled <= quantity)", "No more can be settled than is missing."
    )
    _open = models.Index("(card_id) WHERE state = 'open'")

    # ---------------------------------------------------------------- compute

    @api.depends("quantity", "settled", "dropped", "state")
    def _compute_left(self):
        for row in self:
            row.left = 0 if row.state == "forgiven" else float(row._open_points())

    @api.depends("partner_id", "left")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.partner_id.name}: {row.card_id._format_points(row.quantity)}"

    # ---------------------------------------------------------------- CRUD

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("What a client owes is not deleted; forgive it instead."))

    # ---------------------------------------------------------------- business

    def _open_points(self):
        """:return: points that nothing has settled or taken off, as Decimal"""
        self.ensure_one()
        return units(self.quantity) - units(self.settled) - self._dropped_points()

    def _dropped_points(self):
        """:return: points that are owed no more, as their documents were taken back, as Decimal"""
        return sum((units(part) for row in self for part in (row.dropped or {}).values()), Decimal(0))

    def _settle(self, points):
        """The client has earned points that settle some of it."""
        self.settled = float(units(self.settled) + points)
        self._follow()

    def _drop(self, key, points=None):
        """The document that left it was taken back: so much is owed no more. Done again, it changes nothing.

        :param points: at most so many, None for all
        :return: how many, as Decimal
        """
        self.ensure_one()
        done = (self.dropped or {}).get(key)
        if done is not None:
            return units(done)
        part = self._open_points() if points is None else min(points, self._open_points())
        self.dropped = {**(self.dropped or {}), key: str(part)}
        self._follow()
        return part

    def _follow(self):
        if self.state == "open" and not self._open_points():
            self.state = "settled"
            self.activity_unlink([ACTIVITY])

    def _ask_to_look(self):
        """Points were used that were not there: somebody is to know (DESIGN 3)."""
        admins = self.env["clientele.ledger"]._administrators(self.company_id)
        user = (self.sale_order_id.user_id | self.partner_id.user_id | admins).filtered("active")[:1]
        if user:
            self.activity_schedule(ACTIVITY, user_id=user.id, date_deadline=self.day, note=self.origin)

    def _forgive(self, reason):
        """What is still owed is owed no more. Rights are checked by the caller."""
        for row in self.filtered(lambda row: row.state == "open"):
            row.write({"state": "forgiven", "reason": reason})
            row.activity_unlink([ACTIVITY])

    # ---------------------------------------------------------------- actions

    def action_forgive(self):
        """Ask why, then forgive it."""
        self.env["loyalty.card"]._clientele_check_adjust()
        if any(row.state != "open" for row in self):
            raise UserError(self.env._("Nothing is owed here any more. Choose open ones."))
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_shortfall_forgive_action")
        return {**action, "context": {"default_shortfall_ids": self.ids}}
