from odoo import models


class ClienteleTierChange(models.Model):
    """The histories of clients who are merged become one; on each day it says the highest tier that one of them had.

    What happened to each of them stays: rows are only added, behind the last of a day.
    """

    _inherit = "clientele.tier.change"

    def _join(self, kept):
        """:param self: what happened to all of them, before it is the kept client's"""
        for changes in self.grouped(lambda change: (change.company_id, change.rule_id)).values():
            if len(changes.partner_id) > 1:
                changes.sorted(lambda change: (change.day, change.id))._keep_highest(kept)
        for partner, changes in self.filtered(lambda change: change.partner_id != kept).grouped("partner_id").items():
            changes._name_owner(partner)

    def _keep_highest(self, kept):
        """:param self: changes of one rule, the first one first"""
        held = {}
        for day, changes in self.grouped("day").items():
            held.update({change.partner_id: change for change in changes})
            highest = max(held.values(), key=lambda change: change._rank(day))
            if changes[-1]._rank(day) < highest._rank(day):
                highest._repeat(kept, day)

    def _rank(self, day):
        """:return: where the tier begins; −1 below all, and where it was set by hand until a day that is over"""
        over = self.until and self.until < day
        return self.tier_id.threshold if self.tier_id and not over else -1

    def _repeat(self, kept, day):
        names = ("company_id", "rule_id", "tier_id", "threshold", "turnover", "until", "note")
        values = {name: self._fields[name].convert_to_write(self[name], self) for name in names}
        reason = "by_hand" if self.reason == "by_hand" else "merged"
        self.create({**values, "partner_id": kept.id, "day": day, "reason": reason})

    def _name_owner(self, partner):
        for note, changes in self.grouped("note").items():
            words = self.env._("%(client)s, merged", client=partner.display_name)
            changes.note = f"{note} ({words})" if note else words
