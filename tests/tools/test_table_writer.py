import io
import zipfile
from datetime import date, datetime

import openpyxl

from odoo.tests import BaseCase

from ...tools.table_writer import CHARACTERS_OF_CELL, Column, CsvWriter, WorkbookWriter

HOSTILE = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil","x")',
    "+1",
    "-1",
    "@x",
    "\t=1+1",
    "\r=1+1",
    "<r><t>x</t></r>",
    "</t></is></c>",
    "a & b < c > d \" '",
    "_x0041_",
    " two  spaces ",
    "line\nbreak",
    "http://example.com",
)


class TestTableWriter(BaseCase):
    """YC13: what a table holds is what was written, whatever it looks like."""

    def book(self, columns, rows, **options):
        file = io.BytesIO()
        writer = WorkbookWriter(file, columns, "Clients", **options)
        writer.add_rows(rows)
        writer.close()
        file.seek(0)
        return file

    def cells(self, columns, rows):
        sheet = openpyxl.load_workbook(self.book(columns, rows)).active
        return list(sheet.iter_rows(min_row=2))

    def csv(self, columns, rows):
        file = io.BytesIO()
        writer = CsvWriter(file, columns)
        writer.add_rows(rows)
        writer.close()
        return file.getvalue().decode("utf-8-sig")

    def test_hostile_texts_stay_texts(self):
        cells = self.cells([Column("Name")], [[text] for text in HOSTILE])
        for text, (cell,) in zip(HOSTILE, cells, strict=True):
            with self.subTest(text=text):
                self.assertEqual(cell.data_type, "s")
                self.assertEqual(cell.value, text.replace("\r", ""))
                self.assertIsNone(cell.hyperlink)

    def test_no_formula_in_the_file(self):
        with zipfile.ZipFile(self.book([Column("=1+1")], [[text] for text in HOSTILE])) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        self.assertNotIn("<f>", sheet)
        self.assertNotIn("<hyperlink", sheet)

    def test_control_characters_and_long_texts(self):
        texts = ["A\x00n\x07n\x1b", "x" * 40_000, "\ud800"]
        (first,), (second,), (third,) = self.cells([Column("Name")], [[text] for text in texts])
        self.assertEqual(first.value, "Ann")
        self.assertEqual(len(second.value), CHARACTERS_OF_CELL)
        self.assertFalse(third.value)

    def test_typed_values(self):
        columns = [Column(kind, kind) for kind in ("date", "moment", "boolean", "integer", "number", "money")]
        row = [date(2021, 7, 21), datetime(2021, 7, 21, 23, 59), True, -12, 0.1, 1234.5]
        (cells,) = self.cells(columns, [row])
        self.assertEqual([cell.value for cell in cells], [datetime(2021, 7, 21), *row[1:]])
        self.assertEqual(cells[5].number_format, "#,##0.00")

    def test_days_that_excel_cannot_count(self):
        """Excel's calendar begins in 1900 and has a 29 February then; older days stay readable."""
        days = [date(1899, 12, 31), date(1900, 2, 28), date(1900, 3, 1)]
        cells = self.cells([Column("Born", "date")], [[day] for day in days])
        values = [cell.value for (cell,) in cells]
        self.assertEqual(values, ["1899-12-31", "1900-02-28", datetime(1900, 3, 1)])

    def test_nothing_known(self):
        columns = [Column("A"), Column("B", "integer"), Column("C", "number"), Column("D", "integer")]
        (cells,) = self.cells(columns, [["", None, float("nan"), 0]])
        self.assertEqual([cell.value for cell in cells], [None, None, None, 0])

    def test_empty_table(self):
        sheet = openpyxl.load_workbook(self.book([Column("Name")], [])).active
        self.assertEqual([cell.value for cell in sheet[1]], ["Name"])

    def test_the_next_sheet(self):
        file = self.book([Column("Nr", "integer")], [[n] for n in range(5)], rows_of_sheet=3)
        book = openpyxl.load_workbook(file)
        self.assertEqual(book.sheetnames, ["Clients", "Clients 2", "Clients 3"])
        columns = [[cell.value for cell in sheet["A"]] for sheet in book]
        self.assertEqual(columns, [["Nr", 0, 1], ["Nr", 2, 3], ["Nr", 4]])
        self.assertEqual([sheet.freeze_panes for sheet in book], ["A2"] * 3)

    def test_csv(self):
        columns = [Column("Name"), Column("Born", "date"), Column("VIP", "boolean"), Column("Spent", "money")]
        text = self.csv(columns, [['Ann "A", B', date(1990, 7, 21), False, 12.5], ["", None, None, None]])
        self.assertEqual(text, 'Name,Born,VIP,Spent\r\n"Ann ""A"", B",1990-07-21,0,12.50\r\n,,,\r\n')

    def test_csv_has_no_formulas(self):
        lines = self.csv([Column("Name")], [[text] for text in HOSTILE[:6]]).splitlines()
        for line in lines[1:]:
            with self.subTest(line=line):
                self.assertIn(line.strip('"')[0], "'")

    def test_csv_negative_numbers_are_numbers(self):
        self.assertEqual(self.csv([Column("Debt", "money")], [[-1.5]]), "Debt\r\n-1.50\r\n")
