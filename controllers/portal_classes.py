from werkzeug.urls import url_encode

from odoo.fields import Domain
from odoo.http import request, route
from odoo.tools import format_date, groupby

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from .portal import as_day, as_number, own_partner

URL = "/my/classes"
URLS = [URL, f"{URL}/page/<int:page>"]
PER_PAGE = 40


def own_classes():
    """:return: (clientele.session with sudo, Domain of the classes that the client can book or is in)"""
    sessions = request.env["clientele.session"].sudo()  # sudo: limited to what is offered to the client, and the own
    return sessions, sessions._portal_domain(own_partner())


class ClientelePortalClasses(CustomerPortal):
    """The classes that a client can book: free and full ones in colour and in words (FO5)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "clientele_class_count" in counters:
            sessions, domain = own_classes()
            values["clientele_class_count"] = sessions.search_count(domain)
        return values

    @route(URLS, type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def portal_my_classes(self, page=1, answer=None, **query):
        """
        :param query: branch and service (ids) and day (ISO) to show only those
        :param answer: what came of a booking, see ``_clientele_answer``
        """
        sessions, domain = own_classes()
        choices = self._clientele_choices(sessions, domain)
        chosen = self._clientele_chosen(choices, **query)
        domain &= self._clientele_chosen_domain(chosen)
        pages = pager(URL, sessions.search_count(domain), as_number(page), PER_PAGE, url_args=chosen)
        found = sessions.search(domain, order="day, start, id", limit=PER_PAGE, offset=pages["offset"])
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "clientele_classes",
            "url": URL,
            "here": pages["page"]["url"],
            "answer": self._clientele_answer(answer),
            "days": self._clientele_days(found),
            "choices": choices,
            "chosen": chosen,
            "pager": pages,
        }
        return request.render("clientele.clientele_portal_classes", values)

    @route(URLS, type="http", auth="user", website=True, methods=["POST"])
    def portal_my_classes_change(self, book=None, leave=None, **query):
        """Book a class or give a seat up, then show the page from which it was done.

        :param book: id of the class
        :param leave: id of the own seat
        """
        answer = self._clientele_book(as_number(book)) if book else self._clientele_leave(as_number(leave))
        kept = {name: query[name] for name in ("branch", "service", "day") if isinstance(query.get(name), str)}
        return request.redirect(f"{request.httprequest.path}?{url_encode({**kept, 'answer': answer})}", code=303)

    def _clientele_book(self, session_id):
        sessions = request.env["clientele.session"].sudo()  # sudo: limited to what is offered to the client
        partner = own_partner()
        session = sessions.search(Domain("id", "=", session_id) & sessions._online_domain(partner))
        return session._book_online(partner) if session else "unknown"

    def _clientele_leave(self, seat_id):
        seats = request.env["clientele.seat"].sudo()  # sudo: limited to the client's own
        seat = seats.search([("id", "=", seat_id), ("partner_id", "=", own_partner().id)])
        return seat._leave_online() if seat else "unknown"

    # ---------------------------------------------------------------- what the page shows

    def _clientele_choices(self, sessions, domain):
        """:return: {name in the URL: records that can be chosen}"""
        [(branches, services)] = sessions._read_group(domain, [], ["branch_id:recordset", "product_id:recordset"])
        return {"branch": branches.sorted("name"), "service": services.sorted("name")}

    def _clientele_chosen(self, choices, day=None, **query):
        """:return: {name in the URL: value}, what of the query makes sense"""
        ids = {name: as_number(query.get(name)) for name in choices}
        chosen = {name: number for name, number in ids.items() if number in choices[name].ids}
        return {**chosen, "day": as_day(day).isoformat()} if as_day(day) else chosen

    def _clientele_chosen_domain(self, chosen):
        fields = {"branch": "branch_id", "service": "product_id", "day": "day"}
        return Domain.AND(Domain(fields[name], "=", value) for name, value in chosen.items())

    def _clientele_days(self, sessions):
        """:return: list of (date, its words, list of cards), see ``clientele.session._portal_cards``"""
        cards = sessions._portal_cards(own_partner())
        return [
            (day, format_date(request.env, day, date_format="full"), group)
            for day, group in groupby(cards, lambda card: card["session"].day)
        ]

    def _clientele_answer(self, code):
        """:return: (whether it is good news, words), None for a code that there is not"""
        env = request.env
        return {
            "booked": (True, env._("You are booked. See you there!")),
            "waiting": (True, env._("The class is full. You are on its waiting list; we tell you of a free seat.")),
            "left": (True, env._("You are out of the class. Thank you for telling us.")),
            "already": (False, env._("You are in this class already.")),
            "full": (False, env._("The last seat is just taken, and the waiting list is closed. Choose another.")),
            "late": (False, env._("It is too late to give up this place online. Please call us.")),
            "unknown": (False, env._("This is not open to you, or not any more. Choose another class.")),
        }.get(code)
