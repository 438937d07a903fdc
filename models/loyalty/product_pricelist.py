import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

KEPT = {"item_ids", "currency_id", "company_id", "active", "clientele_program_id", "clientele_percent"}
SHOWN_BY = {"active", "company_id", "website_id", "selectable", "code"}  # whether a shop can use it
LAST = 1000  # after the pricelists that people made


class ProductPricelist(models.Model):
    """Pricelists by which the discount of a group reaches orders, the web shop and the till (SK9)."""

    _inherit = "product.pricelist"

    clientele_program_id = fields.Many2one(
        "loyalty.program",
        string="Discount Program",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The program that keeps this pricelist, and gives it to clients by their turnover.",
    )
    clientele_percent = fields.Float(string="Discount of the program (%)", digits=(16, 4), readonly=True, copy=False)

    _clientele_one = models.UniqueIndex(
        "(clientele_program_id, clientele_percent) WHERE clientele_program_id IS NOT NULL",
        "A program has one pricelist per discount.",
    )

    def write(self, vals):
        if KEPT & vals.keys():
            self._clientele_refuse_by_hand()
        result = super().write(vals)
        if SHOWN_BY & vals.keys():
            self.env["website"]._clientele_with_groups()._clientele_keep_open()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["website"]._clientele_with_groups()._clientele_keep_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        self._clientele_refuse_by_hand()

    def _clientele_refuse_by_hand(self):
        """:raises UserError: where somebody changes what a program keeps"""
        kept = self.filtered("clientele_program_id")
        if kept and not self.env.context.get("clientele_keeps_pricelists"):
            raise UserError(
                self.env._(
                    "“%(pricelist)s” follows the program “%(program)s”. Here only its name changes; change the discount"
                    " in the program.",
                    pricelist=kept[0].name,
                    program=kept[0].clientele_program_id.name,
                )
            )

    def _get_partner_pricelist_multi_search_domain_hook(self, company_id):
        """Nobody gets a group's discount by default: only clients whom their program gave it."""
        domain = super()._get_partner_pricelist_multi_search_domain_hook(company_id)
        return [*domain, ("clientele_program_id", "=", False)]

    @api.model
    def _clientele_create_for(self, program, percent):
        """:return: the pricelist of that discount of a program"""
        quiet = self.sudo().with_context(clientele_keeps_pricelists=True)  # sudo: it follows from the program
        values = {
            "name": self.env._("%(program)s – %(percent)s %%", program=program.name, percent=f"{percent:g}"),
            "company_id": program.company_id.id,
            "currency_id": program.currency_id.id,
            "sequence": LAST,
            "clientele_program_id": program.id,
            "clientele_percent": percent,
            "item_ids": [
                fields.Command.create(
                    {"applied_on": "3_global", "compute_price": "percentage", "percent_price": percent}
                )
            ],
        }
        return quiet.create({**values, **self._clientele_shop_values()})

    @api.model
    def _clientele_shop_values(self):
        """What lets clients use it on every website, where there is a web shop; nobody guesses the code."""
        shop = "website_id" in self._fields
        return {"website_id": False, "selectable": False, "code": secrets.token_urlsafe(16)} if shop else {}
