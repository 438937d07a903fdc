from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestCommissionReport(WalletCase):
    """Practitioner × month: what was done, what was prepaid, the base and the commission (CR5, CR6, CR11, FO10)."""

    def report(self, user=None):
        """:return: {practitioner: (amount, prepaid, base, commission)} of done visits"""
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_commission_action")
        lines = self.env[action["res_model"]].with_user(user or self.env.user)
        measures = ["amount:sum", "amount_prepaid:sum", "commission_base:sum", "commission_amount:sum"]
        domain = [("state", "=", "done"), ("partner_id", "=", self.ann.id)]
        groups = lines._read_group(domain, ["resource_id"], measures)
        return {practitioner.name: tuple(sums) for practitioner, *sums in groups}

    def test_prepaid_and_money(self):
        """CR6: 20 of credits at 90 % count 18; with 20 in money the practitioner's half of 38 is 19."""
        self.sell(self.make_credits(180, 200))
        self.use(self.service, by="credits")
        self.make_visit(self.ann, "2021-07-21")
        self.assertEqual(self.report(), {"Maria": (38, 18, 38, 19)})

    def test_package(self):
        """IN4: the visits of part 1 count 200 each, those of part 3 count 100; what comes back counts no more."""
        self.sell(self.package)
        lines = [self.use(self.laser) for __ in range(6)]
        self.assertEqual(self.report(), {"Maria": (1000, 1000, 1000, 500)})
        lines[5].visit_id.action_reopen()
        self.assertEqual(self.report(), {"Maria": (900, 900, 900, 450)})

    def test_who_sees_it(self):
        """The menu and the action are for who may see turnover; reception opens a line's visit."""
        action = self.env.ref("clientele.clientele_commission_action")
        self.assertEqual(action.group_ids, self.env.ref("clientele.clientele_group_turnover"))
        line = self.make_visit(self.ann, "2021-07-21").line_ids
        opened = line.with_user(self.make_user("receptionist")).action_open_visit()
        self.assertEqual((opened["res_model"], opened["res_id"]), ("clientele.visit", line.visit_id.id))
        with self.assertRaises(AccessError):
            self.report(self.env.ref("base.public_user"))
