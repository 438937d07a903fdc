from odoo import api, fields, models
from odoo.tools import SQL

NOTED = "clientele.discounts"
MOST_AT_ONCE = 50  # clients changed by one request whose discount follows with it; more wait for the job
FOLLOWED = {"group_id", "personal_discount"}


class ClienteleClient(models.Model):
    """The discount that a client has in the program of the group, by turnover (SK9).

    It follows before the commit that changes the turnover or the group, and every night for everyone.
    """

    _inherit = "clientele.client"

    program_discount = fields.Float(
        string="Discount by turnover (%)",
        digits=(16, 4),
        readonly=True,
        default=0,
        help="What the discount program of the client's group gives today.",
    )

    _program_discount = models.Index("(company_id) WHERE program_discount > 0")

    # ---------------------------------------------------------------- the standing discount

    @api.depends("program_discount")
    def _compute_discount(self):
        result = super()._compute_discount()
        for client in self:
            client.discount = max(client.discount, client.program_discount)
        return result

    def _field_to_sql(self, alias, field_expr, query=None):
        sql = super()._field_to_sql(alias, field_expr, query)
        if field_expr != "discount":
            return sql
        return SQL("GREATEST(%s, %s)", sql, SQL.identifier(alias, "program_discount"))

    @api.model
    def _standing_discount(self, partner, company):
        own = super()._standing_discount(partner, company)
        return max(own, self._program_discount(partner, company))

    @api.model
    def _program_discount(self, partner, company):
        """:return: percent by turnover, read past the cache of facts as the standing discount is"""
        if not self.env["clientele.group"]._any_discount():
            return 0
        query = "SELECT program_discount FROM clientele_client WHERE partner_id = %s AND company_id = %s"
        rows = self.env.execute_query(SQL(query, partner._origin.id, company._clientele_root().id))
        return float(rows[0][0] or 0) if rows else 0

    # ---------------------------------------------------------------- who is looked at

    @api.model_create_multi
    def create(self, vals_list):
        clients = super().create(vals_list)
        self._note_for_discounts(clients.partner_id.ids)
        return clients

    def write(self, vals):
        result = super().write(vals)
        if FOLLOWED & set(vals):
            self._note_for_discounts(self.partner_id.ids)
        return result

    @api.model
    def _touch(self, partner_ids):
        partner_ids = list(partner_ids)
        result = super()._touch(partner_ids)
        self._note_for_discounts(partner_ids)
        return result

    @api.model
    def _note_for_discounts(self, partner_ids):
        """Remember clients whose turnover, group or own discount changed."""
        skipped = self.env.context.get("clientele_no_refresh")
        if not skipped and self.env["clientele.group"]._any_discount():
            self._look_at_discounts(partner_ids)

    @api.model
    def _look_at_discounts(self, partner_ids):
        ids = {partner_id for partner_id in partner_ids if partner_id}
        if not ids:
            return
        self._before_commit(NOTED, ids, self.env["clientele.client"]._keep_noted_discounts)

    @api.model
    def _keep_noted_discounts(self):
        """Called before the commit."""
        noted = sorted(self.env.cr.precommit.data.pop(NOTED, ()))
        keeper = self.env["clientele.group"].sudo()  # sudo: discounts are kept right whoever sells
        if len(noted) > MOST_AT_ONCE:
            keeper._keep_discounts_soon()
        elif noted:
            for root in self._roots(None, noted):
                keeper._keep_some(root, noted)
