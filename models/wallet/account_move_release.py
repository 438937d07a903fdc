from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """The journal entry of what movements of balances earned. Deleted, they are booked anew; it is never lost."""

    _inherit = "account.move"

    clientele_move_ids = fields.One2many(
        "clientele.move",
        "account_move_id",
        string="Movements of balances",
        readonly=True,
        groups="clientele.clientele_group_receptionist",
    )
    clientele_move_count = fields.Integer(
        string="Number of movements",
        compute="_compute_clientele_move_count",
        groups="clientele.clientele_group_receptionist",
    )

    @api.depends("clientele_move_ids")
    def _compute_clientele_move_count(self):
        Move = self.env["clientele.move"].sudo()  # sudo: how many stand in an entry that is read
        counts = dict(Move._read_group([("account_move_id", "in", self.ids)], ["account_move_id"], ["__count"]))
        for move in self:
            move.clientele_move_count = counts.get(move, 0)

    def action_clientele_moves(self):
        """Open the movements that stand in this entry."""
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_move_action")
        return {**action, "domain": [("account_move_id", "in", self.ids)], "context": {}}

    def button_cancel(self):
        """:raises UserError: for an entry that would keep its movements out of the books"""
        env = self.sudo().env  # sudo: whoever cancels, nothing is lost
        moved = env["clientele.move"].search_count([("account_move_id", "in", self.ids)], limit=1)
        if moved or env["clientele.subscription"].search_count([("kept_entry_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "This entry says what clients used of what they had prepaid. Reset it to draft and delete it: its "
                    "movements are then booked anew. Or reverse it."
                )
            )
        return super().button_cancel()

    def unlink(self):
        self.env["clientele.move"]._unbook(self)
        return super().unlink()
