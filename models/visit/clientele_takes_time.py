from odoo import fields, models
from odoo.exceptions import UserError


class ClienteleTakesTime(models.AbstractModel):
    """Takes the time of people, rooms and equipment, so that nobody is booked twice (DESIGN 4).

    Who inherits it has a branch, company and stop, names the field of ``clientele.occupancy`` that points to it, and
    says in ``_wanted_time`` what it needs.
    """

    _name = "clientele.takes.time"
    _description = "Takes Time"
    _occupancy_kind = None
    _occupancy_field = None

    overbook_reason = fields.Char(
        string="Reason for overbooking",
        copy=False,
        help="Takes time that is taken. Needs the right to overbook.",
    )
    overbooked = fields.Boolean(readonly=True, copy=False, help="Shares its time with something else.")

    # ---------------------------------------------------------------- hooks

    def _wanted_time(self):
        """:return: list of Taken
        :raises UserError: where somebody is needed twice at a time
        """
        raise NotImplementedError

    def _may_take_time(self):
        """:return: whether it is still open: what is over takes nobody's time any more"""
        raise NotImplementedError

    def _mark_overbooked(self):
        """Note what shares its time."""
        overbooked = self._occupancy([("blocking", "=", False)])[self._occupancy_field]
        for record in self:
            if record.overbooked != (record in overbooked):
                record.overbooked = record in overbooked

    # ---------------------------------------------------------------- taking time

    def _schedule(self):
        """Make the occupied time of these records what they need now; calling it again changes nothing.

        What is over is history: recording it takes nobody's time, and what it took stays as long as it is not moved.
        """
        if self.env.context.get("clientele_scheduling"):
            return
        present = {(row[self._occupancy_field], row._as_taken()): row for row in self._occupancy()}
        wanted = {(record, taken): record for record in self for taken in record._wanted_time()}
        gone = [row for key, row in present.items() if key not in wanted]
        self.env["clientele.occupancy"].sudo().concat(*gone).unlink()  # sudo: as in _occupancy
        fresh = [key for key in wanted if key not in present]
        now = self.env["clientele.branch"]._now()
        for record in self:
            needed = [taken for owner, taken in fresh if owner == record]
            if needed and record.stop > now and record._may_take_time():
                record._take_time(needed)
        self._mark_overbooked()

    def _occupancy(self, domain=()):
        """:return: the occupied time of these records"""
        Occupancy = self.env["clientele.occupancy"].sudo()  # sudo: who changes the record takes and frees its time
        return Occupancy.search([(self._occupancy_field, "in", self.ids), *domain])

    def _take_time(self, wanted):
        """
        :param wanted: list of Taken
        :raises SlotTaken: where somebody is not free, unless it is overbooked by somebody who may
        """
        Occupancy = self.env["clientele.occupancy"]
        clashes = Occupancy._clashes(wanted, hold_key=self.env.context.get("clientele_hold_key"))
        if clashes:
            if not self.overbook_reason:
                Occupancy._refuse(*clashes[0])
            self._check_may_overbook()
        clashing = {taken for taken, __ in clashes}
        Occupancy._take([{**self._prepare_occupancy(taken), "blocking": taken not in clashing} for taken in wanted])

    def _check_may_overbook(self):
        """:raises UserError: where the user may not overbook"""
        if not (self.env.su or self.env.user.has_group("clientele.clientele_group_overbook")):
            raise UserError(self.env._("Ask somebody with the right to overbook, or choose a time that is free."))

    def _prepare_occupancy(self, taken):
        """:return: values of a row of occupied time"""
        return {
            "kind": self._occupancy_kind,
            "resource_id": taken.resource,
            "start": taken.start,
            "stop": taken.stop,
            self._occupancy_field: self.id,
            "branch_id": self.branch_id.id,
            "company_id": self.company_id.id,
        }
