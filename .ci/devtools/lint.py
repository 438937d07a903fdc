"""./dev lint: the linters, then the house rules."""

from .report import Report


def check(report: Report) -> None:
    pass


def lint(_arguments: list[str]) -> int:
    report = Report()
    check(report)
    return report.close()


COMMANDS = {"lint": lint}
