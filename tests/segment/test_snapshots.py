from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.segment import clientele_segment_snapshot
from ...models.segment.clientele_segment_member import SPAN
from .segment_common import SegmentCase, asks, last, visits


@tagged("post_install", "-at_install")
class TestSnapshots(SegmentCase):
    """Who was in a segment, frozen; who came and who left since (DESIGN 5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.cid = (cls.make_client(name) for name in ("Ann", "Bob", "Cid"))
        cls.make_visit(cls.ann, "2021-07-01")
        cls.make_visit(cls.bob, "2021-05-10")
        cls.recent = cls.env["clientele.segment"]._from_conditions("Recent", [visits(">", 0, last(1))])

    def members(self, snapshot):
        partners = self.env["res.partner"].search([("clientele_snapshot_ids", "in", snapshot.ids)], order="id")
        return partners.mapped("name")

    def names(self, action):
        partners = self.env["res.partner"].with_context(**action["context"])
        return set(partners.search(action["domain"]).mapped("name"))

    def test_frozen(self):
        """FF1: what happens later changes neither members, nor count, nor definition, nor words."""
        snapshot = self.recent._take_snapshot()
        words = snapshot.words
        self.assertEqual((self.members(snapshot), snapshot.member_count), (["Ann"], 1))
        self.assertEqual((snapshot.as_of, snapshot.user_id), (self.today, self.env.user))
        self.make_visit(self.cid, "2021-07-20")
        self.recent.definition = {"blocks": [[visits(">", 5)]]}
        self.assertEqual((self.members(snapshot), snapshot.member_count), (["Ann"], 1))
        self.assertEqual((snapshot.definition["blocks"][0][0]["period"], snapshot.words), ("last", words))

    def test_past_day(self):
        """As of a past day later visits are not seen."""
        snapshot = self.recent._take_snapshot(date(2021, 5, 31))
        self.assertEqual((self.members(snapshot), snapshot.as_of), (["Bob"], date(2021, 5, 31)))

    def test_wizard(self):
        """A coming day is refused; today is now."""
        Freeze = self.env["clientele.segment.freeze"]
        with self.assertRaisesRegex(UserError, "past day"):
            Freeze.create({"segment_id": self.recent.id, "as_of": "2021-07-22"}).action_take()
        action = Freeze.create({"segment_id": self.recent.id, "as_of": "2021-07-21"}).action_take()
        self.assertEqual(self.members(self.env[action["res_model"]].browse(action["res_id"])), ["Ann"])

    def test_compare(self):
        """Two snapshots, or one and now: counts and the lists that they open agree."""
        old, new = self.recent._take_snapshot(date(2021, 5, 31)), self.recent._take_snapshot()
        pair = self.env["clientele.segment.compare"].create({"snapshot_id": old.id, "other_id": new.id})
        self.assertEqual((pair.entered_count, pair.left_count, pair.stayed_count), (1, 1, 0))
        self.assertEqual(self.names(pair.action_open_entered()), {"Ann"})
        self.assertEqual(self.names(pair.action_open_left()), {"Bob"})
        self.make_visit(self.cid, "2021-07-20")
        pair = self.env["clientele.segment.compare"].create({"snapshot_id": new.id})
        self.assertEqual((pair.entered_count, pair.left_count, pair.stayed_count), (1, 0, 1))
        self.assertEqual(self.names(pair.action_open_entered()), {"Cid"})
        self.assertEqual(self.names(pair.action_open_stayed()), {"Ann"})
        self.assertEqual(self.names(pair.action_open_left()), set())

    def test_chosen_by_hand_has_no_now(self):
        snapshot = self.env["clientele.segment.snapshot"]._freeze(
            self.env["res.partner"]._search([("id", "in", self.bob.ids)]).subselect("id")
        )
        with self.assertRaisesRegex(UserError, "no conditions"):
            snapshot._compare()

    def test_archived_clients_stay(self):
        """Who was archived since is still listed."""
        snapshot = self.recent._take_snapshot()
        self.ann.active = False
        self.assertEqual(self.names(snapshot.action_open_clients()), {"Ann"})

    def test_read_only(self):
        """Nobody writes snapshots or members, not even an administrator."""
        snapshot = self.recent._take_snapshot()
        admin = self.make_user("admin", "marketer")
        member = self.env["clientele.segment.member"].search([("snapshot_id", "=", snapshot.id)])
        for record in (snapshot, member):
            with self.assertRaises(AccessError):
                record.with_user(admin).write({"snapshot_id" if record == member else "name": False})
            with self.assertRaises(AccessError):
                record.with_user(admin).create({})

    def test_deleted_client_is_forgotten(self):
        """Privacy: a deleted client is in no snapshot, while the number stays."""
        vip = self.env["clientele.segment"]._from_conditions("VIP", [asks("vip", "yes")])
        self.cid.clientele_vip = True
        snapshot = vip._take_snapshot()
        self.assertEqual(self.members(snapshot), ["Cid"])
        self.cid.unlink()
        self.assertEqual((self.members(snapshot), snapshot.member_count), ([], 1))

    def test_merged_clients_are_one(self):
        """Of a client in the snapshot and one who is not, or of two who are, one stays in it."""
        self.make_visit(self.cid, "2021-07-20")
        snapshot = self.recent._take_snapshot()
        self.assertEqual(self.members(snapshot), ["Ann", "Cid"])
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.ann | self.cid | self.bob).ids, self.bob)
        self.assertEqual(self.members(snapshot), ["Bob"])

    def test_merged_ids(self):
        """Wherever the ids lie: in one row of the table or in several, with the kept one or without, each once."""
        near, far = self.ann.id // SPAN * SPAN, (self.ann.id // SPAN + 7) * SPAN
        cases = [
            ([near], [near], near + 1, [near + 1]),
            ([near], [near], far, [far]),
            ([near, near + 1, far], [near], near + 1, [near + 1, far]),
            ([near, far, far + 1], [near, far], far + 1, [far + 1]),
            ([near, far], [near + 5, far + 5], far, [near, far]),
            ([near, far, far + 2], [near, far], far + 1, [far + 1, far + 2]),
        ]
        for members, old, new, left in cases:
            with self.subTest(members=members, old=old, new=new):
                snapshots = [self.freeze(members), self.freeze(members)]
                self.env["clientele.segment.member"]._replace(old, new)
                for snapshot in snapshots:
                    ids = [key for (key,) in self.env.execute_query(snapshot._member_sql())]
                    self.assertEqual(sorted(ids), left)

    def freeze(self, ids):
        select = SQL("SELECT unnest(%s::int[])", ids)
        return self.env["clientele.segment.snapshot"]._freeze(select)

    def test_few_and_many(self):
        """Members are found first, or each client is looked up: the same lists, with NOT and with OR, too."""
        one, two = self.freeze(self.ann.ids), self.freeze((self.bob | self.ann).ids)
        within = [("clientele_snapshot_ids", "in", one.ids)], [("clientele_snapshot_ids", "in", two.ids)]
        both = [("clientele_snapshot_ids", "in", (one | two).ids)]
        ours = Domain("id", "in", (self.ann | self.bob | self.cid).ids)
        asked = [Domain(domain) for domain in (*within, both)]
        asked += [~Domain(within[0]), Domain(within[0]) | Domain("id", "=", self.cid.id), ~Domain(both)]
        found = []
        for few in (0, 100):
            with patch.object(clientele_segment_snapshot, "FEW", few):
                found.append([self.env["res.partner"].search(ours & domain) for domain in asked])
        self.assertEqual(*found)
        ann, bob, cid = self.ann, self.bob, self.cid
        self.assertEqual([set(one) for one in found[0]], [{ann}, {ann, bob}, {ann, bob}, {bob, cid}, {ann, cid}, {cid}])

    def test_shown(self):
        """A client shows the snapshots that the user may see, each its own."""
        one, two = self.freeze(self.ann.ids), self.freeze((self.bob | self.ann).ids)
        clients = self.ann | self.bob | self.cid
        shown = [set(client.clientele_snapshot_ids) for client in clients]
        self.assertEqual(shown, [{one, two}, {two}, set()])
        user = self.make_user("manager", "marketer")
        self.assertFalse(clients.with_user(user).clientele_snapshot_ids)

    def test_counted(self):
        """None, and over a hundred of them."""
        self.assertEqual(self.freeze([]).member_count, 0)
        self.assertEqual(self.freeze([*range(1, 252)]).member_count, 251)

    def test_unseen_branch(self):
        """YC4: where the base is kept per branch, a snapshot holds the clients that its maker sees, and counts those
        of others only for those who see them."""
        other = self.branch.copy({"name": "Other"})
        self.ann.clientele_branch_id = other
        self.make_visit(self.cid, "2021-07-20")
        user = self.make_user("manager", "marketer")
        user.clientele_branch_ids = self.branch
        self.company.clientele_base_per_branch = True
        everyone = self.recent._take_snapshot()
        snapshot = self.recent.with_user(user)._take_snapshot()
        self.assertEqual((everyone.member_count, snapshot.member_count), (2, 1))
        self.assertEqual(everyone.with_user(user)._compare(snapshot), (0, 0, 1))
        self.assertEqual(everyone._compare(snapshot), (0, 1, 1))

    def test_unshared(self):
        """Snapshots of a segment that is not shared are their maker's."""
        snapshot = self.recent._take_snapshot()
        user = self.make_user("manager", "marketer")
        self.assertTrue(snapshot.with_user(user).has_access("read"))
        self.recent.shared = False
        self.assertFalse(snapshot.with_user(user).has_access("read"))

    def test_statements(self):
        """A snapshot takes as many statements for fifty clients as for one."""
        few = self._queries()
        for number in range(50):
            self.make_visit(self.make_client(f"Client {number}"), "2021-07-02")
        self.assertEqual(self._queries(), few)

    def _queries(self):
        self.recent._take_snapshot()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.recent._take_snapshot()
        return self.env.cr.sql_log_count - before
