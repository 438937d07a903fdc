from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestSettleDialog(WalletCase):
    """Closing a visit asks what pays each line, where something prepaid can (CR7, CR8, issue 4 "Using")."""

    def book(self, *services, client=None, **values):
        """:return: a booked visit of some services"""
        lines = [{"product_id": service.id, "resource_id": self.practitioner.id} for service in services]
        return self.make_visit(client or self.ann, "2021-07-21", state="booked", lines=lines, **values)

    def ask(self, visit):
        """:return: the dialog that *Done* opens"""
        action = visit.action_done()
        self.assertEqual((action["res_model"], visit.state), ("clientele.settle", "booked"))
        return self.env["clientele.settle"].browse(action["res_id"])

    def ways(self, dialog):
        """:return: {service: ways that are shown, the chosen one in front}"""
        return {
            row["name"]: [
                option["way"].partition(":")[0] for option in sorted(row["options"], key=lambda one: not one["chosen"])
            ]
            for row in dialog.board
        }

    def choose(self, dialog, **ways):
        """:param ways: {service: what pays it}"""
        for row in dialog.board:
            if row["name"] in ways:
                [way] = [one["way"] for one in row["options"] if one["way"].startswith(ways[row["name"]])]
                dialog.choices = {**dialog.choices, str(row["id"]): way}

    def test_nothing_prepaid_nothing_asked(self):
        visit = self.book(self.laser)
        self.assertFalse(visit.action_done())
        self.assertEqual((visit.state, visit.amount_paid), ("done", 200))

    def test_what_is_decided_is_not_asked(self):
        self.sell(self.package, pay=1)
        visit = self.book(self.laser)
        visit.line_ids.paid_by = "visits"
        self.assertFalse(visit.action_done())
        self.assertEqual((visit.state, visit.line_ids.prepaid, visit.amount_paid), ("done", True, 0))

    def test_reopened_it_is_asked_again(self):
        """What was chosen is shown as chosen, and can be changed."""
        self.sell(self.package, pay=1)
        visit = self.use(self.laser).visit_id
        visit.action_reopen()
        dialog = self.env["clientele.settle"].browse(visit.action_done()["res_id"])
        self.assertEqual(self.ways(dialog), {"Laser": ["visits", "money"]})
        self.choose(dialog, Laser="money")
        dialog.action_done()
        self.assertEqual(
            (visit.state, visit.line_ids.paid_by, visit.amount_paid, self.left()), ("done", "money", 200, 2)
        )

    def test_package_pays_one_line_money_the_other(self):
        self.sell(self.package, pay=1)
        visit = self.book(self.laser, self.service)
        dialog = self.ask(visit)
        self.assertEqual(self.ways(dialog), {"Laser": ["visits", "money"], "Haircut": ["money"]})
        self.assertEqual((dialog.to_pay, dialog.paid_now), (20, 20))
        dialog.action_done()
        self.assertEqual((visit.state, visit.amount_total, visit.amount_paid, visit.amount_due), ("done", 220, 20, 0))
        self.assertEqual((self.left(), visit.line_ids.mapped("prepaid")), (1, [True, False]))
        self.assertLedger()

    def test_less_is_paid_than_is_due(self):
        self.sell(self.package, pay=1)
        visit = self.book(self.laser, self.service)
        dialog = self.ask(visit)
        dialog.paid_now = 5
        dialog.action_done()
        self.assertEqual((visit.amount_paid, visit.amount_due), (5, 15))
        self.assertFacts(self.ann, debt=15)

    def test_nothing_is_paid_now(self):
        self.sell(self.package, pay=1)
        visit = self.book(self.laser, self.service)
        dialog = self.ask(visit)
        dialog.paid_now = 0
        dialog.action_done()
        self.assertEqual((visit.amount_paid, visit.amount_due), (0, 20))

    def test_paid_before(self):
        """What was paid ahead lowers what is to pay; what was paid too much is given back."""
        self.sell(self.package, pay=1)
        visit = self.book(self.laser, self.service, amount_paid=50)
        dialog = self.ask(visit)
        self.assertEqual((dialog.to_pay, dialog.paid_before, dialog.paid_now), (20, 50, -30))
        self.choose(dialog, Laser="money")
        self.assertEqual((dialog.to_pay, dialog.paid_now), (220, 170))
        for wrong in (171, -51):
            dialog.paid_now = wrong
            with self.assertRaises(UserError), self.env.cr.savepoint():
                dialog.action_done()
        dialog.paid_now = 170
        dialog.action_done()
        self.assertEqual((visit.amount_paid, visit.amount_due, self.left()), (220, 0, 2))

    def test_lines_compete(self):
        """CR8: with 100 credits, lines of 600 and 350 are not offered; of 60 + 60 one."""
        self.sell(self.make_credits(90, 100))
        dear = [self.make_service(name, price) for name, price in (("A", 600), ("B", 350))]
        self.assertFalse(self.book(*dear).action_done())
        both = [self.make_service(name, 60) for name in ("C", "D")]
        dialog = self.ask(self.book(*both))
        self.assertEqual(self.ways(dialog), {"C": ["credits", "money"], "D": ["money"]})
        self.choose(dialog, C="money")
        self.assertEqual(self.ways(dialog), {"C": ["money", "credits"], "D": ["money", "credits"]})
        self.choose(dialog, D="credits")
        self.assertEqual(self.ways(dialog), {"C": ["money"], "D": ["credits", "money"]})
        dialog.action_done()
        self.assertEqual((self.left("credits"), dialog.visit_id.amount_paid), (40, 60))

    def test_choices_of_the_form_stay(self):
        """A line that was given to the credits before stays there, although a package is proposed for the others."""
        self.sell(self.package, pay=1)
        self.sell(self.make_credits(500, 500))
        visit = self.book(self.laser, self.laser)
        visit.line_ids[0].paid_by = "credits"
        dialog = self.ask(visit)
        self.assertEqual(
            [next(one["way"] for one in row["options"] if one["chosen"]).partition(":")[0] for row in dialog.board],
            ["credits", "visits"],
        )
        dialog.action_done()
        self.assertEqual((self.left("credits"), self.left()), (300, 1))

    def test_choice_that_does_not_suffice_is_shown(self):
        self.sell(self.make_credits(90, 100))
        visit = self.book(self.laser, self.service)
        visit.line_ids[0].paid_by = "visits"
        dialog = self.ask(visit)
        self.assertEqual(self.ways(dialog), {"Laser": ["visits", "money"], "Haircut": ["credits", "money"]})
        self.assertFalse(dialog.board[0]["options"][0]["possible"])
        with self.assertRaisesRegex(UserError, "Ann has no package"), self.env.cr.savepoint():
            dialog.action_done()
        self.assertEqual(visit.state, "booked")

    def test_shared_subscription(self):
        """Boris pays for Ann from his package, while the plan allows sharing."""
        boris = self.make_client("Boris")
        self.package.shareable = True
        self.sell(self.package, boris, pay=1, guest_ids=[Command.set(self.ann.ids)])
        visit = self.book(self.laser)
        dialog = self.ask(visit)
        option = dialog.board[0]["options"][0]
        self.assertEqual((option["label"], option["chosen"]), ("Boris: Six laser sessions", True))
        dialog.action_done()
        self.assertEqual((visit.line_ids.payer_id, visit.amount_total, visit.amount_due), (boris, 200, 0))
        self.assertEqual(self.left(client=boris), 1)
        self.package.shareable = False
        self.assertFalse(self.book(self.laser).action_done(), "not shared any more")

    def test_own_goes_before_shared(self):
        boris = self.make_client("Boris")
        self.package.shareable = True
        self.sell(self.package, boris, pay=1, guest_ids=[Command.set(self.ann.ids)])
        self.sell(self.package, pay=1)
        dialog = self.ask(self.book(self.laser))
        self.assertEqual([len(row["options"]) for row in dialog.board], [3])
        dialog.action_done()
        self.assertEqual((self.left(), self.left(client=boris)), (1, 2))

    def test_closed_meanwhile(self):
        """Two dialogs for one visit: the second one closes nothing and takes nothing."""
        self.sell(self.package, pay=1)
        visit = self.book(self.laser)
        dialogs = [self.ask(visit), self.ask(visit)]
        dialogs[0].action_done()
        for dialog in dialogs:
            with self.assertRaisesRegex(UserError, "is done"), self.env.cr.savepoint():
                dialog.action_done()
        self.assertEqual((self.left(), visit.amount_paid), (1, 0))
        self.assertLedger()

    def test_several_visits_take_the_proposal(self):
        """Nobody is asked about each of many: each is offered what the one before left, and that is told."""
        self.sell(self.package, pay=1)
        visits = self.env["clientele.visit"].concat(*(self.book(self.laser) for __ in range(3)))
        visits |= self.book(self.service, client=self.make_client("Boris"))
        notification = visits.action_done()
        self.assertIn("Ann", notification["params"]["message"])
        self.assertNotIn("Boris", notification["params"]["message"])
        self.assertEqual(visits.mapped("state"), ["done"] * 4)
        self.assertEqual(visits.line_ids.mapped("prepaid"), [True, True, False, False])
        self.assertEqual(sum(visits.mapped("amount_paid")), 220)
        self.assertLedger()

    def test_receptionist_closes(self):
        self.sell(self.package, pay=1)
        visit = self.book(self.laser).with_user(self.make_user("receptionist"))
        self.env["clientele.settle"].with_user(visit.env.user).browse(visit.action_done()["res_id"]).action_done()
        self.assertTrue(visit.line_ids.prepaid)

    def test_sold_by_one_branch_used_in_another(self):
        other = self.env["clientele.branch"].create({"name": "Other"})
        self.sell(self.package, pay=1, branch_id=other.id)
        self.ask(self.book(self.laser)).action_done()
        self.assertEqual(self.left(), 1)
