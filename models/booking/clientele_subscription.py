from datetime import date
from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from ..wallet.clientele_lot import units
from .portal_words import day_words, number_words

RUNNING = ("active", "frozen")


class ClienteleSubscription(models.Model):
    """What a client sees of the own subscriptions, and of those that are shared with the client (CR9).

    Clients have no rights here: callers use sudo and pass the partner of who is logged in.
    """

    _inherit = "clientele.subscription"

    @api.model
    def _portal_domain(self, partner):
        """:return: (Domain of what the client can use now or later, Domain of what has ended), own and shared"""
        seen = Domain("partner_id", "=", partner.id) | Domain("guest_ids", "in", partner.ids)
        lasts = Domain("end_date", "=", False) | Domain("end_date", ">=", self.env["clientele.branch"]._today())
        running = Domain("state", "in", RUNNING) & lasts
        return seen & running, seen & ~running

    def _portal_cards(self, partner):
        """:return: list of dicts, what the portal shows of each; of a shared one nothing of what its owner pays"""
        return [subscription._portal_card(subscription.partner_id == partner) for subscription in self]

    def _portal_card(self, own):
        return {
            "subscription": self,
            "own": own,
            "left": self._portal_left_words(own),
            "details": self._portal_details(own),
            "services": self._portal_services(),
            "validity": self._portal_validity(),
            "status": self._portal_status(),
            "payment": own and self._portal_payment(),
        }

    # ---------------------------------------------------------------- what is left

    def _portal_left_words(self, own):
        left = sum(map(units, self._portal_lots().mapped("balance")))
        words = {"left": number_words(self.env, left + (self._portal_unpaid() if own else 0))}
        if not own:
            return self._portal_shared_words(words)
        words["total"] = number_words(self.env, self.units_total)
        if self.kind == "credits":
            return self.env._("Credits left: %(left)s of %(total)s", **words)
        return self.env._("Visits left: %(left)s of %(total)s", **words)

    def _portal_shared_words(self, words):
        if self.kind == "credits":
            return self.env._("Credits left: %(left)s", **words)
        return self.env._("Visits left: %(left)s", **words)

    def _portal_details(self, own):
        """:return: list of sentences that say when what is left can be used, empty where that is any day"""
        windows = self._portal_lots().grouped(lambda lot: (lot._portal_opens(), lot._portal_expires()))
        unpaid = self._portal_unpaid() if own else 0
        if list(windows) == [(False, False)] and self.state == "active" and not unpaid:
            return []
        in_order = sorted(windows, key=lambda days: [day or date.min for day in days])
        found = [windows[days]._portal_window_words(*days) for days in in_order]
        if unpaid:
            found.append(self.env._("After the next payments: %(units)s", units=number_words(self.env, unpaid)))
        return found

    def _portal_lots(self):
        """:return: its lots in which there is something that can be used today or later"""
        today = self.env["clientele.branch"]._today()
        lots = self.lot_ids.filtered("balance") if self.state in RUNNING else self.lot_ids.browse()
        return lots.filtered(lambda lot: not lot.expires_on or lot.expires_on >= today)

    def _portal_unpaid(self):
        """:return: units that instalments will open, as Decimal"""
        today = self.env["clientele.branch"]._today()
        parts = self.instalment_ids.filtered(lambda part: part.state == "due") if self.state in RUNNING else []
        return sum((part._to_open() for part in parts if not part.expires_on or part.expires_on >= today), Decimal(0))

    # ---------------------------------------------------------------- what it is

    def _portal_services(self):
        """:return: what it pays, in words"""
        plan = self.plan_id
        products = plan.service_ids.with_context(display_default_code=False)
        categories = [self.env._("all of %(category)s", category=categ.name) for categ in plan.service_categ_ids]
        return ", ".join([*products.mapped("display_name"), *categories]) or self.env._("every service")

    def _portal_validity(self):
        days = {"first": day_words(self.env, self.start_date), "last": day_words(self.env, self.end_date)}
        if not self.end_date:
            return self.env._("Valid from %(first)s on, without end", **days)
        if self.start_date > self.env["clientele.branch"]._today():
            return self.env._("Valid from %(first)s until %(last)s", **days)
        return self.env._("Valid until %(last)s", **days)

    def _portal_status(self):
        """:return: words for what keeps, or will keep, it from being used, False where nothing does"""
        freeze = self.state in RUNNING and self.freeze_ids and self._next_freeze()
        if freeze:
            return freeze._portal_words()
        if self.state != "active":
            return dict(self._fields["state"]._description_selection(self.env))[self.state]
        over = self.end_date and self.end_date < self.env["clientele.branch"]._today()
        return over and self.env._("Ended")

    def _portal_payment(self):
        """:return: the instalment that is to be paid next, if any"""
        return self.instalment_ids.filtered(lambda part: part.state == "due")[:1] if self.state in RUNNING else False
