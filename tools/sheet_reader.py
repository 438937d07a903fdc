"""Read .xlsx and .csv files that come from outside, without trusting them. (Import of history)

A child process reads the file under limits of memory and time (`sheet_child`); its rows come back through a temporary
file, so a reader that dies, hangs or runs out of memory is a `SheetError` before the first row is used. Formulas are
read as their stored value and never computed.
"""

import datetime
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

Value = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | None

# What went wrong, and what the user can do about it.
MESSAGES = {
    "empty": "The file holds no rows. Choose a file with a line of headings and at least one row below it.",
    "file_too_big": "The file has more than %(limit)s MB. Split it into smaller files and import them one by one.",
    "too_big_inside": "The file unpacks to more than %(limit)s MB. Split it into smaller files.",
    "bomb": "The file is packed so tightly that it is refused for safety. Save it again from Excel or as CSV.",
    "too_many_parts": "The file has more than %(limit)s parts. Copy the table into a new workbook and save that.",
    "too_many_rows": "The table reaches below row %(limit)s. Delete cells far below the data, or split the file.",
    "too_many_columns": "The table has more than %(limit)s columns. Delete the columns (and stray cells) to the right.",
    "long_text": "A text at row %(row)s has over %(limit)s characters. Perhaps a quotation mark is not closed.",
    "encrypted": "The file is protected by a password. Save it without the password and try again.",
    "old_excel": "This is a file of an old Excel (.xls) or of another program. Save it as .xlsx or CSV.",
    "not_a_workbook": "This is no Excel workbook (.xlsx), whatever its name says. Save the table as .xlsx or CSV.",
    "not_a_table": "This is no table: it holds bytes that are no text. Save the table as .xlsx or CSV.",
    "encoding": "The letters cannot be read in this encoding. Choose another one, or save the file as CSV UTF-8.",
    "damaged": "The file is damaged. Open it in Excel, save it again and try once more.",
    "memory": "Reading the file takes too much memory. Split it into smaller files, or save it as CSV.",
    "time": "Reading the file takes more than %(limit)s seconds. Split it into smaller files, or save it as CSV.",
    "died": "Reading the file failed half-way. Save the table again as CSV and try once more.",
}


class SheetError(Exception):
    """A file that cannot be read: `code` (a key of MESSAGES), `values` of its sentence; str() is the sentence."""

    def __init__(self, code: str, **values: Any):
        super().__init__(MESSAGES[code] % values)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Limits:
    """The most that a file may hold. Sizes in bytes, times in seconds."""

    file_bytes: int = 64 << 20
    unpacked_bytes: int = 600 << 20
    ratio: int = 120
    entries: int = 1000
    rows: int = 500_000
    columns: int = 200
    cell_chars: int = 32_767
    total_chars: int = 400 << 20
    memory_bytes: int = 2 << 30
    cpu_seconds: int = 120
    wall_seconds: int = 240
    output_bytes: int = 1 << 30


@dataclass(frozen=True)
class Sheet:
    """One table: `rows` yields (row number as the spreadsheet shows it, values) of every row that is not empty."""

    sheets: list[str]
    name: str
    row_count: int
    rows: Iterator[tuple[int, list[Value]]]


def open_sheet(
    path: str | Path, name: str = "", sheet: str = "", encoding: str = "", limits: Limits | None = None
) -> Sheet:
    """Read the file at `path` (called `name` by the user) as a whole; raise SheetError when that fails.

    `sheet` and `encoding` are guessed when empty. The rows stream from a temporary file that ends with the iterator.
    """
    limits = limits or Limits()
    size = Path(path).stat().st_size
    if not size:
        raise SheetError("empty")
    if size > limits.file_bytes:
        raise SheetError("file_too_big", limit=limits.file_bytes >> 20)
    options = {"name": name or Path(path).name, "sheet": sheet, "encoding": encoding}
    output = tempfile.TemporaryFile()  # noqa: SIM115 - it ends with the rows that stream from it
    try:
        _run_child(str(path), options, limits, output)
        head, count = _check_output(output)
    except BaseException:
        output.close()
        raise
    return Sheet(head["sheets"], head["sheet"], count, _rows(output))


def _run_child(path: str, options: dict[str, str], limits: Limits, output: IO[bytes]) -> None:
    """Let the child write its lines to `output`; raise SheetError when it dies or takes too long."""
    order = {"path": path, "options": options, "limits": asdict(limits), "python_path": _python_path()}
    child = Path(__file__).with_name("sheet_child.py")
    command = [sys.executable, "-I", str(child), json.dumps(order)]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL, timeout=limits.wall_seconds
        )
    except subprocess.TimeoutExpired as error:
        raise SheetError("time", limit=limits.wall_seconds) from error
    if done.returncode == -24:  # SIGXCPU
        raise SheetError("time", limit=limits.cpu_seconds)
    if done.returncode:
        raise SheetError("died")


def _python_path() -> list[str]:
    """Where the child finds calamine: `-I` hides PYTHONPATH and the user's packages from it."""
    spec = importlib.util.find_spec("python_calamine")
    return [str(Path(spec.origin).parent.parent)] if spec and spec.origin else []


def _check_output(output: IO[bytes]) -> tuple[dict[str, Any], int]:
    """The head line and the number of rows, when the child came to its end; else what it stumbled over."""
    size = output.seek(0, 2)
    output.seek(max(0, size - 4096))
    lines = output.read().splitlines()
    last = json.loads(lines[-1]) if lines and lines[-1].startswith(b"{") else {}
    if "error" in last:
        raise SheetError(last["error"], **last["values"])
    if "end" not in last:
        raise SheetError("died")
    if not last["end"]:
        raise SheetError("empty")
    output.seek(0)
    return json.loads(output.readline()), last["end"]


def _rows(output: IO[bytes]) -> Iterator[tuple[int, list[Value]]]:
    """The rows behind the head line, up to the end line."""
    with output:
        for line in output:
            if line.startswith(b"["):
                number, cells = json.loads(line)
                yield number, [_value(cell) if isinstance(cell, dict) else cell for cell in cells]


def _value(cell: dict[str, str]) -> Value:
    """A date, time or both from `{"d": ISO text}`."""
    text = cell["d"]
    if "T" in text:
        return datetime.datetime.fromisoformat(text)
    return datetime.date.fromisoformat(text) if "-" in text else datetime.time.fromisoformat(text)
