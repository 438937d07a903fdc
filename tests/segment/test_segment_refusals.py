from psycopg2.errors import ForeignKeyViolation

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .segment_common import SegmentCase, asks, between, last, visits


@tagged("post_install", "-at_install")
class TestSegmentRefusals(SegmentCase):
    """What cannot be asked is refused with a sentence, and nothing of it is saved (FF2, FF3, DF6)."""

    def refused(self, data, *words, env=None):
        """:param data: JSON of a definition, a condition, or a list of conditions"""
        if isinstance(data, dict) and "kind" in data:
            data = [data]
        if isinstance(data, list):
            data = {"blocks": [data]}
        segments = (env or self.env)["clientele.segment"]
        before = segments.search_count([])
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            segments.create({"name": "Bad", "definition": data})
        text = str(caught.exception)
        self.assertRegex(text, r"[a-z].*\.$|[a-z].*: .+", "no sentence")
        for word in words:
            self.assertIn(word, text)
        self.assertEqual(segments.search_count([]), before)

    def test_what_is_no_definition(self):
        for data in ({"blocks": 1}, {"blocks": [1]}, {"blocks": [[1]]}, {"blocks": {"a": 1}}, {"blocks": [["x"]]}):
            with self.subTest(data=data):
                self.refused(data)
        for data in ([], "text", 5, None):
            with self.subTest(data=data), self.assertRaises(ValidationError):
                self.env["clientele.segment"]._read_definition(data or "x")

    def test_unknown_words(self):
        self.refused(asks("no_such_kind"), "no_such_kind")
        self.refused(visits("~", 1), "how to compare")
        self.refused({"kind": "visits", "value": 1}, "how to compare")
        self.refused(visits("=", 1, choices="sleeping"), "from the list")
        self.refused(visits("=", 1, sources="carrier pigeon"), "from the list")
        self.refused(visits("=", 1, {"period": "whenever"}), "period")

    def test_missing_values(self):
        for condition in (
            asks("gender", "any"),
            asks("group", "any"),
            asks("label", "all"),
            asks("segment", "any"),
            asks("plans_bought", "any"),
            asks("bought_in", ">", 0),
            asks("last_deal", "before"),
            asks("first_booking", "before", period=between(None, "2021-01-01")),
            asks("last_deal", "after", period=between("2021-01-01", None)),
            asks("birthday", "in", period=between("2021-01-01", None)),
            visits("=", 0, between()),
            visits("=", 0, last(0)),
            asks("domain"),
        ):
            with self.subTest(condition=condition):
                self.refused(condition)

    def test_reversed(self):
        self.refused(visits("=", 1, between("2021-02-01", "2021-01-31")), "ends before")
        self.refused(visits("between", 3, value_to=2), "larger")

    def test_numbers(self):
        for value in (float("nan"), float("inf"), 1e300, 10**5000, "1", True, [1]):
            with self.subTest(type=type(value)), self.assertRaises(ValidationError):
                self.env["clientele.segment"]._read_definition({"blocks": [[visits("=", value)]]})
        for values in (
            {"period_count": -1},
            {"period_count": 1001},
            {"period_unit": "eon"},
            {"date_from": "31.12.2020"},
        ):
            with self.subTest(values=values):
                self.refused({**visits("=", 1, last(1)), **values})

    def test_texts(self):
        self.refused(asks("domain", domain="[('name', '=', 'a\x00b')]"))
        self.refused(asks("domain", domain="x" * 3000), "long")
        self.refused(asks("gender", "any", choices="male\x00"))
        self.refused({**visits("=", 1), "choices": 5})

    def test_too_much(self):
        self.refused([visits("=", 1)] * 41, "40")
        self.refused(visits(">", 0, product_ids=[*range(1, 1200)]), "long")
        self.refused(visits(">", 0, product_ids=[2**40]))
        self.refused(visits(">", 0, product_ids=["1"]))

    def test_what_is_gone(self):
        service = self.make_service("Gone", 1)
        condition = visits(">", 0, product_ids=service.ids)
        service.unlink()
        self.refused(condition, "gone")

    def test_what_a_condition_names_is_kept(self):
        """DF6: archived, not deleted; else the condition would ask about any service."""
        service = self.make_service("Kept", 1)
        segment = self.segment(visits(">", 0, product_ids=service.ids))
        with mute_logger("odoo.sql_db"), self.assertRaises(ForeignKeyViolation), self.env.cr.savepoint():
            service.unlink()
        service.active = False
        self.assertEqual(segment.condition_ids.with_context(active_test=False).product_ids, service)

    def test_another_company(self):
        """Branch, plan, label, group, segment, practitioner and service of an unrelated company, even by its admin."""
        other = self.env["res.company"].create({"name": "Unrelated"})
        self.env.user.company_ids += other
        theirs = self.env(context={**self.env.context, "allowed_company_ids": other.ids})
        owned = {"company_id": other.id}
        plan = {"name": "P", "kind": "credits", "price": 1, "credits": 2, **owned}
        make = {name: theirs[name].create for name in ("clientele.label", "clientele.group", "clientele.plan")}
        foreign = {
            "branch_ids": other._clientele_default_branch(),
            "label_ids": make["clientele.label"]({"name": "L", **owned}),
            "group_ids": make["clientele.group"]({"name": "G", **owned}),
            "plan_ids": make["clientele.plan"](plan),
            "product_ids": self.make_service("Theirs", 1),
            "practitioner_ids": theirs["resource.resource"].create({"name": "R", **owned}),
            "segment_ids": theirs["clientele.segment"].create({"name": "S", **owned}),
        }
        foreign["product_ids"].company_id = other
        kinds = {
            "label_ids": asks("label", "any"),
            "group_ids": asks("group", "any"),
            "plan_ids": asks("plans_bought", "any"),
            "segment_ids": asks("segment", "any"),
        }
        both = self.env(context={**self.env.context, "allowed_company_ids": [self.company.id, other.id]})
        for name, record in foreign.items():
            condition = {**kinds.get(name, visits(">", 0)), name: record.ids}
            with self.subTest(name=name):
                self.refused(condition, "Choose anew")
                self.refused(condition, "another company", env=both)

    def test_circles(self):
        inner = self.segment(visits(">", 0))
        outer = self.segment(asks("segment", "any", segment_ids=inner.ids))
        for segment, named in ((inner, inner), (inner, outer)):
            with self.assertRaisesRegex(UserError, "circle"), self.env.cr.savepoint():
                segment.definition = {"blocks": [[asks("segment", "any", segment_ids=named.ids)]]}
            with self.assertRaisesRegex(UserError, "circle"), self.env.cr.savepoint():
                values = {"kind": "segment", "operator": "any", "segment_ids": [Command.link(named.id)]}
                self.env["clientele.segment.condition"].create({"segment_id": segment.id, **values})
        self.env.invalidate_all()
        self.assertEqual(inner.condition_ids.mapped("kind"), ["visits"])
        self.assertEqual(outer._count(), inner._count())

    def test_depth(self):
        """Five inside each other are enough; not even the innermost can grow deeper."""
        chain = [self.segment(visits(">", 0))]
        for __ in range(4):
            chain.append(self.segment(asks("segment", "any", segment_ids=chain[-1].ids)))
        self.assertFalse(chain[-1]._clients())
        self.refused(asks("segment", "any", segment_ids=chain[-1].ids), "deeply")
        lower = self.segment(visits(">", 1))
        with self.assertRaisesRegex(UserError, "deeply"), self.env.cr.savepoint():
            chain[0].definition = {"blocks": [[asks("segment", "any", segment_ids=lower.ids)]]}

    def test_explosion(self):
        """Ten segments of ten segments of forty conditions are too many."""
        wide = [self.segment([visits("!=", nr) for nr in range(40)]) for __ in range(6)]
        self.refused(asks("segment", "any", segment_ids=[one.id for one in wide]), "too many")


