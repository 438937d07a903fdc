"""Writing long tables row by row, as a workbook or as CSV (YC13).

Nothing of a row stays in memory, and no text ever becomes a formula, whatever clients are called.
"""

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

ROWS_OF_SHEET = 1_048_576  # the heading included; Excel opens no more
CHARACTERS_OF_CELL = 16_383  # Excel's limit is twice that, but it counts an emoji twice
EPOCH = date(1899, 12, 30)
EPOCH_MOMENT = datetime(1899, 12, 30)
FIRST_DAY = date(1900, 3, 1)  # before it Excel's calendar has a day that never was
WIDTHS = {"text": 24, "date": 12, "moment": 18, "boolean": 10, "integer": 10, "number": 12, "money": 14}
MARGIN = 4  # characters beside a heading, for the arrow of the filter

# Not allowed in XML; a line break and a tab may stay.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What a spreadsheet takes for a formula when it opens CSV.
_FORMULA = re.compile(r"^[=+\-@\t\r\n]")


@dataclass(frozen=True)
class Column:
    """A column of the table.

    :param kind: one of ``WIDTHS``: a text, a date, a naive datetime, a bool, an int, or a float with ``digits``
    """

    heading: str
    kind: str = "text"
    digits: int = 2


def plain(text: str) -> str:
    """
    >>> plain("Ann\\x07\\tBell")
    'Ann\\tBell'
    """
    return _CONTROL.sub("", text)


# ---------------------------------------------------------------- workbook


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet that takes whole rows as XML: six times as fast as cell by cell, and nothing in a text is XML."""

    def add_row_xml(self, row: int, cells: str) -> None:
        if row > self.previous_row:
            self._write_single_row(row)  # what was written cell by cell comes first
        self.fh.write(f'<row r="{row + 1}">{cells}</row>')

    def mark_size(self, rows: int, columns: int) -> None:
        self._check_dimensions(rows - 1, columns - 1)


class WorkbookWriter:
    """A workbook of one heading and any number of rows; what does not fit on a sheet goes on to the next one.

    :param file: a binary file, open for writing
    :param title: name of the sheets, without a number; at most 25 characters, none of ``[]:*?/\\``
    """

    def __init__(self, file: BinaryIO, columns: Sequence[Column], title: str, rows_of_sheet: int = ROWS_OF_SHEET):
        self.columns, self.title, self.rows_of_sheet = columns, title, rows_of_sheet
        self.book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
        self.bold = self.book.add_format({"bold": True, "bg_color": "#E9ECEF", "bottom": 1})
        self.cells = [self._cell_of(number, column) for number, column in enumerate(columns)]
        self.sheet, self.row = self._begin_sheet(), 1

    def add_rows(self, rows: Iterable[Sequence[Any]]) -> None:
        for values in rows:
            if self.row == self.rows_of_sheet:
                self._end_sheet()
                self.sheet, self.row = self._begin_sheet(), 1
            number = self.row + 1
            pairs = zip(self.cells, values, strict=True)
            cells = [cell(number, value) for cell, value in pairs if value is not None and value != ""]
            self.sheet.add_row_xml(self.row, "".join(cells))
            self.row = number

    def close(self) -> None:
        self._end_sheet()
        self.book.close()

    def _begin_sheet(self) -> _Sheet:
        count = len(self.book.worksheets())
        title = f"{self.title} {count + 1}" if count else self.title
        sheet: _Sheet = self.book.add_worksheet(title, worksheet_class=_Sheet)
        sheet.freeze_panes(1, 0)
        for number, column in enumerate(self.columns):
            width = max(WIDTHS[column.kind], len(column.heading) + MARGIN)
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, plain(column.heading), self.bold)
        return sheet

    def _end_sheet(self) -> None:
        self.sheet.mark_size(self.row, len(self.columns))
        self.sheet.autofilter(0, 0, self.row - 1, len(self.columns) - 1)

    def _cell_of(self, number: int, column: Column) -> Callable[[int, Any], str]:
        """:return: function of a row's number and a value that gives the XML of the cell"""
        name = xl_col_to_name(number)
        if column.kind == "text":
            return _text_cell(name)
        if column.kind == "boolean":
            return lambda row, value: f'<c r="{name}{row}" t="b"><v>{int(value)}</v></c>'
        style = self.book.add_format({"num_format": _number_format(column)})._get_xf_index()
        cell = f'<c r="{name}%d" s="{style}"><v>%r</v></c>'
        if column.kind == "date":
            return _date_cell(cell, _text_cell(name))
        if column.kind == "moment":
            return lambda row, value: cell % (row, (value - EPOCH_MOMENT).total_seconds() / 86400)
        return lambda row, value: cell % (row, value) if math.isfinite(value) else ""


def _number_format(column: Column) -> str:
    if column.kind == "date":
        return "yyyy-mm-dd"
    if column.kind == "moment":
        return "yyyy-mm-dd hh:mm"
    if column.kind == "integer" or not column.digits:
        return "#,##0"
    return "#,##0." + "0" * column.digits


def _text_cell(name: str) -> Callable[[int, str], str]:
    def cell(row: int, text: str) -> str:
        text = escape(plain(text)[:CHARACTERS_OF_CELL])
        return f'<c r="{name}{row}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

    return cell


def _date_cell(cell: str, text_cell: Callable[[int, str], str]) -> Callable[[int, date], str]:
    def date_cell(row: int, day: date) -> str:
        return cell % (row, (day - EPOCH).days) if day >= FIRST_DAY else text_cell(row, day.isoformat())

    return date_cell


# ---------------------------------------------------------------- CSV


class CsvWriter:
    """The same table as CSV in UTF-8, with a mark by which Excel knows it."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column], title: str = ""):
        self.stream = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        self.writer = csv.writer(self.stream)
        self.cells = [_csv_cell_of(column) for column in columns]
        self.writer.writerow(harmless(column.heading) for column in columns)

    def add_rows(self, rows: Iterable[Sequence[Any]]) -> None:
        self.writer.writerows(
            ["" if value is None else cell(value) for cell, value in zip(self.cells, values, strict=True)]
            for values in rows
        )

    def close(self) -> None:
        self.stream.detach()  # writes the rest, and leaves the file open


def _csv_cell_of(column: Column) -> Callable[[Any], str]:
    if column.kind == "text":
        return harmless
    if column.kind == "boolean":
        return lambda value: str(int(value))
    if column.kind == "moment":
        return lambda value: value.isoformat(" ", "minutes")
    if column.kind in ("number", "money"):
        return f"{{:.{column.digits}f}}".format
    return str


def harmless(text: str) -> str:
    """
    >>> harmless("=1+1"), harmless("Ann")
    ("'=1+1", 'Ann')
    """
    text = plain(text)
    return f"'{text}" if _FORMULA.match(text) else text
