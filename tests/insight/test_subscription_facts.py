from datetime import date

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.clientele.tools.periods import last_months, months_before

from ..wallet.common import WalletCase


@tagged("post_install", "-at_install")
class TestSubscriptionFacts(WalletCase):
    """What segments ask of subscriptions: facts on the client's row, and domains (FF15-FF18). Today is 21.07.2021."""

    def until(self, day, client=None, plan=None, **values):
        """Sell a subscription that ends on a day."""
        plan = plan or self.make_credits(10, 10, validity="dates", date_to=day)
        return self.sell(plan, client, **{"start": date(2020, 1, 1), "pay": 0, **values})

    def assertRight(self, client, **facts):
        """At once for the client, and the nightly check finds nothing to add."""
        self.assertFacts(client, **facts)
        self.assertEqual(self.env["clientele.client"]._verify(self.company), 0)
        self.assertFacts(client, **facts)

    # ---------------------------------------------------------------- facts

    def test_nothing_bought(self):
        self.assertRight(self.ann, subscription_end=False, subscription_open=False, next_due=False)

    def test_latest_end(self):
        self.until("2021-07-28")
        self.assertRight(self.ann, subscription_end=date(2021, 7, 28))
        later = self.until("2021-08-30")
        self.assertRight(self.ann, subscription_end=date(2021, 8, 30), subscription_open=False)
        later.end_date = "2021-09-05"
        self.assertRight(self.ann, subscription_end=date(2021, 9, 5))
        for state in ("quit", "cancelled"):
            later.state = state
            self.assertRight(self.ann, subscription_end=date(2021, 7, 28))
        later.state = "expired"
        self.assertRight(self.ann, subscription_end=date(2021, 9, 5))

    def test_without_end(self):
        """One that never ends is no far day: the day is empty and the client is marked."""
        self.until("2021-07-28")
        endless = self.sell(self.make_credits(10, 10, validity="always"))
        self.assertRight(self.ann, subscription_end=False, subscription_open=True)
        endless.state = "quit"
        self.assertRight(self.ann, subscription_end=date(2021, 7, 28), subscription_open=False)

    def test_next_instalment(self):
        parts = self.sell(self.package, pay=1).instalment_ids
        self.assertRight(self.ann, next_due=parts[1].due_date)
        self.pay(parts[1])
        self.assertRight(self.ann, next_due=parts[2].due_date)
        self.pay(parts[2])
        self.assertRight(self.ann, next_due=False)

    def test_other_client(self):
        """Handing over moves the facts of both."""
        bob = self.make_client("Bob")
        subscription = self.until("2021-07-28")
        self.assertRight(self.ann, subscription_end=date(2021, 7, 28), next_due=date(2020, 1, 1))
        subscription.sudo().partner_id = bob
        self.assertRight(self.ann, subscription_end=False, next_due=False)
        self.assertRight(bob, subscription_end=date(2021, 7, 28), next_due=date(2020, 1, 1))

    def test_what_happens_to_it(self):
        """Freezing, extending, handing over and quitting move the facts at once (IN8, IN4)."""
        bob = self.make_client("Bob")
        subscription = self.sell(self.package, pay=1)
        self.assertRight(self.ann, subscription_end=date(2022, 1, 21))
        subscription._freeze(date(2021, 8, 1), date(2021, 8, 10), "Ill")
        self.assertRight(self.ann, subscription_end=date(2022, 1, 31))
        subscription._extend(date(2022, 2, 15), "Kind")
        self.assertRight(self.ann, subscription_end=date(2022, 2, 15))
        subscription._hand_over(bob, "Gift", "test:hand")
        self.assertRight(self.ann, subscription_end=False, next_due=False)
        self.assertRight(bob, subscription_end=date(2022, 2, 15))
        subscription._quit(0, "Moves away", "test:quit")
        self.assertRight(bob, subscription_end=False, next_due=False)

    def test_searched_and_sorted(self):
        bob = self.make_client("Bob")
        self.until("2021-07-28")
        self.until("2021-07-22", bob)
        clients = self.env["res.partner"].search(
            [("clientele_subscription_end", ">=", "2021-07-22"), ("id", "in", (self.ann | bob).ids)],
            order="clientele_subscription_end",
        )
        self.assertEqual(clients, bob | self.ann)

    # ---------------------------------------------------------------- questions of segments

    def who(self, domain):
        return self.env["clientele.subscription"].search(domain).partner_id

    def test_ends_within_a_week(self):
        """FF15: the end date lies in D … D + 7."""
        clients = {day: self.make_client(day) for day in ("2021-07-20", "2021-07-21", "2021-07-28", "2021-07-29")}
        for day, client in clients.items():
            self.until(day, client)
        ending = self.env["clientele.subscription"]._get_ending_domain(date(2021, 7, 21), date(2021, 7, 28))
        self.assertEqual(self.who(ending), clients["2021-07-21"] | clients["2021-07-28"])

    def test_ended_during_the_last_month(self):
        """FF16: with and without *nothing newer*."""
        days = ("2021-06-21", "2021-06-22", "2021-07-20", "2021-07-21")
        clients = {day: self.make_client(day) for day in days}
        for day, client in clients.items():
            self.until(day, client)
        renewed, endless, quitter = (self.make_client(name) for name in ("Renewed", "Endless", "Quitter"))
        for client in (renewed, endless, quitter):
            self.until("2021-07-01", client)
        self.until("2021-07-21", renewed)
        self.sell(self.make_credits(10, 10, validity="always"), endless)
        self.until("2021-12-31", quitter).state = "quit"
        Subscription = self.env["clientele.subscription"]
        first, today = last_months(self.today, 1)
        ended = Subscription._get_ending_domain(first, date(2021, 7, 20))
        month = clients["2021-06-22"] | clients["2021-07-20"]
        self.assertEqual(self.who(ended), month | renewed | endless | quitter)
        newer = self.who(Subscription._get_lasting_domain(date(2021, 7, 20)))
        self.assertEqual(self.who(ended) - newer, month | quitter)
        fact = [("clientele_subscription_end", ">=", first), ("clientele_subscription_end", "<", today)]
        self.assertEqual(self.env["res.partner"].search(fact), month | quitter, "the fact says the same")

    def test_none_during_the_last_year(self):
        """FF17: no day of any subscription lies in the period."""
        first, today = last_months(self.today, 12)
        self.assertEqual(first, date(2020, 7, 22))
        before, touching, never, coming, cancelled, bought = (self.make_client(str(nr)) for nr in range(6))
        self.until("2020-07-21", before)
        self.until("2020-07-22", touching)
        self.until("2022-07-22", coming, start=date(2021, 7, 22))
        self.until("2021-07-01", cancelled).state = "cancelled"
        self.until("2022-07-22", bought, start=today)
        everyone = before | touching | never | coming | cancelled | bought
        running = self.env["clientele.subscription"]._get_running_domain(first, today)
        without = self.env["res.partner"].search(
            Domain("id", "in", everyone.ids) & ~Domain("clientele_subscription_ids", "any", running), order="id"
        )
        self.assertEqual(without, before | never | coming | cancelled)

    def test_quit_before_the_last_year(self):
        """FF17: who quits has the subscription until that day, whenever it would have ended."""
        first, today = last_months(self.today, 12)
        running = self.env["clientele.subscription"]._get_running_domain(first, today)
        for day, found in (("2020-07-21", False), ("2020-07-22", True)):
            client = self.make_client(day)
            subscription = self.sell(self.package, client, 0, start=date(2020, 7, 1)).with_env(self.on(day))
            self.pay(subscription.instalment_ids[0])
            subscription._quit(0, "Moves away", f"test:{day}")
            with self.subTest(day=day):
                self.assertEqual(subscription.end_date, date.fromisoformat(day))
                self.assertEqual(client in self.who(running), found)

    def test_bought_any_and_all(self):
        """FF18: any of a set of plans, and all of them; what was cancelled was not bought."""
        plans = self.make_credits(10, 10) | self.make_credits(20, 20)
        one, both, none = (self.make_client(name) for name in ("One", "Both", "None"))
        self.sell(plans[0], one)
        for plan in plans:
            self.sell(plan, both)
        self.sell(plans[0], none).state = "cancelled"
        bought = self.env["clientele.subscription"]._get_bought_domain
        self.assertEqual(self.who(bought(plans)), one | both)
        every = Domain.AND(Domain("clientele_subscription_ids", "any", bought(plan)) for plan in plans)
        self.assertEqual(self.env["res.partner"].search(every), both)

    def test_last_month_clamps(self):
        """DF3: on 31 March the last month begins on 1 March, because 28 February is its day one month before."""
        self.assertEqual(months_before(date(2021, 3, 31), 1), date(2021, 2, 28))
        self.assertEqual(last_months(date(2021, 3, 31), 1)[0], date(2021, 3, 1))

    def test_indexes_serve_them(self):
        """What segments ask of a million subscriptions is asked of an index."""
        ending = self.env["clientele.subscription"]._get_ending_domain(date(2021, 7, 21), date(2021, 7, 28))
        company = Domain("company_id", "=", self.company.id)
        query = self.env["clientele.subscription"]._search(ending & company)
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        plan = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        self.assertIn("clientele_subscription_ending", str(plan))
