from datetime import date

from odoo.tests import tagged

from ..wallet.common import WalletCase
from .segment_common import SegmentCase, asks, last, upcoming


@tagged("post_install", "-at_install")
class TestSegmentSubscriptions(WalletCase, SegmentCase):
    """Subscriptions that expire, expired, ran or were bought (FF15-FF18). Today is 21.07.2021."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann.unlink()

    def until(self, name, day, start="2020-01-01", client=None):
        """A client named after the subscription, which runs to a day."""
        plan = self.make_credits(10, 10, validity="dates", date_to=day)
        client = client or self.make_client(name)
        subscription = self.sell(plan, client, pay=0, start=date.fromisoformat(start))
        self.assertEqual(str(subscription.end_date), day)
        return subscription

    def test_expires_within_a_week(self):
        """FF15: end date in D … D + 7."""
        for day in ("2021-07-20", "2021-07-21", "2021-07-28", "2021-07-29"):
            self.until(day, day)
        self.sell(self.make_credits(10, 10, validity="always"), self.make_client("endless"))
        self.assertFound(["2021-07-21", "2021-07-28"], asks("subscription_ends", ">", 0, period=upcoming(7)))

    def test_expired_and_nothing_newer(self):
        """FF16: expired during the last month; who has a newer one is out, unless the option is off."""
        for day in ("2021-06-21", "2021-06-22", "2021-07-21"):
            self.until(day, day)
        renewed = self.until("renewed", "2021-07-01").partner_id
        self.until("", "2021-12-01", "2021-07-02", renewed)
        endless = self.until("endless", "2021-07-01").partner_id
        self.sell(self.make_credits(10, 10, validity="always"), endless)
        again = self.until("again", "2021-06-30").partner_id
        self.until("", "2021-07-15", client=again)
        expired = asks("subscription_ends", ">", 0, period=last(1))
        self.assertFound(["2021-06-22", "2021-07-21", "again"], expired)
        self.assertFound(["2021-06-22", "2021-07-21", "again", "renewed", "endless"], {**expired, "option": False})
        quit_one = self.until("quit", "2021-07-10")
        quit_one.sudo().state = "cancelled"
        self.assertFound(["2021-06-22", "2021-07-21", "again"], expired)

    def test_none_during_a_year(self):
        """FF17: no day of any subscription in the last year, 22.07.2020 – 21.07.2021."""
        self.until("until 21.07.2020", "2020-07-21")
        self.until("until 22.07.2020", "2020-07-22")
        self.until("from today", "2021-12-31", "2021-07-21")
        self.until("from tomorrow", "2021-12-31", "2021-07-22")
        self.sell(self.make_credits(10, 10, validity="always"), self.make_client("endless"), start=date(2019, 1, 1))
        self.make_client("never")
        none = asks("subscription_runs", "=", 0, period=last(1, "year"))
        self.assertFound(["until 21.07.2020", "from tomorrow", "never"], none)

    def test_bought_plans(self):
        """FF18: any or all of a given set, whatever became of them."""
        first, second = self.make_credits(10, 20), self.make_credits(20, 40)
        both, one = self.make_client("both"), self.make_client("one")
        for plan, client in ((first, both), (second, both), (first, one), (first, one)):
            self.sell(plan, client)
        self.sell(self.make_credits(5, 6), self.make_client("other"))
        ids = (first + second).ids
        self.assertFound(["both", "one"], asks("plans_bought", "any", plan_ids=ids))
        self.assertFound(["both"], asks("plans_bought", "all", plan_ids=ids))
        self.assertFound(["one", "other"], asks("plans_bought", "all", plan_ids=ids, negate=True))

    def test_what_is_left(self):
        """Credits left, and as of a day before they were used."""
        client = self.make_client("saver")
        self.sell(self.make_credits(100, 120, validity="always"), client, start=date(2021, 7, 1))
        self.make_client("never")
        self.use(self.service, by="credits", client=client)
        self.assertFound(["saver"], asks("credits_left", "=", 100))
        self.assertFound(["never"], asks("credits_left", "=", 0))
