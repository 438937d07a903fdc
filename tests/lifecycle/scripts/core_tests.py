"""Run in Odoo: a short part of core's own tests, to see that core works."""

import sys

from odoo.tests.shell import run_tests

# one of them needs core's French translation, which not every copy of Odoo carries
TAGS = "/base:TestPartner,/sale:TestSaleRefund,/loyalty:TestLoyalty,-/base:TestPartner.test_display_name_translation"

env.cr.rollback()
report = run_tests(env, TAGS, modules=["base", "loyalty", "sale"])
if not report.testsRun or not report.wasSuccessful():
    sys.exit(f"core's tests: {report}")
