from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    clientele_pos_discount = fields.Float(
        string="Standing discount at the till",
        compute="_compute_clientele_pos_discount",
        help="The same as the discount of the client, for cashiers without any right in Clientele.",
    )

    clientele_pos_own_discount = fields.Float(
        string="Own discount at the till",
        compute="_compute_clientele_pos_discount",
        help="The same without what a program gives by turnover, for who buys by another pricelist.",
    )

    @api.depends("clientele_discount")
    @api.depends_context("company")
    def _compute_clientele_pos_discount(self):
        company = self.env.company
        for partner in self:
            partner.clientele_pos_discount = partner._clientele_standing_discount(company)
            partner.clientele_pos_own_discount = partner._clientele_own_discount(company)

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever is noted down at the till is a client (SK4); an address of theirs is none."""
        if self.env.context.get("clientele_created_from") == "pos":
            vals_list = [{"is_client": not vals.get("parent_id"), **vals} for vals in vals_list]
        return super().create(vals_list)

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "clientele_pos_discount", "clientele_pos_own_discount"]
