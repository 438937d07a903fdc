from werkzeug.urls import url_encode

from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.visit.clientele_visit import OPEN_STATES
from .portal import as_number, own_partner

URL = "/my/visits"
URLS = [URL, f"{URL}/page/<int:page>"]
PER_PAGE = 20


def own_visits():
    """:return: (clientele.visit with sudo, Domain of the own visits to come, Domain of the others)"""
    visits = request.env["clientele.visit"].sudo()  # sudo: limited to the client's own
    own = Domain("partner_id", "=", own_partner().id) & Domain("kind", "=", "visit")
    to_come = Domain("state", "in", OPEN_STATES) & Domain("stop", ">", visits.env["clientele.branch"]._now())
    return visits, own & to_come, own & ~to_come


class ClientelePortalVisits(CustomerPortal):
    """What a client has booked, and what became of earlier visits."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "clientele_visit_count" in counters:
            visits, to_come, _past = own_visits()
            values["clientele_visit_count"] = visits.search_count(to_come)
        return values

    @route(URLS, type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def portal_my_visits(self, page=1, answer=None, **_query):
        """Those to come on every page, the others page by page.

        :param answer: what came of a cancellation, see ``_clientele_visit_answer``
        """
        visits, to_come, past = own_visits()
        pages = pager(URL, visits.search_count(past), as_number(page), PER_PAGE)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "clientele_visits",
            "here": pages["page"]["url"],
            "answer": self._clientele_visit_answer(answer),
            "to_come": visits.search(to_come, order="start, id"),
            "past": visits.search(past, order="start desc, id desc", limit=PER_PAGE, offset=pages["offset"]),
            "pager": pages,
        }
        return request.render("clientele.clientele_portal_visits", values)

    @route(URLS, type="http", auth="user", website=True, methods=["POST"])
    def portal_my_visits_change(self, cancel=None, **_query):
        """Cancel a visit, then show the page from which it was done.

        :param cancel: id of the own visit
        """
        visits, to_come, past = own_visits()
        visit = visits.search(Domain("id", "=", as_number(cancel)) & (to_come | past))
        answer = visit._cancel_online() if visit else "unknown"
        return request.redirect(f"{request.httprequest.path}?{url_encode({'answer': answer})}", code=303)

    def _clientele_visit_answer(self, code):
        """:return: (whether it is good news, words), None for a code that there is not"""
        env = request.env
        return {
            "cancelled": (True, env._("Your visit is cancelled. Thank you for telling us.")),
            "late": (False, env._("It is too late to cancel this visit online. Please call us.")),
            "unknown": (False, env._("There is no such visit of yours.")),
        }.get(code)