@tagged("post_install", "-at_install")
class TestSegmentRules(SegmentCase):
    """The condition "any field of the contact": an Odoo domain, checked and bounded."""

    def rule(self, domain):
        return asks("domain", domain=str(domain))

    def refused(self, domain, user=None):
        segments = self.env["clientele.segment"].with_user(user or self.make_marketer())
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            segments._read_definition({"blocks": [[self.rule(domain)]]})
        return str(caught.exception)

    def make_marketer(self):
        if not hasattr(self, "marketer"):
            self.marketer = self.make_user("receptionist", "marketer")
        return self.marketer

    def test_finds(self):
        ann, __ = self.make_client("Ann", city="Sofia"), self.make_client("Bob", city="Varna")
        self.assertFound(["Ann"], self.rule([("city", "=", "Sofia")]))
        self.assertFound(["Bob"], {**self.rule([("city", "=", "Sofia")]), "negate": True})
        self.assertFound(["Ann"], self.rule(["|", ("id", "=", ann.id), ("name", "ilike", "nobody")]))

    def test_no_rules(self):
        for text in ("", "[]", "(", "[(" * 400, "__import__('os')", "5", "'name'", "[('name',)]", "{'a': 1}", "[1]"):
            with self.subTest(text=text[:20]):
                self.refused(text)

    def test_hostile(self):
        for domain in (
            [("id", "any!", [("id", ">", 0)])],
            [("child_ids", "any!", [("id", ">", 0)])],
            [("child_ids", "any", [("id", "any!", [])])],
            [("name", "like", "%a%b%c%d%")],
            [("child_ids", "any", [("name", "like", "%a%b%c%d%")])],
            [("name", "=", "x" * 500)],
            [("name", "in", ["x" * 500])],
            [("id", "in", [*range(400)] * 1)] * 31,
            [("no_such_field", "=", 1)],
            [("create_uid.no_such_field", "=", 1)],
            [("id", "=", "abc")],
            [("create_date", ">", "not a day")],
            [("clientele_segment_ids", "in", [1])],
            [("child_ids.clientele_segment_ids", "in", [1])],
            [("child_ids", "any", [("clientele_segment_ids", "in", [1])])],
            [("user_ids.partner_id.clientele_segment_ids", "in", [1])],
        ):
            with self.subTest(domain=str(domain)[:80]):
                self.refused(domain)
        self.env.cr.execute("SELECT 1")

    def test_guarded_fields(self):
        """Fields behind groups tell nothing, neither directly nor on the way."""
        for domain in (
            [("user_ids.password", "!=", False)],
            [("user_ids", "any", [("password", "like", "a%")])],
            [("user_ids.totp_secret", "!=", False)],
            [("signup_type", "!=", False)],
            [("clientele_client_ids.spent", ">", 100)],
            [("clientele_client_ids", "any", [("spent", ">", 100)])],
            [("clientele_spent", ">", 100)],
            [("clientele_client_ids.phone_key", "like", "1%")],
        ):
            with self.subTest(domain=domain):
                self.refused(domain)

    def test_rights_of_who_asks(self):
        """A rule that an admin shared is asked with the rights of the marketer, at night with those of the admin."""
        ann = self.make_client("Ann")
        self.make_visit(ann, "2021-07-01")
        rule = self.rule([("clientele_spent", ">", 10)])
        admin = self.make_user("admin", "marketer", "turnover")
        segment = self.env["clientele.segment"].with_user(admin)._from_conditions("Dear", [rule])
        self.assertEqual(segment._clients(), ann.with_user(admin))
        mine = segment.with_user(self.make_marketer())
        with self.assertRaises(UserError):
            mine._count()
        self.assertEqual(mine.client_count, 1, "the form still opens, with the last count")
        segment.sudo()._remember_count()
        self.assertEqual(segment.last_count, 1)

    def test_no_rights_by_night(self):
        """Whom a job at night looks for, are those that the writer could find, whoever is made owner."""
        ann = self.make_client("Ann")
        marketer = self.make_marketer()
        env = self.env(user=marketer)
        other = self.env["res.company"].create({"name": "Unrelated"})
        ann_elsewhere = self.env["res.partner"].create({"name": "Ann elsewhere", "company_id": other.id})
        ann_elsewhere.parent_id = ann
        rule = self.rule([("child_ids.name", "=", "Ann elsewhere")])
        segment = env["clientele.segment"]._from_conditions("Curious", [rule])
        segment.user_id = self.env.ref("base.user_admin")
        self.assertEqual(segment._count(), 0)
        root = self.env["clientele.segment"].with_user(1).browse(segment.id)
        self.assertEqual(root._count(), 0)
