from datetime import datetime

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.pin_tries import TRIES, tries_left, waits_for


class ClientelePinTry(models.Model):
    """The wrong PINs that a user typed for a program, so that nobody tries all of them (SK7).

    They are counted with the request, which therefore must not fail for a wrong PIN: refusals are returned.
    """

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

        Each try is noted before the PIN is looked at. So tries at the same time cannot pass each other: the second one
        begins anew and sees the first.

        :return: why it is refused, as a sentence; empty where it is right, or where none is needed
        """
        if not program.clientele_has_pin:
            return ""
        if not pin:
            return self.env._("“%(program)s” asks for its PIN. Type it.", program=program.name)
        now = fields.Datetime.now()  # waiting is by the machine's clock, whatever day is being looked at
        row = self.sudo()._row(program)  # sudo: nobody writes the count but this method
        wait = waits_for(row._moments(), now)
        if wait:
            return self._say_wait(wait)
        row._note(now)
        if program._clientele_is_pin(pin):
            row.unlink()
            return ""
        return self._say_wrong(row._moments(), now)

    @api.model
    def _row(self, program):
        """:return: the row of the user at a program, made if there is none; a race begins one request anew"""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "INSERT INTO clientele_pin_try (user_id, program_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                self.env.uid,
                program.id,
            )
        )
        return self.search([("user_id", "=", self.env.uid), ("program_id", "=", program.id)])

    def _moments(self):
        """:return: list of naive UTC datetimes, the oldest first"""
        return [datetime.fromisoformat(moment) for moment in self.wrong_at or []]

    def _note(self, now):
        self.wrong_at = [*(self.wrong_at or []), now.isoformat()][-TRIES:]
        self.flush_recordset()

    def _say_wait(self, wait):
        minutes = -(-wait.seconds // 60)
        return self.env._("%(tries)s wrong PINs. You can try again in %(minutes)s min.", tries=TRIES, minutes=minutes)

    def _say_wrong(self, moments, now):
        wait = waits_for(moments, now)
        if wait:
            return self._say_wait(wait)
        return self.env._("This PIN is wrong. Tries left: %(left)s.", left=tries_left(moments, now))
