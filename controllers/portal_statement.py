from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..tools.periods import relative
from .portal import as_day, own_partner

URL = "/my/wallet/statement"


def own_period(since, until):
    """:return: (first, last) day; the last 12 months for days that make no sense"""
    first, last = relative("last_12_months", request.env["clientele.branch"]._today())
    days = as_day(since) or first, as_day(until) or last
    return days if days[0] <= days[1] else (first, last)


def own_statements(since, until):
    """:return: list of values of clientele.statement, one per company of which the client has something"""
    partner = own_partner()
    first, last = own_period(since, until)
    subscriptions = request.env["clientele.subscription"].sudo()  # sudo: limited to the client's own
    companies = subscriptions.search([("partner_id", "=", partner.id)]).company_id
    return [
        {"partner_id": partner.id, "company_id": company.id, "period": "own", "date_from": first, "date_to": last}
        for company in companies or request.env.company._clientele_root()
    ]


class ClientelePortalStatement(CustomerPortal):
    """The client's own statement over a period, on the screen and as PDF (FO8)."""

    @route(URL, type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def portal_my_statement(self, since=None, until=None, **_query):
        """:param since: ISO date
        :param until: ISO date, included
        """
        own = own_statements(since, until)
        statements = request.env["clientele.statement"].sudo()  # sudo: of the own client, and not stored
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "clientele_statement",
            "url": URL,
            "statements": [statements.new(value) for value in own],
            "chosen": {"since": own[0]["date_from"].isoformat(), "until": own[0]["date_to"].isoformat()},
        }
        return request.render("clientele.clientele_portal_statement", values)

    @route(URL, type="http", auth="user", website=True, methods=["POST"])
    def portal_my_statement_pdf(self, since=None, until=None, **_query):
        """The same as PDF, or as a page where nothing here makes one: a POST, because the report's rows are stored for
        a while."""
        own = own_statements(since, until)
        statements = request.env["clientele.statement"].sudo().create(own)  # sudo: of the own client
        content, extension = statements._rendered()
        name = f"{request.env._('Statement')} {own[0]['date_from']} {own[0]['date_to']}.{extension}"
        mime = "application/pdf" if extension == "pdf" else "text/html; charset=utf-8"
        headers = [("Content-Type", mime), ("Content-Disposition", content_disposition(name))]
        return request.make_response(content, [*headers, ("Cache-Control", "no-store")])
