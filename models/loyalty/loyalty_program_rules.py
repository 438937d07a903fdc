from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ...tools import allocation


class LoyaltyProgram(models.Model):
    """The rules of managed programs as the allocator reads them."""

    _inherit = "loyalty.program"

    @api.model
    def _clientele_earning_domain(self, company, day):
        """:return: Domain of the programs in which something bought that day earns points"""
        return self._clientele_running_domain(company, day) & Domain("clientele_benefit", "=", "points")

    @api.model
    def _clientele_running_domain(self, company, day):
        """:return: Domain of the programs that give anything for what is bought that day"""
        return Domain(
            [
                ("clientele_managed", "=", True),
                ("program_type", "=", "loyalty"),
                ("company_id", "in", [False, *company._clientele_tree().ids]),
                ("currency_id", "=", company._clientele_root().currency_id.id),
                "|",
                ("date_from", "=", False),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
        )

    def _clientele_allocation_rules(self, products, partner):
        """:param products: those that were bought
        :return: list of ``allocation.Rule``, those for other clients left out
        """
        rules = self._clientele_earning_rules().filtered(lambda rule: rule._clientele_may_be_for(partner))
        company = self.company_id[:1]
        floors = rules._clientele_tiered_ones()._clientele_floors(partner, company, company._clientele_today())
        return [rule._clientele_as_allocated(products, floors.get(rule)) for rule in rules]

    def _clientele_earning_rules(self):
        """:return: the rules of these programs that ask for no code, not read from the database"""
        return self.env["loyalty.rule"].browse(rule for program in self for rule in program._clientele_kept_rules())

    @ormcache("self.id")
    def _clientele_kept_rules(self):
        """:return: tuple of ids; kept as what the rules say (``loyalty.rule._clientele_kept``)"""
        domain = [("program_id", "=", self.id), ("mode", "=", "auto"), ("active", "=", True)]
        return tuple(self.env["loyalty.rule"].sudo().search(domain).ids)  # sudo: the same whoever asks first

    def _clientele_buyer(self, partner, company, branch, day, without=None, applied=None):
        """:param without: an order or visit whose own deal does not count (SK11)
        :param applied: the program that somebody applied to it by hand (SK7)
        :return: ``allocation.Buyer``
        """
        row = partner._clientele_row(company)
        tiered = self._clientele_earning_rules()._clientele_tiered_ones()._clientele_kept_programs()
        return allocation.Buyer(
            client=partner.id,
            group=row.group_id.id or None,
            branch=branch.id or None,
            turnover=partner._clientele_turnovers(tiered, company, day, without),
            earns=row.group_id._earns_points(),
            program=row.group_id._first_program().id or None,
            applied=applied.id if applied else None,
        )
