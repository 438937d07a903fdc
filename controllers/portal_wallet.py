from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from .portal import as_day, as_number, own_partner

URL = "/my/wallet"
PER_PAGE = 20


def all_subscriptions():
    """:return: clientele.subscription with sudo, for which it is one day during the whole request"""
    today = request.env["clientele.branch"]._today()
    # sudo: the callers limit them to the client's own and shared ones
    return request.env["clientele.subscription"].sudo().with_context(clientele_today=today)


def own_subscriptions():
    """:return: (clientele.subscription with sudo, Domain of those that run, Domain of those that ended)"""
    subscriptions = all_subscriptions()
    return subscriptions, *subscriptions._portal_domain(own_partner())


class ClientelePortalWallet(CustomerPortal):
    """What a client has prepaid: what is left, what is to be paid, and every movement (CR9)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "clientele_wallet_count" in counters:
            subscriptions, running, _ended = own_subscriptions()
            values["clientele_wallet_count"] = subscriptions.search_count(running)
        if "clientele_overdue_count" in counters:
            subscriptions, running, _ended = own_subscriptions()
            own = subscriptions.search(running & Domain("partner_id", "=", own_partner().id))
            values["clientele_overdue_count"] = len(own.instalment_ids.filtered("overdue"))
        return values

    @route(URL, type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def portal_my_wallet(self, answer=None, **_query):
        """:param answer: "unknown" after a subscription that the client does not have"""
        subscriptions, running, ended = own_subscriptions()
        partner = own_partner()
        unknown = (False, request.env._("There is no such subscription of yours."))
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "clientele_wallet",
            "url": URL,
            "answer": answer == "unknown" and unknown,
            "points": request.env["loyalty.card"].sudo()._portal_points(partner),  # sudo: the client's own cards
            "tiers": partner._portal_tiers(),
            "running": subscriptions.search(running, order="end_date, id")._portal_cards(partner),
            "ended": subscriptions.search(ended, order="end_date desc, id desc")._portal_cards(partner),
        }
        return request.render("clientele.clientele_portal_wallet", values)

    @route(
        [f"{URL}/<int:subscription_id>", f"{URL}/<int:subscription_id>/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_my_subscription(self, subscription_id, page=1, since=None, until=None, **_query):
        """What is left of one own subscription, its instalments, and its movements page by page.

        :param since: ISO date, to show only the movements from that day on
        :param until: ISO date, to show only the movements up to and with that day
        """
        subscription = self._clientele_subscription(subscription_id)
        if not subscription:
            return request.redirect(f"{URL}?answer=unknown", code=303)
        days = {"since": as_day(since), "until": as_day(until)}
        chosen = {name: day.isoformat() for name, day in days.items() if day}
        here = f"{URL}/{subscription.id}"
        moves = subscription.env["clientele.move"]
        domain = self._clientele_moves_domain(subscription, **chosen)
        pages = pager(here, moves.search_count(domain), as_number(page), PER_PAGE, url_args=chosen)
        found = moves.search(domain, order="id desc", limit=PER_PAGE, offset=pages["offset"])
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "clientele_subscription",
            "url": here,
            "card": subscription._portal_card(own=True),
            "rows": found._portal_rows(),
            "chosen": chosen,
            "pager": pages,
        }
        return request.render("clientele.clientele_portal_subscription", values)

    def _clientele_subscription(self, subscription_id):
        """:return: the own subscription (sudo), empty for what there is not, what is another's and what is shared"""
        return all_subscriptions().search([("id", "=", subscription_id), ("partner_id", "=", own_partner().id)])

    def _clientele_moves_domain(self, subscription, since=None, until=None):
        """:return: Domain of its movements in a period, both days included"""
        domain = Domain("lot_id.subscription_id", "=", subscription.id)
        if since:
            domain &= Domain("day", ">=", since)
        if until:
            domain &= Domain("day", "<=", until)
        return domain
