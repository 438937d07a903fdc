"""Runs the JavaScript unit tests (static/tests/unit, Hoot) in a browser."""

import logging
import re
from pathlib import Path

from odoo.tests import tagged
from odoo.tests.common import no_retry

from odoo.addons.web.tests.test_js import HOOTCommon, unit_test_error_checker

SUITES = Path(__file__).resolve().parents[1] / "static" / "tests" / "unit"
WRITTEN_TEST = re.compile(r"^\s*test\(", re.MULTILINE)


class Passed(logging.Handler):
    """Hoot tells at its end how many tests passed."""

    count = 0

    def emit(self, record: logging.LogRecord) -> None:
        if found := re.search(r"\[HOOT\] Passed (\d+) tests", record.getMessage()):
            self.count = int(found[1])


@tagged("post_install", "-at_install")
class TestJavaScript(HOOTCommon):
    def get_hoot_filters(self):
        self._test_params = [("+", "@clientele")]
        return super().get_hoot_filters()

    @no_retry
    def test_unit(self):
        written = sum(len(WRITTEN_TEST.findall(path.read_text())) for path in SUITES.rglob("*.test.js"))
        if not written:
            return
        passed = Passed()
        self._logger.addHandler(passed)
        self.addCleanup(self._logger.removeHandler, passed)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000{self.hoot_filters}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )
        self.assertGreaterEqual(passed.count, written, "fewer tests ran than are written")
