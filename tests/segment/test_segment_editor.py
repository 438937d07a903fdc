from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from .segment_common import SegmentCase, asks, between, last, upcoming, visits

NONE_LATELY = visits("=", 0, between("2021-04-22", "2021-07-21"))
SOME_BEFORE = visits(">", 0, between("2012-01-01", "2021-04-21"))


def json(*blocks, **values):
    return {"blocks": [[block] if isinstance(block, dict) else block for block in blocks], **values}


@tagged("post_install", "-at_install")
class TestSegmentEditor(SegmentCase):
    """What the editor asks the server: descriptions, counts, clients and reasons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Segment = cls.env["clientele.segment"]
        cls.gone, cls.here, cls.never = (cls.make_client(name) for name in ("Gone", "Here", "Never"))
        cls.make_visit(cls.gone, "2021-04-21")
        cls.make_history(cls.here, "2021-04-21", "2021-04-22")
        cls.marketer = cls.make_user("receptionist", "marketer")
        cls.rich = cls.make_user("receptionist", "marketer", "turnover", "contact_data")

    def asked_by(self, user):
        return self.Segment.with_user(user)

    def counts(self, *blocks, **values):
        """:return: numbers after each condition"""
        definition = self.Segment._read_definition(json(*blocks))
        steps = [[definition.until(nr, at) for at in range(len(block))] for nr, block in enumerate(definition.blocks)]
        return [[self.Segment._count_definition(step) for step in block] for block in steps]

    # ---------------------------------------------------------------- what is offered

    def test_kinds_by_right(self):
        """Kinds that need a right are described to everyone, so that a saved one can be shown, but not offered."""
        poor, rich = (self.asked_by(user).editor_setup()["kinds"] for user in (self.marketer, self.rich))
        self.assertEqual(poor.keys(), rich.keys())
        self.assertFalse(poor["spent"]["allowed"])
        self.assertTrue(rich["spent"]["allowed"] and poor["visits"]["allowed"])

    def test_kind_inputs(self):
        kind = self.Segment.editor_setup()["kinds"]["visits"]
        self.assertEqual(kind["subject"], "visits")
        self.assertIn("category_ids", kind["narrow"])
        self.assertNotIn("number", kind["narrow"])
        self.assertEqual(kind["domains"], {"product_ids": [("type", "=", "service")]})
        self.assertIn(("no_show", "No-show"), kind["choices"])
        self.assertEqual(self.Segment.editor_setup()["kinds"]["deals"]["domains"], {}, "sales are of anything")

    def test_only_for_who_works_with_segments(self):
        practitioner = self.asked_by(self.make_user("practitioner"))
        for ask in (
            practitioner.editor_setup,
            lambda: practitioner.editor_count(json()),
            lambda: practitioner.editor_clients(json()),
            lambda: practitioner.editor_why(json(), self.here.id),
            lambda: practitioner.editor_describe(json()),
            lambda: practitioner.segments_of(self.here.id),
        ):
            with self.assertRaises(AccessError):
                ask()

    # ---------------------------------------------------------------- words and problems

    def test_describe(self):
        """DF3: the days of a relative period stand beside it."""
        ((said, other),) = self.Segment.editor_describe(json([visits("=", 0, last(3)), visits(">", 0)]))
        self.assertEqual(said["words"], "Number of visits is 0, last 3 months")
        self.assertEqual(said["days"], "04/22/2021 – 07/21/2021")
        self.assertFalse(said["problem"])
        self.assertEqual(other["days"], "")
        ((past,),) = self.Segment.editor_describe(json(visits("=", 0, last(3))), "2021-03-31")
        self.assertEqual(past["days"], "01/01/2021 – 03/31/2021")

    def test_incomplete(self):
        """What is missing is said in place, and saving is refused with the same words."""
        for condition in (
            visits(">", 0, between()),
            asks("group", "any"),
            visits("between", 3, value_to=2),
            asks("domain"),
            visits(">", 0, ask=["practitioner_ids"]),
            {"kind": "unheard"},
        ):
            problem = self.Segment.editor_describe(json(condition))[0][0]["problem"]
            self.assertTrue(problem)
            with self.assertRaisesRegex(ValidationError, problem.split("(")[0]):
                self.Segment.create({"name": "New", "definition": json(condition)})

    def test_wild_input(self):
        for condition in ({"kind": "visits", "value": "1; DROP TABLE"}, {"kind": "visits", "product_ids": ["x"]}, []):
            self.assertIn("cannot be read", self.Segment.editor_describe(json([condition]))[0][0]["problem"])
        with self.assertRaises(UserError):
            self.Segment.editor_count(json(), "no day")

    def test_words(self):
        """Sentences that read, with the choice named."""
        for condition, words in (
            (asks("birthday", "in", period=upcoming(14)), "Birthday: next 14 days"),
            (asks("last_deal", "before", period=between("2021-03-01")), "Last deal before 03/01/2021"),
            (asks("flag", "any", choices="losing,lost"), "Flag is one of: Losing, Lost"),
            (asks("vip", "no"), "VIP no"),
            (visits("between", 1, last(2), value_to=3), "Number of visits between 1 – 3, last 2 months"),
            ({**asks("vip", "no"), "negate": True}, "not (VIP no)"),
            (asks("domain", domain="[('city', '=', 'Sofia')]"), "Any field of the contact City = Sofia"),
        ):
            self.assertEqual(self.Segment.editor_describe(json(condition))[0][0]["words"], words)

    # ---------------------------------------------------------------- counts

    def test_waterfall(self):
        """FF4, step by step: three clients, one came lately, one never came."""
        base = self.Segment.editor_count(json())
        self.assertEqual(self.counts([NONE_LATELY, SOME_BEFORE]), [[base - 1, 1]])
        self.assertEqual(self.counts([SOME_BEFORE, NONE_LATELY]), [[2, 1]])
        self.assertEqual(self.counts(SOME_BEFORE, visits("=", 0)), [[2], [base - 2]])
        self.assertEqual(self.Segment.editor_count(json(SOME_BEFORE, visits("=", 0))), base)

    def test_past_day(self):
        self.assertEqual(self.Segment.editor_count(json(visits("=", 1)), "2021-04-21"), 2)
        self.assertEqual(self.Segment.editor_count(json(visits("=", 1))), 1)
        names = [row["name"] for row in self.Segment.editor_clients(json(visits("=", 1)), "2021-04-21")["clients"]]
        self.assertEqual(set(names), {"Gone", "Here"})

    def test_list_of_past_day(self):
        """*Show all* opens the clients as of that day."""
        segment = self.segment(visits("=", 1))
        action = segment.with_context(clientele_as_of="2021-04-21").action_open_clients()
        partners = self.env["res.partner"].with_context(**action["context"])
        self.assertEqual(set(partners.search(action["domain"]).mapped("name")), {"Gone", "Here"})
        self.assertIn("04/21/2021", action["display_name"])
        action = segment.action_open_clients()
        self.assertEqual(self.env["res.partner"].search(action["domain"]), self.gone)

    def test_clients(self):
        """YC14: most visits first; phone and money as the right allows."""
        self.here.phone = "+359 888 123 456"
        rows = self.asked_by(self.rich).editor_clients(json(visits(">", 0)))
        self.assertEqual([(row["name"], row["visits"]) for row in rows["clients"]], [("Here", 2), ("Gone", 1)])
        self.assertEqual(rows["clients"][0]["phone"], "+359 888 123 456")
        self.assertIn("40.00", rows["clients"][0]["spent"])
        poor = self.asked_by(self.marketer).editor_clients(json(visits(">", 0)))
        self.assertFalse(poor["phone"] or poor["spent"] or poor["clients"][0]["phone"])
        self.assertNotIn("spent", poor["clients"][0])

    def test_read_only(self):
        """Everything that is asked while somebody edits may go to a replica."""
        asked = (
            lambda: self.Segment.editor_setup(),
            lambda: self.Segment.editor_describe(json(NONE_LATELY)),
            lambda: self.Segment.editor_count(json(NONE_LATELY)),
            lambda: self.Segment.editor_clients(json(NONE_LATELY)),
            lambda: self.Segment.editor_why(json(NONE_LATELY), self.here.id),
        )
        self.env.flush_all()
        self.env["clientele.client"]._refresh_touched()
        for ask in asked:
            with self.env.cr.savepoint() as savepoint:
                self.env.execute_query(SQL("SELECT set_config('transaction_read_only', 'on', TRUE)"))
                ask()
                savepoint.rollback()
        for name in ("setup", "describe", "count", "clients", "why"):
            self.assertTrue(getattr(type(self.Segment), f"editor_{name}")._readonly)

    def test_queries(self):
        """However many conditions: a count is one statement, a reason one for each condition and its records."""
        self.env.flush_all()
        self.env["clientele.client"]._refresh_touched()
        definition = json([NONE_LATELY, SOME_BEFORE])
        for budget, ask in ((16, self.Segment.editor_count), (24, self.Segment.editor_clients)):
            ask(definition)
            with self.assertQueryCount(budget):
                ask(definition)

    # ---------------------------------------------------------------- why

    def why(self, client, *blocks, as_of=False, **values):
        return self.Segment.editor_why(json(*blocks, **values), client.id, as_of)

    def test_why(self):
        """FF4: the number that decided, and the visits."""
        found = self.why(self.gone, [NONE_LATELY, SOME_BEFORE])
        self.assertTrue(found["found"])
        decided = [(reason["met"], reason["value"]) for reason in found["blocks"][0]]
        self.assertEqual(decided, [(True, "0"), (True, "1")])
        ((none, some),) = self.why(self.here, [NONE_LATELY, SOME_BEFORE])["blocks"]
        self.assertEqual((none["met"], none["value"], some["met"]), (False, "1", True))
        (visit,) = none["records"]
        self.assertEqual((visit["model"], visit["name"]), ("clientele.visit", "04/22/2021, Haircut"))

    def test_why_values(self):
        """The deciding value in words: a day, a name, an amount, yes or no."""
        self.here.write({"gender": "female", "clientele_vip": True})
        group = self.env["clientele.group"].create({"name": "Regulars"})
        self.here.clientele_group_id = group
        for condition, value in (
            (asks("last_deal", "in", period=last(3)), "04/22/2021"),
            (asks("gender", "any", choices="male"), "Female"),
            (asks("vip", "no"), "yes"),
            (asks("group", "any", group_ids=group.ids), "Regulars"),
        ):
            self.assertEqual(self.why(self.here, condition)["blocks"][0][0]["value"], value)
        self.assertIn("40.00", self.why(self.here, asks("spent", ">", 1))["blocks"][0][0]["value"])

    def test_why_left_out(self):
        """Archived clients and those of another base are out, whatever the conditions say."""
        self.assertFalse(self.why(self.never)["reasons"])
        self.never.active = False
        why = self.why(self.never)
        self.assertFalse(why["found"])
        self.assertIn("archived", why["reasons"][0])
        stranger = self.env["res.partner"].create({"name": "Supplier"})
        self.assertIn("no client", self.why(stranger)["reasons"][0])

    def test_why_hides_money(self):
        """Who may not see turnover sees whether a saved condition holds, not the amount."""
        segment = self.segment(asks("spent", ">", 1))
        ((reason,),) = segment.with_user(self.marketer).editor_why(segment.definition, self.here.id)["blocks"]
        self.assertEqual((reason["met"], reason["value"]), (True, ""))
        with self.assertRaises(ValidationError):
            self.asked_by(self.marketer).editor_why(segment.definition, self.here.id)

    # ---------------------------------------------------------------- saving

    def test_keeps_what_is_locked(self):
        """Conditions that a user may not ask stay, and can be moved; new ones are refused."""
        segment = self.segment([asks("spent", ">", 1), SOME_BEFORE])
        mine = segment.with_user(self.marketer)
        spent, before = segment.definition["blocks"][0]
        self.assertEqual(mine.editor_count(json([before, spent])), 2)
        mine.definition = json([before, spent, visits(">", 1)])
        self.env.invalidate_all()
        self.assertEqual(segment.condition_ids.mapped("kind"), ["visits", "spent", "visits"])
        self.assertEqual(segment._clients(), self.here)
        for wanted in (json([{**spent, "value": 5}]), json([spent, asks("spent", "<", 9)])):
            with self.assertRaisesRegex(ValidationError, "turnover"):
                mine.definition = wanted
            segment.invalidate_recordset()

    def test_duplicates(self):
        """Two equal conditions stay two, and one of them can go."""
        segment = self.segment([SOME_BEFORE, SOME_BEFORE])
        first = segment.condition_ids[0]
        self.assertEqual(len(segment.condition_ids), 2)
        segment.definition = json([SOME_BEFORE])
        self.assertEqual(len(segment.condition_ids), 1)
        segment.definition = json([SOME_BEFORE], inactive=True)
        self.assertEqual((len(segment.condition_ids), segment.inactive), (1, True))
        self.assertTrue(first.exists() or segment.condition_ids)
        copy = segment.copy()
        self.env.invalidate_all()
        self.assertEqual(copy.definition, segment.definition)

    def test_clear(self):
        """YC17: without conditions everyone is found."""
        segment = self.segment([SOME_BEFORE])
        segment.definition = json()
        self.assertFalse(segment.condition_ids)
        self.assertEqual(segment.last_count, self.Segment.editor_count(json()))

    def test_archived_stay(self):
        """DF6: who left stays chosen, and the words name them."""
        other = self.practitioner.copy()
        segment = self.segment(visits("=", 0, practitioner_ids=other.ids))
        empty = self.segment(visits(">", 0, practitioner_ids=other.ids))
        (other | self.practitioner).active = False
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((segment._count(), empty._count()), (self.Segment.editor_count(json()), 0))
        ((said,),) = self.Segment.editor_describe(json(visits(">", 0, practitioner_ids=self.practitioner.ids)))
        self.assertIn("Maria", said["words"])
        found = self.env["resource.resource"].with_context(active_test=False).name_search("Maria")
        self.assertIn(self.practitioner.id, [key for key, __ in found])

    # ---------------------------------------------------------------- card and list

    def test_segments_of_client(self):
        mine, other = self.segment(visits(">", 1)), self.segment(visits("=", 0))
        names = [found["id"] for found in self.Segment.segments_of(self.here.id)]
        self.assertIn(mine.id, names)
        self.assertNotIn(other.id, names)

    def test_filter_of_list(self):
        """The client list finds by the name of a segment."""
        segment = self.segment(visits(">", 1))
        segment.name = "Twice or more"
        Partner = self.env["res.partner"]
        self.assertEqual(Partner.search([("clientele_segment_ids", "in", segment.ids)]), self.here)
        self.assertEqual(Partner.search([("clientele_segment_ids", "=", segment.id)]), self.here)
        self.assertEqual(Partner.search([("clientele_segment_ids", "ilike", "twice or")]), self.here)

    def test_form_with_defaults(self):
        with Form(self.Segment.with_context(default_name="Lost", default_definition=json(visits("=", 0)))) as form:
            form.description = "Never here"
        self.assertEqual(form.record.condition_ids.kind, "visits")

    def test_labels_and_groups(self):
        label = self.env["clientele.label"].create({"name": "Allergic"})
        self.here.clientele_label_ids = [Command.link(label.id)]
        why = self.why(self.here, asks("label", "any", label_ids=label.ids))
        self.assertTrue(why["found"])
        self.assertEqual(why["blocks"][0][0]["words"], "Label any of: Allergic")
