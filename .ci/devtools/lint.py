"""./dev lint: the linters with pinned versions (settings in pyproject.toml), then the house rules."""

import os
import subprocess
import time
from pathlib import Path

from . import collect, settings, stub_runner
from .report import Report

# What oca-checks finds and we do not want: <field name="sequence">10</field> is how Odoo itself writes it.
OCA_DISABLED = "xml-field-numeric-without-eval"
# The reasons are in pyproject.toml, at odoo-linter, which has the same rules.
PYLINT_DISABLED = "C8112,R8180,W8150"


def commands(fix: bool) -> dict[str, list[str]]:
    bin_folder = Path(os.environ["LINT_VENV"]) / "bin"
    addon = str(settings.ADDONS / settings.MODULE)
    fix_option = ["--fix"] if fix else []
    return {
        "ruff format": [f"{bin_folder}/ruff", "format", *([] if fix else ["--check"]), "."],
        "ruff": [f"{bin_folder}/ruff", "check", "--output-format=concise", *fix_option, "."],
        "mypy": mypy_command(bin_folder),
        "oca-checks": [f"{bin_folder}/oca-checks-odoo-module", f"--disable={OCA_DISABLED}", addon],
        "odoo-linter": [f"{bin_folder}/odl", "check", f"--addons-path={settings.addons_path()}", addon],
        "pylint-odoo": [
            f"{bin_folder}/pylint",
            "--rcfile=pyproject.toml",
            f"--disable={PYLINT_DISABLED}",
            addon,
        ],
        "eslint": [
            f"{os.environ['NODE_PATH']}/.bin/eslint",
            "--config=.ci/eslint.config.cjs",
            "--no-error-on-unmatched-pattern",
            *fix_option,
            "static",
        ],
    }


def mypy_command(bin_folder: Path) -> list[str]:
    """By package name: the folder of the checkout may have any name."""
    python = f"{os.environ['VENV']}/bin/python"
    return [f"{bin_folder}/mypy", f"--python-executable={python}", "-p", f"{settings.MODULE}.tools"]


def check(report: Report, fix: bool = False) -> None:
    for name, command in commands(fix).items():
        started = time.time()
        result = subprocess.run(
            command,
            cwd=settings.ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=linter_environment(),
        )
        output = (result.stdout + result.stderr).strip().splitlines()
        report.check(f"lint: {name}", output if result.returncode else [], time.time() - started)


def linter_environment() -> dict[str, str]:
    """Nothing may be written into the checkout."""
    return {
        **os.environ,
        "RUFF_CACHE_DIR": str(settings.CACHE / "ruff"),
        "MYPY_CACHE_DIR": str(settings.CACHE / f"mypy-{settings.CHECKOUT}"),
        "MYPYPATH": str(settings.ADDONS),
        "PYLINTHOME": str(settings.CACHE / "pylint"),
    }


def lint(arguments: list[str]) -> int:
    report = Report()
    check(report, fix="--fix" in arguments)
    stub_runner.run(list(collect.tests_of_file(collect.HOUSE_RULES)), report)
    return report.close()


COMMANDS = {"lint": lint}
