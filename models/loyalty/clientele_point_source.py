from decimal import Decimal

from odoo import models

from ...tools import allocation
from ..wallet.clientele_lot import units


class ClientelePointSource(models.AbstractModel):
    """A document whose lines earn points, and that points pay for (LO1, LO2).

    It begins to earn once, when it is confirmed; from then on :meth:`_clientele_follow_points` brings what was given
    and taken to what is left of it. Who inherits says what the lines are.
    """

    _name = "clientele.point.source"
    _description = "Document that Earns Points"

    # ---------------------------------------------------------------- what the kinds of documents say

    def _clientele_earns(self):
        """:return: whether the document stands, so that it earns"""
        raise NotImplementedError

    def _clientele_may_earn_yet(self):
        """:return: whether it does not stand yet, and may one day"""
        raise NotImplementedError

    def _clientele_earning_lines(self):
        """:return: {line: ``allocation.Line``} of what was bought"""
        raise NotImplementedError

    def _clientele_line_of(self, award):
        """:return: the line that an award is for"""
        raise NotImplementedError

    def _clientele_sold_at(self):
        """:return: (company, branch, day)"""
        raise NotImplementedError

    def _clientele_kept(self, line):
        """:return: share of a line that was not returned, as Decimal"""
        return Decimal(1)

    def _clientele_points_spent(self):
        """:return: {card: points} that pay for what is left of the document, as Decimal"""
        return {}

    def _clientele_promoted(self):
        """:return: lines that promotions of other programs make cheaper"""
        raise NotImplementedError

    def _clientele_may_overdraw(self):
        """:return: whether it is paid already, so that missing points may not stop it"""
        return False

    def _clientele_prepare_awards(self):
        """:return: values that all ``clientele.award`` of the document share"""
        company, __, day = self._clientele_sold_at()
        return {"partner_id": self.partner_id.id, "company_id": company.id, "day": day}

    def _clientele_prepare_award(self, line, award):
        """:return: the other values of one"""
        return {
            "product_id": line.product_id.id,
            "program_id": award.program,
            "rule_id": award.rule,
            "tier_id": award.tier,
            "mode": self.env["loyalty.rule"].browse(award.rule)._clientele_kept().mode if award.rule else False,
            "rate": float(award.rate),
            "base_amount": float(award.base),
            "points_sold": float(award.points),
            "points": float(allocation.cents(award.points * self._clientele_kept(line))),
            "net_price": line._clientele_net_price(),
            "promotional": award.reason == allocation.PROMOTIONAL,
            "reduced": award.reason == allocation.PROMOTIONAL and line not in self._clientele_promoted(),
            "reason": award.reason,
            "beaten": [[rule, float(points)] for rule, points in award.beaten],
        }

    def _clientele_point_details(self):
        """:return: dict of what the moves document"""
        return {}

    # ---------------------------------------------------------------- earning

    def _clientele_programs(self):
        """:return: the programs in which something may earn"""
        company, __, day = self._clientele_sold_at()
        Program = self.env["loyalty.program"].sudo()  # sudo: rules are the same whoever sells
        return Program.search(Program._clientele_earning_domain(company, day))

    def _clientele_allocate(self):
        """:return: [(line, ``allocation.Award``)]: what each line earns by today's rules"""
        programs = self._clientele_programs()
        lines = self._clientele_earning_lines() if programs and self._clientele_is_known() else {}
        if not lines:
            return []
        company, branch, day = self._clientele_sold_at()
        products = self.env["product.product"].union(*(line.product_id for line in lines))
        rules = programs._clientele_allocation_rules(products, self.partner_id)
        applied = self.clientele_applied_program_id
        buyer = programs._clientele_buyer(self.partner_id, company, branch, day, without=self, applied=applied)
        best = company._clientele_root().clientele_best
        return list(zip(lines, allocation.allocate(list(lines.values()), rules, buyer, best), strict=True))

    def _clientele_is_known(self):
        """:return: whether points would be somebody's"""
        return bool(self.partner_id) and not self.partner_id.is_public

    def _clientele_points_offered(self):
        """:return: {program: points}, as Decimal, of a document that is not confirmed yet"""
        found = {}
        for __, award in self._clientele_allocate():
            if award.program:
                found[award.program] = found.get(award.program, Decimal(0)) + award.points
        return {self.env["loyalty.program"].browse(program): points for program, points in found.items()}

    def _clientele_begin_points(self):
        """Documents that were just confirmed earn by today's rules, and take the points that pay for them."""
        self._clientele_work_out_points()

    def _clientele_work_out_points(self):
        """Whatever was given and taken so far is brought to what today's rules say."""
        for source in self.sudo():  # sudo: points are kept right whoever sells
            source.clientele_award_ids.unlink()
            source._clientele_award(source._clientele_allocate())
            source._clientele_settle_points()

    def _clientele_award(self, allocated):
        if not allocated:
            return
        shared = self._clientele_prepare_awards()
        values = [{**shared, **self._clientele_prepare_award(line, award)} for line, award in allocated]
        self.env["clientele.award"]._insert(values)
        for records in (self, *(line for line, __ in allocated)):
            records.invalidate_recordset(["clientele_award_ids"], flush=False)
        self.modified(["clientele_award_ids"])

    # ---------------------------------------------------------------- following what happens to it

    def _clientele_follow_points(self):
        """Edited, cancelled or partly returned documents keep what is left of them, exactly (LO11)."""
        for source in self.sudo():  # sudo: points are kept right whoever sells
            if source.clientele_award_ids or source._clientele_settlements():
                source._clientele_update_awards()
                source._clientele_settle_points()

    def _clientele_update_awards(self):
        """Lines that earn keep their rule and rate; those that came later earn by the rules of today."""
        lines = self._clientele_earning_lines() if self._clientele_earns() else {}
        awards = {self._clientele_line_of(award): award for award in self.clientele_award_ids}
        over = [line for line, award in awards.items() if line not in lines or award._is_outdated(lines[line])]
        self.env["clientele.award"].union(*(awards.pop(line) for line in over)).unlink()
        if lines.keys() - awards.keys():
            self._clientele_award([row for row in self._clientele_allocate() if row[0] not in awards])
        self._clientele_bring_awards(lines)

    def _clientele_bring_awards(self, lines):
        """:param lines: {line: ``allocation.Line``} as they are now"""
        rows = [(award, self._clientele_line_of(award)) for award in self.clientele_award_ids]
        sold = self.clientele_award_ids._points_sold([lines[line] for __, line in rows])
        for (award, line), points in zip(rows, sold, strict=True):
            award._follow(lines[line], points, self._clientele_kept(line))
            if award.net_price != (net := line._clientele_net_price()):
                award.write({"reduced": bool(line._clientele_promotional()), "net_price": net})

    def _clientele_settle_points(self):
        """Post what the cards have to get or to give; again posts nothing."""
        earned, spent = self._clientele_points_earned(), self._clientele_points_spent()
        rows = {row.card_id: row for row in self._clientele_settlements()}
        for card in sorted({*earned, *spent, *rows}, key=lambda card: card.id):
            row = rows.get(card) or self._clientele_new_settlement(card)
            targets = earned.get(card, Decimal(0)), spent.get(card, Decimal(0))
            row._settle(*targets, self._clientele_may_overdraw(), self._clientele_point_details())

    def _clientele_points_earned(self):
        """:return: {card: points} of the awards, as Decimal"""
        points = {}
        for award in self.clientele_award_ids:
            if award.points:
                key = award.program_id
                points[key] = points.get(key, Decimal(0)) + units(award.points)
        return {program._clientele_card(self.partner_id): value for program, value in points.items()}

    def _clientele_settlements(self):
        return self.env["clientele.point.settlement"].search([("source", "=", self._clientele_point_key())])

    def _clientele_new_settlement(self, card):
        company = self._clientele_sold_at()[0]
        values = {"source": self._clientele_point_key(), "card_id": card.id, "company_id": company.id}
        return self.env["clientele.point.settlement"].create(values)

    def _clientele_point_key(self):
        return f"{self._name}:{self.id}"
