from contextlib import contextmanager
from datetime import datetime

from odoo import api, fields, models

from ...tools.pin_tries import TRIES, tries_left, waits_for


class ClientelePinTry(models.Model):
    """The wrong PINs that a user typed for a program, so that nobody tries all of them (SK7)."""

    _name = "clientele.pin.try"
    _description = "Wrong PINs"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="cascade")
    program_id = fields.Many2one("loyalty.program", required=True, readonly=True, index=True, ondelete="cascade")
    wrong_at = fields.Json(string="Typed at", readonly=True, help="The last ones, in ISO format, the oldest first.")

    _one = models.UniqueIndex("(user_id, program_id)")

    @api.model
    def _why_not(self, program, pin):
        """Look at a PIN that the user typed.

        Each try is noted before the PIN is looked at, so tries at the same time cannot pass each other.

        :return: why it is refused, as a sentence; empty where it is right, or where none is needed
        """
        if not program.clientele_has_pin:
            return ""
        if not pin:
            return self.env._("“%(program)s” asks for its PIN. Type it.", program=program.name)
        now = fields.Datetime.now()  # waiting is by the machine's clock, whatever day is being looked at
        with self._apart() as tries:
            wait, moments = tries._row(program)._note(now)
        if wait:
            return self._say_wait(wait)
        if not program._clientele_is_pin(pin):
            return self._say_wrong(moments, now)
        with self._apart() as tries:
            tries._row(program).unlink()
        return ""

    @contextmanager
    def _apart(self):
        """A transaction of its own, one after another: what is counted stays, whatever becomes of the request."""
        with self.env.registry.cursor() as cr:
            cr.execute("LOCK TABLE clientele_pin_try IN EXCLUSIVE MODE")  # before it sees the database
            yield self.with_env(self.env(cr=cr)).sudo()  # sudo: nobody writes the count but these methods

    def _row(self, program):
        """:return: the row of the user at a program, made if there is none"""
        values = {"user_id": self.env.uid, "program_id": program.id}
        return self.search([(name, "=", value) for name, value in values.items()]) or self.create(values)

    def _note(self, now):
        """:return: (how long the user has to wait, the moments of the last tries); who waits has not tried"""
        moments = [datetime.fromisoformat(moment) for moment in self.wrong_at or []]
        wait = waits_for(moments, now)
        if not wait:
            moments = [*moments, now][-TRIES:]
            self.wrong_at = [moment.isoformat() for moment in moments]
        return wait, moments

    # ---------------------------------------------------------------- words

    def _say_wait(self, wait):
        minutes = -(-wait.seconds // 60)
        return self.env._("%(tries)s wrong PINs. You can try again in %(minutes)s min.", tries=TRIES, minutes=minutes)

    def _say_wrong(self, moments, now):
        wait = waits_for(moments, now)
        if wait:
            return self._say_wait(wait)
        return self.env._("This PIN is wrong. Tries left: %(left)s.", left=tries_left(moments, now))
