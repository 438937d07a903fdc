"""Child process that reads one .xlsx or .csv and writes its rows to stdout as JSON, one per line.

Run by `sheet_reader` as `python -I sheet_child.py <JSON>`, never imported by the addon. It puts itself under limits of
memory and time first, so a file that is built to harm ends this process only. Lines: `{"sheets": [], "sheet": name}`,
then `[row number as the spreadsheet shows it, [cells]]` for every row that is not empty, then `{"end": rows}`; or
`{"error": code, "values": {...}}` instead of the rest. A cell is text, number, boolean, null or `{"d": ISO text}` of a
date, time or both.
"""

import codecs
import csv
import datetime
import importlib.util
import io
import json
import math
import re
import resource
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Cell = str | float | int | bool | dict[str, str] | None
DELIMITERS = ";,\t|"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
# Bytes above 7F in runs are a Cyrillic word, single ones an accent in a Latin one.
_RUNS = re.compile(rb"[\xa8\xaa\xaf\xb2\xb3\xb4\xb8\xba\xbf\xc0-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]")


def _load_scan() -> Any:
    """The scanner beside this file; `-I` and a folder full of other modules rule a plain import out."""
    spec = importlib.util.spec_from_file_location("clientele_sheet_scan", Path(__file__).with_name("sheet_scan.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sheet_scan = _load_scan()


def confine(limits: dict[str, int]) -> None:
    """Put this process under its limits; a lower one that is already in force stays."""
    wanted = {
        resource.RLIMIT_AS: limits["memory_bytes"],
        resource.RLIMIT_CPU: limits["cpu_seconds"],
        resource.RLIMIT_FSIZE: limits["output_bytes"],
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # Time gets a second limit behind the first: at the hard one the kernel kills without saying why.
        resource.setrlimit(kind, (max(value - 5, 1), value) if kind == resource.RLIMIT_CPU else (value, value))


def read(path: str, options: dict[str, Any], limits: dict[str, int]) -> Iterator[Any]:
    """Everything to print about the file at `path`. `options`: `sheet`, `encoding`, or empty for a guess."""
    with open(path, "rb") as file:
        start = file.read(8192)
    if not start:
        raise sheet_scan.ScanError("empty")
    if start.startswith(b"PK"):
        sheet_scan.scan(path, limits)
        yield from read_workbook(path, options.get("sheet") or "", limits)
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        raise sheet_scan.ScanError("encrypted" if _mentions(path, "EncryptedPackage") else "old_excel")
    elif options.get("name", "").lower().endswith((".xlsx", ".xlsm")):
        raise sheet_scan.ScanError("not_a_workbook")
    else:
        yield {"sheets": [], "sheet": ""}
        yield from limited(read_text(path, options.get("encoding") or "", limits), limits)


def read_workbook(path: str, wanted: str, limits: dict[str, int]) -> Iterator[Any]:
    """Head line and rows of one sheet: the one named, else the first visible one."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
    sheets = [
        meta.name
        for meta in book.sheets_metadata
        if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
        and (meta.visible == python_calamine.SheetVisibleEnum.Visible or meta.name == wanted)
    ]
    if not sheets:
        raise sheet_scan.ScanError("empty")
    name = wanted if wanted in sheets else sheets[0]
    yield {"sheets": sheets, "sheet": name}
    rows = book.get_sheet_by_name(name).iter_rows()
    yield from limited(([_cell(value) for value in row] for row in rows), limits)


def limited(rows: Iterable[list[Cell]], limits: dict[str, int]) -> Iterator[Any]:
    """Number the rows, leave out empty ones, stop at the first limit that is passed."""
    total = kept = 0
    for number, row in enumerate(rows, 1):
        while row and row[-1] is None:
            row.pop()
        if not row:
            continue
        if number > limits["rows"]:
            raise sheet_scan.ScanError("too_many_rows", limit=limits["rows"])
        if len(row) > limits["columns"]:
            raise sheet_scan.ScanError("too_many_columns", limit=limits["columns"])
        longest = max((len(cell) for cell in row if isinstance(cell, str)), default=0)
        if longest > limits["cell_chars"]:
            raise sheet_scan.ScanError("long_text", row=number, limit=limits["cell_chars"])
        total += sum(len(cell) for cell in row if isinstance(cell, str))
        if total > limits["total_chars"]:
            raise sheet_scan.ScanError("too_big_inside", limit=limits["total_chars"] >> 20)
        kept += 1
        yield [number, row]
    yield {"end": kept}


def read_text(path: str, encoding: str, limits: dict[str, int]) -> Iterator[list[Cell]]:
    """Rows of a delimited text file."""
    encoding = encoding or guess_encoding(path)
    csv.field_size_limit(limits["cell_chars"])
    with open(path, encoding=encoding, newline="") as file:
        sample = file.read(65536)
        if _CONTROL.search(sample):
            raise sheet_scan.ScanError("not_a_table")
        file.seek(0)
        named = re.match(r"\ufeff?sep=(.)\r?\n", sample)
        reader = csv.reader(file, delimiter=named[1] if named else guess_delimiter(sample))
        try:
            for number, record in enumerate(reader, 1):
                # Excel's own first line `sep=;` is no row.
                yield [] if named and number == 1 else [_text(value) for value in record]
        except csv.Error as error:
            raise sheet_scan.ScanError("long_text", row=reader.line_num, limit=limits["cell_chars"]) from error


def guess_encoding(path: str) -> str:
    """Name of the encoding: by its mark, else UTF-8 where the whole file is that, else a Windows code page."""
    with open(path, "rb") as file:
        start = file.read(65536)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if start[1:200:2].count(0) > len(start[1:200:2]) * 0.3:
            return "utf-16-le"
        if b"\0" in start:
            raise sheet_scan.ScanError("not_a_table")
        decoder = codecs.getincrementaldecoder("utf-8")()
        file.seek(0)
        try:
            for piece in iter(lambda: file.read(1 << 20), b""):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
            return "utf-8-sig"
        except UnicodeDecodeError:
            in_runs = sum(map(len, _RUNS.findall(start)))
            return "cp1251" if in_runs * 2 > len(_HIGH.findall(start)) else "cp1252"


def guess_delimiter(sample: str) -> str:
    """The separator that cuts the first lines into equal numbers of columns, the most of them."""
    lines = [line for line in sample.splitlines()[:30] if line.strip()]
    if len(sample) == 65536 and len(lines) > 1:
        lines.pop()

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:  # a field too long: the reading itself will say where
            return (0, 1)
        usual = max(set(widths), key=widths.count) if widths else 1
        return (widths.count(usual) / len(widths) if usual > 1 else 0, usual)

    return max(DELIMITERS, key=fit)


def _cell(value: Any) -> Cell:
    """A calamine value for the pipe; whole numbers lose their `.0`, emptiness is None."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return {"d": value.isoformat()}
    if isinstance(value, datetime.timedelta):
        return value.total_seconds() / 86400
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def _text(value: str) -> str | None:
    """Text without surrounding blanks; NUL, which no database column takes, is dropped."""
    return value.replace("\0", "").strip() or None


def _mentions(path: str, word: str) -> bool:
    """Whether an OLE container has a stream of that name."""
    with open(path, "rb") as file:
        return word.encode("utf-16-le") in file.read()


def main() -> None:
    """Read the order from the command line, answer on stdout."""
    order = json.loads(sys.argv[1])
    sys.path.extend(order["python_path"])
    confine(order["limits"])
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", write_through=False)
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
    try:
        for line in read(order["path"], order["options"], order["limits"]):
            out.write(encode(line) + "\n")
    except sheet_scan.ScanError as error:
        out.write(encode({"error": error.code, "values": error.values}) + "\n")
    except (UnicodeError, LookupError):
        out.write(encode({"error": "encoding", "values": {}}) + "\n")
    except MemoryError:
        out.write(encode({"error": "memory", "values": {}}) + "\n")
    except Exception as error:
        # Whatever a reader finds wrong inside of the file: its own words help nobody but a developer.
        sys.stderr.write(f"{error!r}\n")
        out.write(encode({"error": "damaged", "values": {}}) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
