from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, HttpCase, tagged

from .test_occupancy import at
from .test_slots import SlotCase

DAY = date(2021, 7, 22)


class AbsenceCase(SlotCase):
    """Maria is away on the 22nd from 10 to 12; she, Eva and Ivo work from 8 to 18, from the 22nd to the 28th."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ivo = cls.make_practitioner("Ivo")
        for person in (cls.practitioner, cls.eva, cls.ivo):
            for day in range(22, 29):
                cls.make_shift(person, at(8, day=day), at(18, day=day))
        cls.ann.email, cls.bob.email = "ann@example.com", "bob@example.com"

    def absence(self, start=None, stop=None, people=None, **values):
        absence = self.env["clientele.absence"].create(
            {
                "practitioner_ids": [Command.set((people or self.practitioner).ids)],
                "date_from": start or at(10),
                "date_to": stop or at(12),
                **values,
            }
        )
        absence.action_propose()
        return absence

    def only(self, *practitioners):
        """Nobody else performs the haircut."""
        rows = [Command.create({"resource_id": person.id}) for person in practitioners]
        self.service.clientele_practitioner_ids = [Command.clear(), *rows]

    def notes(self, visit):
        return " ".join(visit.message_ids.mapped("preview"))

    def mails(self, visit):
        return self.env["mail.mail"].search([("model", "=", visit._name), ("res_id", "=", visit.id)])


@tagged("post_install", "-at_install")
class TestAbsence(AbsenceCase):
    """YC16: a practitioner is ill; who is booked, and what becomes of each of them."""

    def test_who_is_booked(self):
        """What ends when the absence starts, or starts when it ends, is not affected."""
        for hour, client in ((9, self.ann), (12, self.ann), (13, self.ann)):
            self.book(hour, client=client)
        inside = self.book(10, 30, self.bob)
        self.assertEqual(self.absence().line_ids.visit_id, inside)
        minute = timedelta(minutes=1)
        self.assertEqual(len(self.absence(start=at(10) - minute).line_ids), 2)
        self.assertEqual(len(self.absence(stop=at(12) + minute).line_ids), 2)

    def test_only_open_visits_of_who_is_away(self):
        self.book(10, client=self.bob, practitioner=self.eva)
        self.book(10).action_cancel()
        self.assertFalse(self.absence().line_ids)
        both = self.book(10)
        self.assertEqual(self.absence().line_ids.visit_id, both)
        self.assertEqual(len(self.absence(people=self.practitioner | self.eva).line_ids), 2)

    def test_leave_that_ends_a_second_before_noon(self):
        visit, after = self.book(11), self.book(12, client=self.bob)
        absence = self.absence(stop=at(12) - timedelta(seconds=1))
        self.assertEqual(absence.line_ids.visit_id, visit)
        after.action_cancel()
        self.only(self.practitioner)
        absence.action_propose()
        absence.pending_ids.action = "later"
        self.assertEqual(absence.pending_ids.proposal_id.plan["start"], "2021-07-22 09:00:00", "12:00 in Sofia")

    def test_somebody_else_takes_over(self):
        """The least busy that day; the client is told, the price does not rise."""
        self.book(14, client=self.bob, practitioner=self.eva)
        dear = [Command.create({"resource_id": person.id, "price": 50}) for person in (self.eva, self.ivo)]
        visit = self.book(10)
        self.service.clientele_practitioner_ids = dear
        absence = self.absence(reason="illness")
        line = absence.pending_ids
        self.assertEqual((line.action, line.proposal_id.name), ("substitute", "Ivo"))
        absence.action_apply()
        self.assertEqual((visit.line_ids.resource_id, visit.start, visit.amount_total), (self.ivo, at(10), 20))
        self.assertEqual(self.taken(visit, self.ivo), [(at(10), at(11))])
        self.assertEqual((absence.step, absence.moved_count, absence.notified_count), ("result", 1, 1))
        self.assertIn("Maria is away: Illness. Ivo takes over.", self.notes(visit))
        mail = self.mails(visit)
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("Ivo", mail.body_html)
        self.assertNotIn("llness", mail.body_html, "why is nobody's business")
        self.assertNoOverlap()

    def test_two_clients_are_not_sent_to_the_same_person(self):
        first, second = self.book(10), self.book(10, 30, self.bob, practitioner=self.ivo)
        absence = self.absence(people=self.practitioner | self.ivo)
        self.assertEqual(absence.pending_ids.mapped("action"), ["substitute", "notify"])
        absence.action_apply()
        self.assertEqual((first.line_ids.resource_id, second.line_ids.resource_id), (self.eva, self.ivo))
        self.assertNoOverlap()

    def test_only_the_service_of_who_is_away_moves(self):
        lines = [
            {"product_id": self.service.id, "resource_id": self.eva.id},
            {"product_id": self.beard.id, "resource_id": self.practitioner.id},
        ]
        visit = self.book(10, line_ids=[Command.create(line) for line in lines])
        absence = self.absence()
        self.assertEqual(absence.pending_ids.what, "Beard")
        absence.action_apply()
        self.assertEqual(visit.line_ids.mapped("resource_id.name"), ["Eva", "Ivo"], "Ivo has less to do than Eva")
        self.assertEqual(visit.line_ids.mapped("start"), [at(10), at(11)])

    def test_same_person_for_the_rest_of_the_visit(self):
        """Between two services of one visit buffers give way."""
        self.service.clientele_buffer_after = 10
        lines = [
            {"product_id": self.service.id, "resource_id": self.practitioner.id},
            {"product_id": self.beard.id, "resource_id": self.eva.id},
        ]
        visit = self.book(10, line_ids=[Command.create(line) for line in lines])
        self.only(self.practitioner, self.eva)
        self.absence().action_apply()
        self.assertEqual(visit.line_ids.resource_id, self.eva)
        self.assertEqual(visit.line_ids.mapped("start"), [at(10), at(11)])

    def test_visit_keeps_its_length_if_it_goes_on(self):
        """Who takes longer takes over the last service only."""
        self.service.clientele_practitioner_ids = [
            Command.create({"resource_id": self.practitioner.id}),
            Command.create({"resource_id": self.eva.id, "duration": 90}),
        ]
        lines = [
            {"product_id": self.service.id, "resource_id": self.practitioner.id},
            {"product_id": self.beard.id, "resource_id": self.ivo.id},
        ]
        visit = self.book(10, line_ids=[Command.create(line) for line in lines])
        self.assertEqual(self.absence().pending_ids.action, "notify")
        visit.line_ids[1].unlink()
        self.absence().action_apply()
        self.assertEqual((visit.line_ids.resource_id, visit.stop), (self.eva, at(11, 30)))

    def test_rooms(self):
        """The visit keeps its room; later it takes another one that is free."""
        room = {"resource_type": "material", "clientele_use": "room", "branch_ids": self.branch.ids}
        first, second = self.env["resource.resource"].create([{**room, "name": "1"}, {**room, "name": "2"}])
        self.service.clientele_room_ids = first | second
        line = {"product_id": self.service.id, "resource_id": self.practitioner.id, "room_id": second.id}
        visit = self.book(10, line_ids=[Command.create(line)])
        self.absence().action_apply()
        self.assertEqual((visit.line_ids.resource_id.name, visit.line_ids.room_id), ("Eva", second))
        self.env["clientele.occupancy"].create({"resource_id": second.id, "start": at(12), "stop": at(13)})
        absence = self.absence(people=self.eva)
        absence.pending_ids.action = "later"
        absence.action_apply()
        self.assertEqual((visit.start, visit.line_ids.room_id), (at(12), first))
        second.branch_ids = first.branch_ids = self.env["clientele.branch"].create({"name": "North"})
        self.assertEqual(self.absence(at(12), at(13), self.eva).pending_ids.mapped("proposal_ids.name"), [])

    def test_nobody_is_free(self):
        """The client is written to, and the visit stays until the answer."""
        self.only(self.practitioner)
        visit = self.book(10)
        absence = self.absence()
        self.assertEqual(absence.pending_ids.action, "notify")
        absence.action_apply()
        self.assertEqual((visit.state, visit.start, visit.line_ids.resource_id), ("booked", at(10), self.practitioner))
        self.assertIn("We have to change your visit", self.mails(visit).body_html)
        self.assertIn("stays until the client answers", self.notes(visit))
        self.assertEqual((absence.notified_count, absence.call_count), (1, 0))

    def test_later_with_the_same_practitioner(self):
        """The next free time, then one on each day that follows, nearest to the usual time of day."""
        visit = self.book(10)
        self.book(12, client=self.bob)
        absence = self.absence()
        line = absence.pending_ids
        line.action = "later"
        later = line.proposal_ids.filtered(lambda proposal: proposal.action == "later")
        self.assertEqual(
            [proposal.plan["start"] for proposal in later],
            ["2021-07-22 10:00:00", "2021-07-23 07:00:00", "2021-07-24 07:00:00"],
        )
        self.assertEqual(line.proposal_id, later[0])
        line.proposal_id = later[1]
        absence.action_apply()
        self.assertEqual((visit.start, visit.line_ids.resource_id), (at(10, day=23), self.practitioner))
        self.assertIn("was moved", self.mails(visit).subject)
        self.assertIn("Moved from Thu, Jul 22, 10:00", self.notes(visit))

    def test_all_later_are_spread(self):
        visits = [self.book(10), self.book(11, client=self.bob)]
        absence = self.absence()
        absence.action_for_all = "later"
        absence.action_set_all()
        absence.action_apply()
        self.assertEqual([visit.start for visit in visits], [at(12), at(13)])
        self.assertEqual(absence.moved_count, 2)

    def test_several_services_move_together(self):
        lines = [
            {"product_id": self.service.id, "resource_id": self.practitioner.id},
            {"product_id": self.beard.id, "resource_id": self.eva.id},
        ]
        visit = self.book(10, line_ids=[Command.create(line) for line in lines])
        self.book(13, client=self.bob, practitioner=self.eva)
        absence = self.absence(action_for_all="later")
        absence.action_set_all()
        absence.action_apply()
        self.assertEqual(visit.line_ids.mapped("start"), [at(13), at(14)], "Eva is taken from 13 to 14")
        self.assertEqual(visit.line_ids.mapped("resource_id.name"), ["Maria", "Eva"])

    def test_taken_meanwhile(self):
        """The rest is done; this one comes back with the reason and a new proposal, and then goes through."""
        first, second = self.book(10), self.book(11, client=self.bob)
        absence = self.absence()
        chosen = {line.visit_id: line.proposal_id.plan for line in absence.pending_ids}
        taker = self.env["resource.resource"].browse(chosen[first]["lines"][str(first.line_ids.id)]["resource_id"])
        self.book(10, client=self.make_client("Cleo"), practitioner=taker)
        absence.action_apply()
        failed = absence.pending_ids
        self.assertEqual((absence.step, failed.visit_id, absence.done_ids.visit_id), ("what", first, second))
        self.assertIn(f"{taker.name} was taken meanwhile", failed.error)
        self.assertEqual(absence.failed_count, 1)
        self.assertEqual(first.line_ids.resource_id, self.practitioner)
        self.assertFalse(self.mails(first))
        self.assertEqual(failed.action, "substitute")
        absence.action_apply()
        self.assertEqual((absence.step, absence.moved_count), ("result", 2))
        self.assertNotIn(first.line_ids.resource_id, self.practitioner | taker)
        leaves = self.env["resource.calendar.leaves"].search([("resource_id", "=", self.practitioner.id)])
        self.assertEqual(len(leaves), 1, "recorded once")
        self.assertEqual(len(self.mails(second)), 1)

    def test_leave_meanwhile(self):
        """Who should take over is on leave by now, which no booking shows."""
        self.only(self.practitioner, self.eva)
        visit = self.book(10)
        absence = self.absence()
        leave = {"resource_id": self.eva.id, "date_from": at(10, 30), "date_to": at(11), "name": "Dentist"}
        self.env["resource.calendar.leaves"].create(leave)
        absence.action_apply()
        self.assertEqual((absence.pending_ids.visit_id, absence.pending_ids.action), (visit, "notify"))

    def test_changed_meanwhile(self):
        cancelled, moved = self.book(10), self.book(11, client=self.bob)
        absence = self.absence()
        cancelled.action_cancel()
        moved.start = at(15)
        absence.action_apply()
        self.assertEqual(len(absence.pending_ids.filtered(lambda line: "changed meanwhile" in line.error)), 2)
        self.assertEqual((cancelled.state, moved.start), ("cancelled", at(15)))
        absence.action_propose()
        self.assertFalse(absence.pending_ids, "proposing again looks anew")

    def test_cancel_and_keep(self):
        cancelled, kept = self.book(10), self.book(11, client=self.bob)
        absence = self.absence(reason="other", other_reason="Training")
        absence.pending_ids[0].action = "cancel"
        absence.pending_ids[1].action = "keep"
        absence.action_apply()
        self.assertEqual((cancelled.state, cancelled.cancel_reason), ("cancelled", "Maria is away: Training"))
        self.assertEqual((kept.state, kept.start), ("booked", at(11)))
        self.assertIn("was cancelled", self.mails(cancelled).subject)
        self.assertFalse(self.mails(kept))
        self.assertIn("left as it is", self.notes(kept))
        self.assertEqual((absence.cancelled_count, absence.moved_count, absence.call_count), (1, 0, 0))

    def test_whom_to_call(self):
        """Who has no address, and who was moved without a message."""
        cleo = self.make_client("Cleo")
        self.book(10, client=cleo)
        absence = self.absence()
        absence.action_apply()
        self.assertEqual((absence.call_ids.partner_id, absence.notified_count), (cleo, 0))
        self.book(11)
        quiet = self.absence(tell_moved=False)
        quiet.action_apply()
        self.assertEqual(quiet.call_ids.partner_id, self.ann)
        self.assertEqual(quiet.action_open_regulars()["res_model"], "res.partner")

    def test_who_is_being_served_is_left_alone(self):
        """Now is 15:00 on the 21st."""
        self.make_shift(self.eva, at(8, day=21), at(18, day=21))
        visit = self.book(14, 30)
        visit.start = at(14, 30, day=21)
        absence = self.absence(at(15, day=21), at(18, day=21))
        self.assertEqual((absence.pending_ids.visit_id, absence.pending_ids.action), (visit, "keep"))

    def test_classes_are_decided_as_a_whole(self):
        """Those who booked a seat go with their class; until it is decided, reception is alerted."""
        self.service.write({"clientele_group_class": True, "clientele_capacity": 5})
        values = {"product_id": self.service.id, "branch_id": self.branch.id, "resource_id": self.practitioner.id}
        session = self.env["clientele.session"].create({**values, "start": at(11)})
        seat = session._book_seat(self.ann)
        absence = self.absence()
        self.assertEqual((absence.session_ids, absence.pending_ids.ids), (session, []))
        absence.action_apply()
        self.assertEqual(absence.step, "result")
        self.assertEqual(seat.visit_id.activity_ids.summary, "A client is booked while Maria is away")
        session.resource_id = self.eva
        absence.invalidate_recordset()
        self.assertFalse(absence.session_ids)

    # ---------------------------------------------------------------- time off

    def test_rest_of_today(self):
        """By the clock of the branch: 15:00 till midnight in Sofia."""
        form = Form(self.env["clientele.absence"])
        self.assertEqual((form.date_from, form.date_to), (at(15, day=21), at(0, day=22)))
        with self.assertRaisesRegex(ValidationError, "ends before it starts"):
            self.absence(at(12), at(12))

    def test_form_shows_at_once_who_is_booked(self):
        visit = self.book(10)
        form = Form(self.env["clientele.absence"])
        self.assertEqual(form.visit_count, 0)
        form.practitioner_ids.add(self.practitioner)
        form.date_to = at(0, day=23)
        self.assertEqual((form.visit_count, form.visit_ids[:]), (1, visit))
        form.date_to = at(10)
        self.assertEqual(form.visit_count, 0)

    def test_time_off_is_recorded_once(self):
        Leave = self.env["resource.calendar.leaves"]
        mine = [("resource_id", "=", self.practitioner.id)]
        absence = self.absence()
        self.assertFalse(absence.recorded)
        absence.action_apply()
        leave = Leave.search(mine)
        self.assertEqual((leave.date_from, leave.date_to, leave.name), (at(10), at(12), "Illness"))
        again = self.absence()
        self.assertTrue(again.recorded)
        self.assertFalse(self.absence(stop=at(12, 1)).recorded)
        self.assertFalse(self.absence(people=self.practitioner | self.eva).recorded)
        again.action_apply()
        self.assertEqual(Leave.search(mine), leave)
        self.assertEqual(self.times(self.wish((self.service, self.practitioner)), DAY)[0], "08:00")
        self.assertNotIn("10:00", self.times(self.wish((self.service, self.practitioner)), DAY))

    def test_alert_about_a_leave_made_elsewhere(self):
        first, second = self.book(10), self.book(11, client=self.bob)
        later = self.book(15, client=self.bob)
        values = {"resource_id": self.practitioner.id, "date_from": at(10), "date_to": at(11), "name": "Holiday"}
        leave = self.env["resource.calendar.leaves"].create(values)
        self.assertEqual(first.activity_ids.summary, "A client is booked while Maria is away")
        leave.date_to = at(12) - timedelta(seconds=1)
        self.assertEqual(first.activity_ids.mapped("summary"), ["2 clients are booked while Maria is away"])
        self.assertFalse(second.activity_ids | later.activity_ids)
        self.assertEqual(self.env["clientele.visit"].search([("during_absence", "=", True)]), first | second)
        self.assertFalse(self.env["clientele.visit"].search([("during_absence", "!=", True)]) & (first | second))
        self.assertEqual([visit.during_absence for visit in (first, second, later)], [True, True, False])
        action = leave.action_clientele_absence()
        absence = self.env["clientele.absence"].browse(action["res_id"])
        self.assertEqual((absence.pending_ids.visit_id, absence.recorded), (first | second, True))
        absence.action_apply()
        self.assertFalse(first.activity_ids, "it is decided")
        self.assertFalse(self.env["clientele.visit"].search([("during_absence", "=", True)]))

    def test_no_alert_about_what_is_decided(self):
        """The wizard's own leave alerts nobody about its list, but about bookings that it did not show."""
        other = self.env["clientele.branch"].create({"name": "North", "tz": "Europe/Sofia"})
        self.practitioner.branch_ids += other
        here, there = self.book(10), self.book(11, client=self.bob, branch_id=other.id)
        absence = self.absence(branch_id=self.branch.id)
        absence.pending_ids.action = "keep"
        absence.action_apply()
        self.assertFalse(here.activity_ids)
        self.assertEqual(there.activity_ids.summary, "A client is booked while Maria is away")

    def test_holidays_are_absences(self):
        visit = self.book(10)
        holiday = {"name": "Day off", "date_from": at(0), "date_to": at(0, day=23), "company_id": self.company.id}
        self.env["resource.calendar.leaves"].create({**holiday, "resource_id": False, "calendar_id": False})
        self.assertEqual(self.env["clientele.visit"].search([("during_absence", "=", True)]), visit)

    # ---------------------------------------------------------------- before a leave

    def test_regular_clients_without_a_booking(self):
        """YC16: a practitioner goes on leave, ask to book early."""
        regular, booked, others, once = (self.make_client(name) for name in ("Reg", "Booked", "Eva's", "Once"))
        for client, *people in (
            (regular, self.eva, self.practitioner, self.practitioner),
            (booked, self.practitioner, self.practitioner),
            (others, self.practitioner, self.eva, self.eva),
            (once, self.practitioner),
        ):
            for number, person in enumerate(people):
                line = {"product_id": self.service.id, "resource_id": person.id}
                self.make_visit(client, date(2021, 5, 10) + timedelta(days=20 * number), lines=[line])
        self.make_visit(booked, "2021-07-25", state="booked")
        absence = self.absence(at(8), at(8, day=28))
        self.assertEqual(absence._regulars(), regular | once)
        domain = absence.action_open_regulars()["domain"]
        self.assertEqual(self.env["res.partner"].search(domain), regular | once)
        soon = self.absence(at(8), at(9))
        expected = regular.clientele_expected_visit
        self.assertEqual(regular in soon._regulars(), not expected or expected <= DAY)

    # ---------------------------------------------------------------- rights

    def test_reception_records_absences_of_its_branches(self):
        visit = self.book(10)
        north = self.env["clientele.branch"].create({"name": "North", "tz": "Europe/Sofia"})
        reception = self.make_user("receptionist")
        absence = self.env["clientele.absence"].with_user(reception)
        values = {"practitioner_ids": self.practitioner.ids, "date_from": at(10), "date_to": at(12)}
        wizard = absence.create(values)
        wizard.action_propose()
        self.assertFalse(wizard.pending_ids.phone, "no right to see contact data")
        wizard.action_apply()
        self.assertEqual((visit.line_ids.resource_id, wizard.step), (self.eva, "result"))
        reception.clientele_branch_ids = north
        with self.assertRaisesRegex(ValidationError, "none of your branches"):
            absence.create(values)
        self.practitioner.branch_ids += north
        self.book(11)
        bound = absence.create(values)
        bound.action_propose()
        self.assertFalse(bound.pending_ids, "bookings of other branches are theirs")

    def test_practitioners_do_not(self):
        user = self.make_user("practitioner")
        self.practitioner.user_id = user
        with self.assertRaises(AccessError):
            self.env["clientele.absence"].with_user(user).create({"practitioner_ids": self.practitioner.ids})

    def test_entry_from_the_practitioner(self):
        action = self.practitioner.action_clientele_absence()
        form = Form(self.env["clientele.absence"].with_context(**action["context"]))
        self.assertEqual(form.practitioner_ids[:], self.practitioner)

    # ---------------------------------------------------------------- many

    def test_budget_of_queries(self):
        """Listing and proposing takes as many queries for 30 bookings as for 10."""
        counts = []
        for days in (2, 6):
            for day in range(22 + (days > 2) * 2, 22 + days):
                for hour in range(10, 15):
                    client = self.make_client(f"{day} {hour}", email=f"{day}-{hour}@example.com")
                    self.book(hour, client=client, start=at(hour, day=day))
            absence = self.env["clientele.absence"].create(
                {"practitioner_ids": self.practitioner.ids, "date_from": at(8), "date_to": at(18, day=28)}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            absence.action_propose()
            self.env.flush_all()
            counts.append((len(absence.pending_ids), self.env.cr.sql_log_count - before))
        (few, of_few), (many, of_many) = counts
        self.assertEqual((few, many), (10, 30))
        self.assertLessEqual(of_many, of_few + 5)
        self.assertLess(of_many, 120)


@tagged("post_install", "-at_install")
class TestAbsenceTour(HttpCase):
    """YC16: Maria is ill; Ann goes to Eva, Bob is told."""

    def test_maria_is_ill(self):
        self.env["ir.config_parameter"].set_param("clientele.today", "2021-07-21")
        branch = self.env.company._clientele_default_branch()
        now = branch._now()
        haircut = self.env["product.product"].create({"name": "Tour haircut", "type": "service"})
        haircut.clientele_duration = 60
        maria, eva = self.env["resource.resource"].create(
            [
                {"name": name, "is_practitioner": True, "resource_type": "user", "branch_ids": branch.ids}
                for name in ("Tour Maria", "Tour Eva")
            ]
        )
        rows = [Command.create({"resource_id": person.id}) for person in (maria, eva)]
        haircut.clientele_practitioner_ids = rows
        hour = timedelta(hours=1)
        self.env["clientele.shift"].create(
            {"resource_id": eva.id, "branch_id": branch.id, "start": now, "stop": now + 2 * hour}
        )
        visits = self.env["clientele.visit"].create(
            [
                {
                    "client_name": f"Tour {name}",
                    "client_email": f"{name}@example.com",
                    "branch_id": branch.id,
                    "start": now + hours * hour,
                    "line_ids": [Command.create({"product_id": haircut.id, "resource_id": maria.id})],
                }
                for name, hours in (("Ann", 1), ("Bob", 3))
            ]
        )
        self.start_tour("/odoo/action-clientele.clientele_absence_action", "clientele_absence", login="admin")
        self.assertEqual(visits.mapped("line_ids.resource_id.name"), ["Tour Eva", "Tour Maria"])
        self.assertEqual([len(visit.message_ids.mail_ids) for visit in visits], [1, 1])
        self.assertEqual(self.env["resource.calendar.leaves"].search([("resource_id", "=", maria.id)]).name, "Illness")
