import random
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...tools.release import Sold, Step, released, stays, to_book

CENT = Decimal("0.01")


def steps(*rows):
    """:param rows: (kind, amount) or (kind, amount, booked)"""
    return [
        Step(nr, kind, Decimal(str(amount)), *map(Decimal, booked)) for nr, (kind, amount, *booked) in enumerate(rows)
    ]


@tagged("post_install", "-at_install")
class TestRelease(BaseCase):
    """What leaves the deferred revenue with each movement: always what is there less what must stay (DESIGN 3)."""

    def test_the_last_one_takes_the_remainder(self):
        sold = Sold(Decimal(400), Decimal("333.33"))
        moves = steps(("issue", 400), ("use", -200), ("use", -200))
        self.assertEqual(to_book([(sold, moves)], CENT)[0], {1: Decimal("166.66"), 2: Decimal("166.67")})

    def test_what_was_never_deferred_releases_nothing(self):
        moves = steps(("issue", 400), ("use", -200))
        self.assertEqual(to_book([(Sold(Decimal(400)), moves)], CENT)[0], {1: 0})
        self.assertEqual(to_book([(Sold(Decimal(0)), steps(("issue", 0), ("use", 0)))], CENT)[0], {1: 0})

    def test_lots_and_payments_earn_nothing(self):
        moves = steps(("issue", 400), ("unpaid", -400), ("issue", 400), ("transfer_out", -400), ("transfer_in", 400))
        self.assertEqual(to_book([(Sold(Decimal(400), Decimal(400)), moves)], CENT)[0], {})

    def test_a_refund_leaves_by_its_credit_note(self):
        moves = steps(("issue", 400), ("refund", -400))
        for returned, kept in ((400, 0), (350, 50), (450, -50)):
            sold = Sold(Decimal(400), Decimal(400), Decimal(returned))
            self.assertEqual(to_book([(sold, moves)], CENT)[0], {1: kept})

    def test_the_first_of_several_refunds_carries_what_is_kept(self):
        parts = [
            (
                Sold(Decimal(400), Decimal(400), Decimal(100)),
                [Step(1, "issue", Decimal(400)), Step(3, "refund", Decimal(-400))],
            ),
            (Sold(Decimal(200), Decimal(200)), [Step(2, "issue", Decimal(200)), Step(4, "refund", Decimal(-200))]),
        ]
        self.assertEqual(to_book(parts, CENT), ({3: 500, 4: 0}, 0))

    def test_without_a_refund_what_is_kept_stands_alone(self):
        """All is used, and more is paid back than nothing; or what was paid opened nothing."""
        used = steps(("issue", 400), ("use", -400, 400))
        self.assertEqual(to_book([(Sold(Decimal(400), Decimal(400), Decimal(100)), used)], CENT), ({}, -100))
        self.assertEqual(to_book([(Sold(Decimal(400), Decimal(125)), [])], CENT), ({}, 125))
        self.assertEqual(to_book([(Sold(Decimal(400), Decimal(125)), [])], CENT, Decimal(125)), ({}, 0))

    def test_what_is_booked_is_left_alone(self):
        sold = Sold(Decimal(400), Decimal(400), Decimal(150))
        moves = steps(("issue", 400), ("use", -200, 200), ("refund", -200))
        self.assertEqual(to_book([(sold, moves)], CENT)[0], {2: 50})

    def test_booked_at_any_time_the_sum_is_the_same(self):
        """However the movements are spread over nights, what is left is what must stay."""
        for seed in range(200):
            dice = random.Random(seed)
            price = Decimal(dice.randrange(1, 100000)) / 100
            sold = Sold(price, (price / Decimal("1.2")).quantize(CENT))
            value, booked, moves = price, Decimal(0), [Step(0, "issue", price)]
            for nr in range(1, 12):
                kind = dice.choice(("use", "return", "expire", "adjust"))
                room = price - value if kind == "return" else -value
                amount = (room * dice.randrange(101) / 100).quantize(CENT)
                value += amount
                moves.append(Step(nr, kind, amount))
                if dice.random() < 0.4:
                    new = to_book([(sold, moves)], CENT)[0]
                    booked += sum(new.values())
                    moves = [Step(m.key, m.kind, m.amount, new.get(m.key, m.booked)) for m in moves]
            booked += sum(to_book([(sold, moves)], CENT)[0].values())
            self.assertEqual(sold.deferred - booked, stays(value, sold, CENT))

    def test_shares_add_up(self):
        amounts = [Decimal(100)] + [Decimal("-33.33")] * 2 + [Decimal("-33.34")]
        shares = released(amounts, Sold(Decimal(100), Decimal("83.33")), CENT)
        self.assertEqual(sum(shares[1:]), Decimal("83.33"))
