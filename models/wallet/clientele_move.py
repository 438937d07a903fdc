from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tools import SQL

from .clientele_lot import UNITS

KINDS = [
    ("issue", "Issued"),
    ("use", "Used"),
    ("return", "Given back"),
    ("expire", "Expired"),
    ("refund", "Refunded"),
    ("unpaid", "Payment taken back"),
    ("take_back", "Taken back"),
    ("adjust", "Corrected"),
    ("transfer_out", "Handed over"),
    ("transfer_in", "Taken over"),
]
# What the database lets nobody change; log-access columns and links that follow deletions stay free.
PROTECTED = ("lot_id", "company_id", "quantity", "amount", "base_amount", "balance_after", "kind", "day", "key")
PROTECTED += ("operation", "payload", "reason", "reverses_id", "shortfall_id")


class ClienteleMove(models.Model):
    """What happened to a lot: the ledger, which only grows (DESIGN 3).

    It holds no client: the lot does. Rows come from :meth:`clientele.lot._post`, nobody changes or deletes them.
    """

    _name = "clientele.move"
    _description = "Movement of a Balance"
    _order = "id desc"
    _check_company_auto = True

    lot_id = fields.Many2one("clientele.lot", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", related="lot_id.partner_id")
    subscription_id = fields.Many2one("clientele.subscription", related="lot_id.subscription_id")
    unit_kind = fields.Selection(related="lot_id.kind", string="Of what")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)
    quantity = fields.Float(digits=UNITS, required=True, readonly=True)
    amount = fields.Monetary(
        string="Money", required=True, readonly=True, help="Money prepaid (+) or released (−) with these units."
    )
    base_amount = fields.Monetary(
        readonly=True, help="What the movement counts for commissions, and as money of the deal."
    )
    balance_after = fields.Float(digits=UNITS, readonly=True)
    key = fields.Char(required=True, readonly=True, help="Says what the movement is for; nothing is done twice.")
    operation = fields.Char(required=True, readonly=True, help="The movements of one operation belong together.")
    payload = fields.Char(readonly=True)
    reverses_id = fields.Many2one(
        "clientele.move", string="Gives back", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    visit_line_id = fields.Many2one(
        "clientele.visit.line", string="Service", readonly=True, index="btree_not_null", ondelete="set null"
    )
    visit_id = fields.Many2one("clientele.visit", readonly=True, index="btree_not_null", ondelete="set null")
    sale_order_id = fields.Many2one(
        "sale.order", string="Order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    shortfall_id = fields.Many2one(
        "clientele.shortfall", string="Settles", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    reason = fields.Char(readonly=True)
    what_for = fields.Char(string="What for", compute="_compute_what_for", help="The service, visit or order.")

    _key = models.UniqueIndex("(key)")
    _operation = models.Index("(operation)")
    _history = models.Index("(lot_id, id)")
    _of_day = models.Index("(company_id, day, kind)")
    _something = models.Constraint("CHECK (quantity <> 0 OR amount <> 0)", "A movement moves something.")

    def init(self):
        """The database itself refuses to change or delete what has been written."""
        super().init()
        columns = SQL(", ").join(map(SQL.identifier, PROTECTED))
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION clientele_move_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF COALESCE(current_setting('clientele.ledger_unlocked', true), '') <> 'on' THEN
                        RAISE insufficient_privilege
                        USING MESSAGE = 'The ledger of balances only grows, it refuses ' || TG_OP;
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                END $$;
                DROP TRIGGER IF EXISTS clientele_move_is_kept ON clientele_move;
                CREATE TRIGGER clientele_move_is_kept BEFORE UPDATE OF %s OR DELETE ON clientele_move
                   FOR EACH ROW EXECUTE FUNCTION clientele_move_is_kept();
                DROP TRIGGER IF EXISTS clientele_move_is_not_emptied ON clientele_move;
                CREATE TRIGGER clientele_move_is_not_emptied BEFORE TRUNCATE ON clientele_move
                   FOR EACH STATEMENT EXECUTE FUNCTION clientele_move_is_kept();
                """,
                columns,
            )
        )

    @api.depends("kind", "lot_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for move in self:
            move.display_name = f"{kinds.get(move.kind, '')}: {move.lot_id.display_name}"

    @api.depends("visit_line_id", "visit_id", "sale_order_id")
    def _compute_what_for(self):
        for move in self.sudo():  # sudo: names of documents that who reads the wallet may not open
            visit = move.visit_line_id.name or move.visit_id.services
            move.what_for = visit or move.sale_order_id.display_name

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse()

    def _refuse(self):
        raise AccessError(self.env._("Nobody writes movements; correct a balance by hand, which makes one."))

    @api.model
    def _insert(self, lot, quantity, amount, balance, values):
        """Write the move of a balance that has just been changed.

        :param values: kind, day, key, operation, payload, base_amount, and what the move documents
        :raises ConcurrencyError: where another request wrote the same move meanwhile; Odoo starts this one anew
        """
        now = SQL("now() AT TIME ZONE 'UTC'")
        row = {
            **values,
            "lot_id": lot.id,
            "company_id": lot.company_id.id,
            "quantity": quantity,
            "amount": amount,
            "balance_after": balance,
            "create_uid": self.env.uid,
            "create_date": now,
            "write_uid": self.env.uid,
            "write_date": now,
        }
        rows = self.env.execute_query(
            SQL(
                """
                WITH lot AS (UPDATE clientele_lot SET value = value + %s WHERE id = %s)
                INSERT INTO clientele_move (%s) VALUES (%s) ON CONFLICT (key) DO NOTHING RETURNING id
                """,
                amount,
                lot.id,
                SQL(", ").join(map(SQL.identifier, row)),
                SQL(", ").join(SQL("%s", value) for value in row.values()),
            )
        )
        if not rows:
            raise ConcurrencyError(f"the movement {values['key']} was made by another request")
        return self.browse(rows[0][0])
