from odoo import api, fields, models


class ClienteleGroup(models.Model):
    """The pricelists by which the clients of a group get its discount."""

    _inherit = "clientele.group"

    pricelist_count = fields.Integer(compute="_compute_pricelist_count")

    @api.depends("loyalty_type", "program_id.rule_ids.clientele_rate", "program_id.rule_ids.tier_ids.rate")
    def _compute_pricelist_count(self):
        for group in self:
            group.pricelist_count = len(group._discount_pricelists())

    def _discount_pricelists(self):
        """:return: those in use; none where the group has no discount program"""
        program = self.program_id if self.loyalty_type == "discount" else self.program_id.browse()
        return program._clientele_pricelists().filtered("active")

    def action_open_pricelists(self):
        """Open what the clients of the group buy by."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("product.product_pricelist_action2")
        return {**action, "domain": [("id", "in", self._discount_pricelists().ids)], "context": {"create": False}}
