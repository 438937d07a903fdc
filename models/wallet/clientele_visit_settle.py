from odoo import api, models

from ...tools import settlement
from ..visit.clientele_visit import OPEN_STATES
from .clientele_lot import units


class ClienteleVisit(models.Model):
    """What the wallet can pay of a visit, and how that is asked when the visit is closed (CR7, CR8)."""

    _inherit = "clientele.visit"

    # ---------------------------------------------------------------- closing

    def action_done(self):
        """Close the visits. Where something prepaid can pay what nobody has decided yet, that is asked for one visit,
        and taken as proposed for several.
        """
        if not self._undecided():
            return super().action_done()
        return self._ask_what_pays() if len(self) == 1 else self._close_unasked()

    def _undecided(self):
        """:return: the visits with a line that something prepaid can pay, and that money would pay otherwise; and those
        that were closed before, which may be paid otherwise this time
        """
        coming = self.filtered(lambda visit: visit.state in OPEN_STATES)
        lines = self.env["clientele.visit.line"].concat(*coming._wallet_offers())
        undecided = lines.filtered(lambda line: line.paid_by == "money" or line.wallet_revision)
        return undecided.visit_id

    def _ask_what_pays(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_settle_action")
        wizard = self.env["clientele.settle"]._open(self)
        return {**action, "res_id": wizard.id}

    def _close_unasked(self):
        """One visit after the other, so that each is offered what the one before left."""
        undecided = self._undecided()
        for visit in undecided:
            visit._choose_ways(visit._wallet_proposal())
            visit._close()
        super(ClienteleVisit, self - undecided)._close_unasked()
        return undecided._tell_what_paid()

    def _choose_ways(self, ways):
        """:param ways: {line id: (visits or credits, whose)}; the others are paid by money"""
        for line in self.line_ids:
            line._choose_way(ways.get(line.id))

    def _tell_what_paid(self):
        """:return: the notification that says for whom something prepaid was taken, None for nobody"""
        paid = self.filtered(lambda visit: any(visit.line_ids.mapped("prepaid")))
        if not paid:
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Paid from the wallet"),
                "message": ", ".join(visit._say_what_paid() for visit in paid),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _say_what_paid(self):
        taken = filter(None, self.line_ids.mapped("prepaid_text"))
        return f"{self.partner_id.name} ({', '.join(taken)})"

    # ---------------------------------------------------------------- what can pay

    def _wallet_offers(self, chosen=None):
        """What can pay the lines of these visits, while those that are decided are paid as decided.

        :param chosen: {line id: (visits or credits, whose)}, by default what the lines say
        :return: {line: list of ``settlement.Offer``}; in the same number of queries for many visits
        """
        found = {}
        for visit, sources in self._wallet_sources().items():
            lines = visit._payable_lines()
            ways = visit._chosen_ways() if chosen is None else chosen
            offers = settlement.offers([line._as_settled() for line in lines], sources, ways, visit._unit())
            found.update({line: offers[line.id] for line in lines if line.id in offers})
        return found

    def _wallet_proposal(self):
        """:return: {line id: (visits or credits, whose)}: what was chosen for the visit, and what is proposed"""
        self.ensure_one()
        lines = [line._as_settled() for line in self._payable_lines()]
        sources = self._wallet_sources().get(self, [])
        return settlement.propose(lines, sources, self._chosen_ways(), self.partner_id.id, self._unit())

    def _chosen_ways(self):
        return {line.id: line._way() for line in self.line_ids if line.paid_by != "money"}

    def _unit(self):
        return units(self.currency_id.rounding)

    def _payable_lines(self):
        """:return: lines that something prepaid may pay: services that no order bills"""
        return self.line_ids.filtered(lambda line: line.is_service and not line.billed and line.quantity > 0)

    def _wallet_sources(self):
        """:return: {visit: list of ``settlement.Source``} of the visits for which there is something"""
        lots = self._wallet_lots()
        found = {}
        for visit in self if lots else ():
            paying = lots.filtered(
                lambda lot, visit=visit: lot._may_serve(visit.partner_id, visit.company_id, visit.day)
            ).with_prefetch(lots._prefetch_ids)
            if paying:
                found[visit] = [lot._as_source(visit._payable_lines().product_id) for lot in paying]
        return found

    @api.model
    def _may_read_wallet(self):
        return self.env["clientele.lot"].has_access("read")

    def _wallet_lots(self):
        """:return: what the clients of these visits have, or share, that pays services"""
        Lot = self.env["clientele.lot"]
        return Lot._wallet_of(self.partner_id, self.company_id) if self._may_read_wallet() else Lot
