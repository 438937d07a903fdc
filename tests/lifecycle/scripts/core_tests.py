"""Run in Odoo: a short part of core's own tests, to see that core works."""

import sys

from odoo.tests.shell import run_tests

TAGS = "/base:TestPartner,/sale:TestSaleOrderCreate,/product:TestProduct"

report = run_tests(env, TAGS, modules=["base", "product", "sale"])
if not report.testsRun or not report.wasSuccessful():
    sys.exit(f"core's tests: {report}")
