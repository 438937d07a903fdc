"""./dev test: everything, or the part that is named."""

import shutil

from . import collect, core, databases, lint, log_check, settings, stub_runner
from .collect import Test
from .lanes import Lanes
from .progress import step
from .report import Report


def test(arguments: list[str]) -> int:
    if arguments[:1] == ["core"]:
        return test_core(arguments[1:])
    tests, everything, report = collect.select(arguments), not arguments, Report(core.known_failures())
    if everything:
        tests += core.tests(fast=True)
    by_kind: dict[str, list[Test]] = {"plain": [], "odoo": [], "webshop": [], "lifecycle": []}
    for item in tests:
        by_kind["webshop" if core.module_of(item.path) else collect.kind(item.path)].append(item)
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
    if by_kind["webshop"]:
        Lanes(databases.shop_template(), by_kind["webshop"], [], report).run()
    report.missing(tests)
    return report.close()


def test_core(arguments: list[str]) -> int:
    """Core's own tests of what Clientele extends, beside the web shop.

    :param arguments: `--bare` to do without Clientele; names of tests, or nothing for all that are listed
    """
    bare, names = "--bare" in arguments, [argument for argument in arguments if argument != "--bare"]
    tests, report = core.tests(names), Report(core.known_failures())
    template = databases.shop_base_template() if bare else databases.shop_template(with_assets=not names)
    Lanes(template, tests, [], report).run()
    if failed := report.forget_failed(tests):
        step("once more, by themselves: core's tours give up after ten seconds, which a busy machine may need")
        Lanes(template, failed, [], report).run()
    report.missing(tests)
    return report.close()


def check_installation(report: Report) -> None:
    """Install once more, even if nothing changed, to see the log."""
    databases.forget_addon_template()
    databases.addon_template()
    report.check("log of the installation", log_check.problems(settings.LOGS / "install.log"))


COMMANDS = {"test": test}
