from dataclasses import dataclass

from odoo import api, models
from odoo.tools import SQL

from ..client import set_wise


@dataclass(frozen=True)
class Item:
    """What an imported line sells: a variant (record), the line's name, and the minutes that a visit takes for it."""

    product: object
    name: str
    is_service: bool
    minutes: int


class ClienteleImportCatalogue(models.AbstractModel):
    """Finds the services and practitioners that imported deals name, and makes the missing ones."""

    _name = "clientele.import.catalogue"
    _description = "Import of Visits: Services and Practitioners"

    @api.model
    def _services(self, job, lines):
        """:return: {name as in the file, None for a line without: :class:`Item`}"""
        plain = self._item(self.env.ref("clientele.product_imported_sale"))
        prices = {}
        for line in lines:
            if line.get("service"):
                prices.setdefault(line["service"], line.get("price", line["amount"]))
        known = self._by_name(job, "product.product", prices)
        missing = [name for name in prices if name.casefold() not in known]
        if missing and job.make_catalogue:
            known |= self._make_services(job, missing, prices)
        items = {
            name: self._item(known[name.casefold()])
            if name.casefold() in known
            else Item(plain.product, name, plain.is_service, plain.minutes)
            for name in prices
        }
        return {None: plain, **items}

    @api.model
    def _make_services(self, job, names, prices):
        """Their price is what clients paid, whatever the taxes of services are."""
        Product = set_wise.quiet(self.env["product.product"].sudo())  # sudo: who may import makes what its file names
        missing = one_spelling(names)
        made = Product.create([{"name": name, "type": "service"} for name in missing.values()])
        for product, name in zip(made, missing.values(), strict=True):
            product.list_price = product._clientele_bill(float(prices[name]), job.company_id)["price_unit"]
        return dict(zip(missing, made, strict=True))

    @api.model
    def _item(self, product):
        is_service = product.type == "service"
        return Item(product, product.display_name, is_service, product.clientele_duration if is_service else 0)

    @api.model
    def _practitioners(self, job, names):
        """:return: {name as in the file: practitioner}"""
        names = list(dict.fromkeys(filter(None, names)))
        known = self._by_name(job, "resource.resource", names)
        missing = one_spelling(name for name in names if name.casefold() not in known)
        if missing and job.make_catalogue:
            Resource = self.env["resource.resource"].sudo()  # sudo: as for services
            there = {"company_id": job.company_id.id, "branch_ids": job.branch_id.ids}
            made = Resource.create([{"name": name, "is_practitioner": True, **there} for name in missing.values()])
            known |= dict(zip(missing, made, strict=True))
        return {name: known[name.casefold()] for name in names if name.casefold() in known}

    @api.model
    def _by_name(self, job, model, names):
        """:return: {folded name: record} of services and products, or of practitioners; active ones first (DF6)"""
        Model = self.env[model].sudo().with_context(active_test=False)  # sudo: the catalogue of the whole company
        if not names:
            return {}
        alias = Model._search([("company_id", "in", [False, *job.company_id._clientele_tree().ids])])
        folded = SQL("lower(%s)", Model._field_to_sql(alias.table, "name", alias))
        alias.add_where(SQL("%s = ANY(%s)", folded, [name.casefold() for name in names]))
        if model == "resource.resource":
            alias.add_where(SQL("%s", Model._field_to_sql(alias.table, "is_practitioner", alias)))
        alias.order = SQL("%s, %s", SQL.identifier(alias.table, "active"), SQL.identifier(alias.table, "id"))
        found = {}
        for record in Model.browse(row[0] for row in self.env.execute_query(alias.select())):
            found[record.name.casefold()] = record
        return found


def one_spelling(names):
    """:return: {folded name: the name as it is spelt first}"""
    spelt = {}
    for name in names:
        spelt.setdefault(name.casefold(), name)
    return spelt
