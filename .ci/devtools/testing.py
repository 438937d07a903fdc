"""./dev test: everything, or the part that is named."""

import shutil

from . import collect, databases, lint, log_check, settings, stub_runner
from .collect import Test
from .lanes import Lanes
from .report import Report


def test(arguments: list[str]) -> int:
    tests, everything, report = collect.select(arguments), not arguments, Report()
    by_kind: dict[str, list[Test]] = {"plain": [], "odoo": [], "lifecycle": []}
    for item in tests:
        by_kind[collect.kind(item.path)].append(item)
    for folder in settings.LOGS.glob("clientele_tmp_*"):
        shutil.rmtree(folder)  # screenshots of the last run
    if everything:
        lint.check(report)
    stub_runner.run(by_kind["plain"], report)
    if everything:
        check_installation(report)
    if by_kind["odoo"] or by_kind["lifecycle"]:
        template = databases.addon_template(with_assets=everything)
        Lanes(template, by_kind["odoo"], by_kind["lifecycle"], report).run()
    report.missing(tests)
    return report.close()


def check_installation(report: Report) -> None:
    """Install once more, even if nothing changed, to see the log."""
    databases.forget_addon_template()
    databases.addon_template()
    report.check("log of the installation", log_check.problems(settings.LOGS / "install.log"))


COMMANDS = {"test": test}
