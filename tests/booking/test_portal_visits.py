from datetime import time
from unittest.mock import patch

from odoo.tests import tagged

from ...controllers import portal_visits
from .common import PortalCase

CANCEL = "Cancel Yes, cancel this visit"


@tagged("post_install", "-at_install")
class TestPortalVisits(PortalCase):
    """A client sees the own visits, those to come and those that were, and nobody else's."""

    def rows(self, url="/my/visits"):
        """:return: list of what is said of each visit, in order"""
        return self.texts(self.page(url), "//li[contains(@class, 'clientele_visit')]")

    def test_own_visits(self):
        """FC8: when by the clock of the branch, what, by whom, and what became of it."""
        self.make_visit(self.ann, "2021-07-23", state="booked")
        self.make_visit(self.ann, "2021-07-22", state="confirmed", at=time(18, 30))
        self.make_visit(self.ann, "2021-07-01")
        self.make_visit(self.ann, "2021-07-24", state="cancelled")
        self.make_visit(self.bob, "2021-07-22", state="booked", at=time(12))
        self.assertEqual(
            self.rows(),
            [
                f"Thursday, July 22, 2021, 6:30 PM Haircut Maria · {self.branch.name} Confirmed {CANCEL}",
                f"Friday, July 23, 2021, 9:00 AM Haircut Maria · {self.branch.name} Booked {CANCEL}",
                f"Saturday, July 24, 2021, 9:00 AM Haircut Maria · {self.branch.name} Cancelled",
                f"Thursday, July 1, 2021, 9:00 AM Haircut Maria · {self.branch.name} Done",
            ],
        )
        self.assertIn("2021-07-22T18:30:00+03:00", self.page("/my/visits").xpath("//li//time/@datetime"))

    def test_visit_that_is_under_way_is_to_come(self):
        """It is 15:00."""
        line = {"product_id": self.service.id, "duration": 30}
        self.make_visit(self.ann, self.today, state="arrived", at=time(14, 31), lines=[line])
        self.make_visit(self.ann, self.today, state="arrived", at=time(14, 30), lines=[line])
        lists = self.page("/my/visits").xpath("//ul[li[contains(@class, 'clientele_visit')]]")
        self.assertEqual([self.texts(each, ".//time") for each in lists][0], ["Wednesday, July 21, 2021, 2:31 PM"])
        self.assertEqual(len(lists), 2)

    def test_sales_and_visits_of_the_own_company_are_not_shown(self):
        """A deal without a visit is no visit; a colleague's visit and the employer's are not the own."""
        firm = self.make_client("Firm", is_company=True)
        self.ann.parent_id = firm
        self.make_visit(firm, "2021-07-22", state="booked")
        self.make_visit(self.make_client("Colleague", parent_id=firm.id), "2021-07-23", state="booked")
        self.make_visit(self.ann, "2021-07-01", kind="sale")
        self.assertEqual(self.rows(), [])

    def test_pages(self):
        for day in range(1, 6):
            self.make_visit(self.ann, f"2021-07-0{day}")
        self.make_visit(self.ann, "2021-07-22", state="booked")
        with patch.object(portal_visits, "PER_PAGE", 2):
            self.assertEqual(len(self.rows()), 3, "the one to come is on every page")
            last = self.rows("/my/visits/page/3")
            self.assertEqual(self.rows("/my/visits/page/99"), last)
        self.assertEqual(len(last), 2)
        self.assertIn("July 1", last[1])
