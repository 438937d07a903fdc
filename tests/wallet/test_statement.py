from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import WalletCase

REPORT = "clientele.clientele_statement_report"


@tagged("post_install", "-at_install")
class TestStatement(WalletCase):
    """The wallet with debts, by period, on the screen, as PDF, by e-mail (FO8, CR9). Today is 21.07.2021."""

    def statement(self, first="2021-01-01", last="2021-12-31", client=None, **values):
        client = client or self.ann
        return client._clientele_statement(date.fromisoformat(first), date.fromisoformat(last), **values)

    def account(self, *args, **kwargs):
        [account] = self.statement(*args, **kwargs)["accounts"]
        return account

    def wizard(self, **values):
        return self.env["clientele.statement"].create({"partner_id": self.ann.id, **values})

    def html(self, wizard):
        content, __ = self.env["ir.actions.report"]._render_qweb_html(REPORT, wizard.ids)
        return " ".join(content.decode().split())

    # ---------------------------------------------------------------- what it says

    def test_nothing(self):
        statement = self.statement()
        self.assertEqual((statement["accounts"], statement["debts"]), ([], []))
        self.assertEqual(set(statement["totals"].values()), {0})

    def test_package(self):
        """IN1: part 1 of 400 / 400 / 200 paid, one visit used: 1 left, worth 200; the other parts are to be paid."""
        self.sell(self.package, pay=1)
        self.use(self.laser)
        account = self.account()
        self.assertEqual(
            [(move["text"], move["units"], move["balance"], move["service"]) for move in account["moves"]],
            [("Paid, part 1", 2, 2, None), ("Used", -1, 1, "Laser")],
        )
        self.assertEqual((account["opening"], account["closing"], account["value"]), (0, 1, 200))
        self.assertEqual(
            [(part["number"], part["amount"], part["to_pay"], part["state"]) for part in account["instalments"]],
            [(1, 400, 0, "Paid"), (2, 400, 400, "To pay"), (3, 200, 200, "To pay")],
        )
        totals = self.statement()["totals"]
        self.assertEqual((totals["visits"], totals["value"], totals["to_pay"], totals["to_come"]), (1, 200, 600, 600))

    def test_periods_join(self):
        """The closing balance of a period is the opening one of the next, both days included."""
        subscription = self.sell(self.package, pay=1, start=date(2021, 6, 1))
        line = self.use(self.laser, day="2021-07-21")
        line.visit_id.with_env(self.on("2021-08-01")).action_reopen()
        self.assertEqual([move["day"] for move in self.account()["moves"]][-1], date(2021, 8, 1))
        for first, last, opening, closing, count in (
            ("2021-01-01", "2021-07-20", 0, 0, 0),
            ("2021-07-21", "2021-07-21", 0, 1, 2),
            ("2021-07-22", "2021-07-31", 1, 1, 0),
            ("2021-08-01", "2021-08-01", 1, 2, 1),
            ("2021-08-02", "2021-08-31", 2, 2, 0),
        ):
            account = self.account(first, last)
            with self.subTest(first=first, last=last):
                found = (account["opening"], account["closing"], len(account["moves"]))
                self.assertEqual(found, (opening, closing, count))
        self.assertEqual(subscription.units_left, 2)

    def test_given_back(self):
        """A visit that is reopened: what was used and what came back stand there both, with the day of the visit."""
        self.sell(self.package, pay=1, start=date(2021, 7, 1))
        line = self.use(self.laser, day="2021-07-20")
        line.visit_id.action_reopen()
        moves = self.account()["moves"]
        self.assertEqual([move["text"] for move in moves], ["Paid, part 1", "Used", "Given back"])
        self.assertEqual([move["balance"] for move in moves], [2, 1, 2])
        self.assertEqual({move["visit_day"] for move in moves[1:]}, {date(2021, 7, 20)})

    def test_balance_over_several_lots(self):
        """The balance is that of the subscription, not of each instalment's lot."""
        self.sell(self.package)
        for __ in range(3):
            self.use(self.laser)
        self.assertEqual([move["balance"] for move in self.account()["moves"]], [2, 4, 6, 5, 4, 3])

    def test_credits_with_cents(self):
        """CR7: balances are exact, whatever floats say."""
        self.sell(self.make_credits(100, 100))
        for __ in range(3):
            self.use(self.make_service("Wash", 33.1), by="credits")
        self.assertEqual([move["balance"] for move in self.account()["moves"]], [100, 66.9, 33.8, 0.7])

    def test_which(self):
        self.sell(self.package, pay=1)
        self.sell(self.make_credits(180, 200))
        self.assertEqual([row["kind"] for row in self.statement()["accounts"]], ["visits", "credits"])
        self.assertEqual(self.account(kinds=("credits",))["closing"], 200)
        self.assertEqual(self.account(kinds=("visits",))["closing"], 2)

    def test_what_has_ended(self):
        """An old subscription without a balance is not shown, with one or with something to pay it is."""
        old = self.sell(self.package, pay=0, start=date(2019, 1, 1))
        self.assertEqual(self.account()["title"], "Six laser sessions")
        old.instalment_ids.sudo().state = "cancelled"
        self.assertFalse(self.statement()["accounts"])
        self.assertTrue(self.statement("2019-06-01", "2019-06-30")["accounts"])

    def test_lot_of_no_subscription(self):
        """Gifts and points have an account of their own."""
        values = {"partner_id": self.ann.id, "company_id": self.company.id, "kind": "points"}
        self.env["clientele.ledger"]._issue("test:gift", values, 50, 0)
        account = self.account()
        self.assertEqual((account["title"], account["closing"], account["instalments"]), ("Points", 50, []))
        self.assertIn("+50", self.html(self.wizard()))

    def test_overdue(self):
        """DF5: an instalment whose day is over is due now, the others are to come; none is in both."""
        subscription = self.sell(self.package, pay=1, start=date(2021, 5, 1))
        part = subscription.instalment_ids[1]
        self.assertTrue(part.overdue)
        self.assertEqual(self.account()["instalments"][1]["state"], "Overdue")
        statement = self.statement()
        self.assertEqual(statement["debts"][0]["text"], "Instalment Six laser sessions")
        totals = statement["totals"]
        self.assertEqual((totals["to_pay"], totals["debt"], totals["to_come"]), (600, 400, 200))

    def test_due_today(self):
        """On its day an instalment is due now, the day before it is to come."""
        self.sell(self.package, pay=0)
        self.assertEqual(self.statement()["totals"]["to_come"], 600)
        before = self.ann.with_env(self.on("2021-07-20"))
        self.assertEqual(self.statement(client=before)["totals"]["to_come"], 1000)

    def test_debts(self):
        """DF5: each debt with its day, together what the card says."""
        self.make_visit(self.ann, "2021-07-02", amount_paid=5)
        self.make_visit(self.ann, "2021-07-01", amount_paid=0)
        statement = self.statement("2021-07-21", "2021-07-21")
        self.assertEqual(
            [(debt["text"], debt["due"], debt["amount"]) for debt in statement["debts"]],
            [("Visit", date(2021, 7, 1), 20), ("Visit", date(2021, 7, 2), 15)],
        )
        self.assertEqual(statement["totals"]["debt"], self.ann.clientele_debt)
        self.assertEqual(statement["totals"]["debt"], 35)

    def test_other_clients_and_companies(self):
        """Nothing of others is on it."""
        bob = self.make_client("Bob")
        self.sell(self.package, client=bob, pay=1)
        self.assertFalse(self.statement()["accounts"])
        other = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.statement(client=bob.with_company(other))["accounts"])

    # ---------------------------------------------------------------- periods

    def test_this_year_by_default(self):
        wizard = self.wizard()
        self.assertEqual((wizard.date_from, wizard.date_to), (date(2021, 1, 1), self.today))

    def test_periods(self):
        self.sell(self.package, pay=1)
        with Form(self.env["clientele.statement"].with_context(default_partner_id=self.ann.id)) as form:
            form.period = "last_month"
            self.assertEqual((form.date_from, form.date_to), (date(2021, 6, 1), date(2021, 6, 30)))
            form.period = "all"
            self.assertEqual((form.date_from, form.date_to), (self.today, self.today))
            form.period = "own"
            form.date_from = date(2021, 7, 20)
            self.assertIn("Six laser sessions", form.preview)
        self.assertEqual(form.record.date_from, date(2021, 7, 20))

    def test_reversed_period_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Swap"):
            self.wizard(period="own", date_from=date(2021, 2, 1), date_to=date(2021, 1, 1))

    # ---------------------------------------------------------------- on paper and by e-mail

    def test_html(self):
        """FO8: what goes on the paper, in the preview and in the report."""
        self.sell(self.package, pay=1, start=date(2021, 7, 1))
        self.use(self.laser, day="2021-07-19")
        self.make_visit(self.ann, "2021-07-01", amount_paid=0)
        wizard = self.wizard()
        self.assertIn("Six laser sessions", wizard.preview)
        html = self.html(wizard)
        for text in ("Ann", "01/01/2021 – 07/21/2021", "Used: Laser", "07/19/2021", "Balance before", "−1", "+2"):
            with self.subTest(text=text):
                self.assertIn(text, html)
        self.assertIn("A4", self.env.ref(REPORT).paperformat_id.format)

    def test_language_of_the_client(self):
        """The client reads it in the own language, whatever the language of who prints it."""
        self.env["res.lang"]._activate_lang("bg_BG")
        self.sell(self.package, pay=1)
        self.ann.lang = "bg_BG"
        self.assertIn("21.07.2021", self.html(self.wizard()))
        self.assertIn("07/21/2021", self.wizard().preview)

    def test_pdf(self):
        """Where the converter is there, it makes a PDF; what it converts is the page above."""
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        wizard = self.wizard()
        self.assertIn("Statement", self.html(wizard))
        if report.get_wkhtmltopdf_state() != "install":
            content, kind = report._render_qweb_pdf(REPORT, wizard.ids)
            self.assertEqual((kind, content[:4]), ("pdf", b"%PDF"))

    def test_print(self):
        action = self.wizard().action_print()
        self.assertEqual(action["report_name"], "clientele.clientele_statement_pages")

    def test_send(self):
        """The e-mail has the statement, goes to the client and stays in the client's history."""
        self.ann.email = "ann@example.org"
        self.sell(self.package, pay=1)
        user = self.make_user("receptionist")
        action = self.wizard().with_user(user).action_send()
        composer = Form(self.env[action["res_model"]].with_user(user).with_context(**action["context"])).save()
        composer._action_send_mail()
        message = self.ann.message_ids[0]
        self.assertIn("your statement, 01/01/2021 – 07/21/2021", message.subject)
        self.assertIn("Dear Ann", message.body)
        self.assertEqual(message.partner_ids, self.ann)
        self.assertRegex(message.attachment_ids.name, r"^Statement Ann\.(pdf|html)$")
        self.assertIn(b"Six laser sessions", message.attachment_ids.raw)

    def test_send_needs_an_address(self):
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            self.wizard().action_send()

    # ---------------------------------------------------------------- rights and cost

    def test_rights(self):
        self.sell(self.package, pay=1)
        reception = self.ann.with_user(self.make_user("receptionist"))
        self.assertEqual(self.account(client=reception)["closing"], 2)
        with self.assertRaises(AccessError):
            self.statement(client=self.ann.with_user(self.make_user("practitioner")))

    def test_queries_do_not_grow(self):
        """A client with many movements costs as many queries as one with few."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.html(self.wizard())
            return self.cr.sql_log_count - before

        credits = self.sell(self.make_credits(1000, 1000))
        self.use(self.service, by="credits")
        count()
        few = count()
        lot = credits.lot_ids
        for nr in range(200):
            self.env["clientele.ledger"]._use(f"test:many:{nr}", lot, 1)
        self.assertEqual(count(), few)
        self.assertLessEqual(few, 60)
        self.assertEqual(len(self.account()["moves"]), 202)
