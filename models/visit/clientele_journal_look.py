from odoo import api, fields, models
from odoo.tools import format_amount

from ...tools.clock import minutes_between
from ...tools.wall_day import wall_day

FOUND = 12


class ClienteleJournal(models.AbstractModel):
    """What reception looks up while booking: clients, services, one visit with all that is to know of it."""

    _inherit = "clientele.journal"

    @api.model
    def get_wall(self, branch_id, day):
        """:return: {"length", "marks"} of a day, to turn what the wall shows into minutes of the day"""
        wall = wall_day(self._branch(branch_id)._zone(), fields.Date.to_date(day))
        return {"length": wall.length, "marks": wall.marks}

    # ---------------------------------------------------------------- clients

    @api.model
    def find_clients(self, branch_id, text):
        """:param text: part of a name, a phone in any way of writing, an e-mail or a card number
        :return: list of facts of clients, those who are no clients yet last
        """
        company = self._branch(branch_id).company_id
        partners = self.env["res.partner"].with_company(company)
        if not text.strip():
            return []
        found = partners.search([("clientele_search", "ilike", text.strip())], limit=FOUND, order="is_client desc, id")
        facts = self._client_facts(found)
        return [facts[partner.id] for partner in found]

    # ---------------------------------------------------------------- services

    @api.model
    def find_services(self, branch_id, text=""):
        """:return: list of packages and services that are performed in this branch: services with their performers and
        terms, packages with their ``services``
        """
        branch = self._branch(branch_id)
        domain = [("type", "=", "service"), ("sale_ok", "=", True), ("clientele_duration", ">", 0)]
        domain.append(("clientele_group_class", "=", False))
        domain.append(("company_id", "in", [False, *branch.company_id.ids, *branch.company_id.parent_ids.ids]))
        if text:
            domain.append(("name", "ilike", text))
        services = self.env["product.product"].search(domain, limit=FOUND)
        found = [self._service(service, branch) for service in services - services._clientele_prepaid()]
        return [*self._packages(branch, text), *(service for service in found if service["performers"])]

    @api.model
    def _service(self, product, branch):
        terms = product.with_company(branch.company_id)
        usual = terms._clientele_terms(self.env["resource.resource"])
        return {
            "id": product.id,
            "name": product.display_name,
            "color": product.color,
            "minutes": usual.duration,
            "price": usual.price,
            "performers": [
                {"id": person.id, "name": person.name, "minutes": own.duration, "price": own.price}
                for person in product.sudo()._clientele_performers(branch)  # sudo: who performs what is no secret
                for own in [terms._clientele_terms(person)]
            ],
        }

    @api.model
    def _packages(self, branch, text):
        domain = [("company_id", "=", branch.company_id.id), ("branch_id", "in", [False, branch.id])]
        packages = self.env["clientele.package"].search([*domain, ("name", "ilike", text)], limit=FOUND)
        return [
            {
                "id": package.id,
                "name": package.name,
                "minutes": package.duration,
                "price": package.amount,
                "services": [
                    {
                        "service": self._service(self.env["product.product"].browse(line["product_id"]), branch),
                        "package_id": package.id,
                        "price": line.get("price_unit", False),
                    }
                    for line in package._prepare_visit_lines()
                ],
            }
            for package in packages
            if all(package.line_ids.product_id.mapped("active"))
        ]

    # ---------------------------------------------------------------- one visit

    @api.model
    def get_visit(self, visit_id):
        """:return: dict of what the panel of a visit shows"""
        visit = self.env["clientele.visit"].browse(visit_id)
        visit.check_access("read")
        branch, partner = visit.branch_id, visit.partner_id.with_company(visit.company_id)
        source = dict(visit._fields["source"]._description_selection(self.env))
        return {
            "id": visit.id,
            "state": visit.state,
            "start": branch._wall(visit.start).isoformat(),
            "client": self._client_facts(partner).get(partner.id, False),
            "lines": [self._visit_line(line) for line in visit.line_ids],
            "note": visit.note or "",
            "source": source[visit.source],
            "total": format_amount(self.env, visit.amount_total, visit.currency_id),
            "due": format_amount(self.env, visit.amount_due, visit.currency_id) if visit.amount_due else "",
            "cancel_reason": visit.cancel_reason or "",
            "overbook_reason": visit.overbook_reason or "",
        }

    @api.model
    def _visit_line(self, line):
        return {
            "id": line.id,
            "service": line.name,
            "color": line.product_id.color,
            "start": line.start and line.branch_id._wall(line.start).isoformat(),
            "minutes": line.duration,
            "who": line.resource_id.name or "",
            "rooms": ", ".join(line._rooms().mapped("name")),
            "overbooked": line.overbooked,
            "is_service": line.is_service,
        }

    @api.model
    def get_repeat(self, visit_id):
        """:return: dict of ``client`` and ``services`` with which a visit is booked once more"""
        self._check_may_change()
        visit = self.env["clientele.visit"].browse(visit_id)
        visit.check_access("read")
        partner = visit.partner_id.with_company(visit.company_id)
        return {
            "client": self._client_facts(partner).get(partner.id, False),
            "services": [
                {"service": self._service(line.product_id, visit.branch_id), "resource_id": line.resource_id.id or 0}
                for line in visit.line_ids.filtered("is_service")
            ],
        }

    @api.model
    def add_service(self, visit_id, product_id, resource_id=0):
        """Add a service behind the others of a visit.

        :return: {} or what was taken
        """
        self._check_may_change()
        visit = self.env["clientele.visit"].browse(visit_id)
        branch, wall = visit.branch_id, wall_day(visit.branch_id._zone(), visit.branch_id._day_of(visit.stop))
        service = {"product_id": product_id, "resource_id": resource_id, "start": wall.minute_of(visit.stop)}
        return self._answer_taken(lambda: self._add_line(visit, self._prepare_service(branch, wall, service, 0)))

    @api.model
    def _add_line(self, visit, values):
        last = max(visit.line_ids.mapped("sequence"), default=0)
        line = self.env["clientele.visit.line"].create(
            {
                **values,
                "visit_id": visit.id,
                "sequence": last + 1,
                "offset": minutes_between(visit.start, visit.stop),
            }
        )
        return {"id": line.id}
