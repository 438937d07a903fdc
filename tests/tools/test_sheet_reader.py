"""Files from outside: what is read, and what is refused without harm. (Import of history)"""

import datetime
import io
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import xlsxwriter

from odoo.tests import BaseCase

from odoo.addons.clientele.tools import sheet_reader
from odoo.addons.clientele.tools.sheet_reader import Limits, SheetError, open_sheet

LIMITS = Limits(wall_seconds=60)


def workbook(fill, **options):
    """Bytes of an .xlsx; `fill(workbook, sheet)` writes into its first sheet."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **options}) as book:
        fill(book, book.add_worksheet("Clients"))
    return stream.getvalue()


def repacked(content, part, data):
    """The .xlsx with one part replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, data if name == part else old.read(name))
    return stream.getvalue()


class SheetCase(BaseCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def rows(self, content, name="clients.csv", limits=LIMITS, **options):
        """Rows of a file as a list of (number, values)."""
        path = self.folder / "upload"
        path.write_bytes(content)
        sheet = open_sheet(path, name, limits=limits, **options)
        rows = list(sheet.rows)
        self.assertEqual(len(rows), sheet.row_count)
        return rows

    def assert_refused(self, code, content, name="clients.csv", limits=LIMITS):
        with self.assertRaises(SheetError) as caught:
            self.rows(content, name, limits)
        self.assertEqual(caught.exception.code, code)
        self.assertNotIn("%(", str(caught.exception))


class TestReadCsv(SheetCase):
    def test_encodings(self):
        """UTF-8 with and without mark, UTF-16 and the Windows code pages are told apart."""
        text = "Клиент;Телефон\nАнна Иванова;0888123456\n"
        expected = [(1, ["Клиент", "Телефон"]), (2, ["Анна Иванова", "0888123456"])]
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"):
            with self.subTest(encoding=encoding):
                self.assertEqual(self.rows(text.encode(encoding)), expected)
        self.assertEqual(self.rows("Name;Ort\nJörg;Köln\n".encode("cp1252"))[1][1], ["Jörg", "Köln"])
        self.assertEqual(self.rows("a;b\nЇжак;1\n".encode("koi8-u"), encoding="koi8-u")[1][1], ["Їжак", "1"])

    def test_delimiters(self):
        for delimiter in ";,\t|":
            with self.subTest(delimiter=delimiter):
                rows = self.rows(f'a{delimiter}b{delimiter}c\n1{delimiter}"x;y,z"{delimiter}3\n'.encode())
                self.assertEqual(rows[1][1], ["1", "x;y,z", "3"])
        self.assertEqual(self.rows(b"sep=|\na|b,c\n1|2,3\n"), [(2, ["a", "b,c"]), (3, ["1", "2,3"])])

    def test_values_stay_text(self):
        """Leading zeros are kept, a formula is a text, empty lines are no rows but count."""
        rows = self.rows(b"code,sum\n00004,29.33\n,\n\n=1+1, x \n")
        self.assertEqual(rows[1:], [(2, ["00004", "29.33"]), (5, ["=1+1", "x"])])

    def test_line_breaks_inside_a_cell(self):
        self.assertEqual(self.rows(b'a;b\n"two\nlines";1\n')[1], (2, ["two\nlines", "1"]))

    def test_refused(self):
        self.assert_refused("empty", b"")
        self.assert_refused("empty", b"\n\n ; ;\n")
        self.assert_refused("not_a_table", b"\x00\x01\x02\x03" * 50)
        self.assert_refused("not_a_table", b"a;b\n\x01\x02;1\n")
        self.assert_refused("long_text", b'a;b\n"' + b"x" * 40_000 + b"\n")
        self.assert_refused("too_many_rows", b"a;b\n" * 11, limits=replace(LIMITS, rows=10))
        self.assert_refused("too_many_columns", b"a;" * 300, limits=LIMITS)
        self.assert_refused("too_big_inside", b"abcdef;b\n" * 300_000, limits=replace(LIMITS, total_chars=1 << 20))

    def test_wrong_encoding(self):
        with self.assertRaises(SheetError) as caught:
            self.rows("Анна;1\n".encode("cp1251"), encoding="utf-8")
        self.assertEqual(caught.exception.code, "encoding")
        with self.assertRaises(SheetError) as caught:
            self.rows(b"a;b\n", encoding="no-such-code")
        self.assertEqual(caught.exception.code, "encoding")

    def test_two_gigabytes_are_refused_unread(self):
        path = self.folder / "huge.csv"
        with path.open("wb") as file:
            file.truncate(2 << 30)
        with self.assertRaises(SheetError) as caught:
            open_sheet(path)
        self.assertEqual(caught.exception.code, "file_too_big")

    def test_slow_and_dead_child(self):
        for code, limits in (("time", replace(LIMITS, wall_seconds=0.01)), ("died", replace(LIMITS, output_bytes=16))):
            with self.subTest(code=code):
                self.assert_refused(code, b"a;b\n1;2\n" * 10, limits=limits)

    def test_every_error_has_a_sentence(self):
        source = "".join(
            (Path(sheet_reader.__file__).with_name(f"sheet_{part}.py")).read_text() for part in ("scan", "child")
        )
        for code in sheet_reader.MESSAGES:
            self.assertTrue(f'"{code}"' in source or code in ("file_too_big", "time", "died"), code)


class TestReadWorkbook(SheetCase):
    def test_values(self):
        """Texts keep zeros, numbers lose `.0`, a formula is its stored value, an error is nothing."""

        def fill(book, sheet):
            sheet.write_row(2, 1, ["Code", "Sum", "Count", "VIP"])
            sheet.write_string(4, 1, "00004")
            sheet.write_number(4, 2, 29.33)
            sheet.write_formula(4, 3, "=1+1", None, 56)
            sheet.write_boolean(4, 4, True)
            sheet.write_formula(5, 1, "=NA()", None, "#N/A")
            sheet.write_string(5, 2, " x ")

        rows = self.rows(workbook(fill), "clients.xlsx")
        self.assertEqual(
            rows, [(3, ["Code", "Sum", "Count", "VIP"]), (5, ["00004", 29.33, 56, True]), (6, [None, "x"])]
        )

    def test_dates(self):
        """The two calendars of Excel: days from 1900 (with its 29.02.1900) and from 1904."""
        day, moment = datetime.date(2021, 7, 21), datetime.datetime(2021, 7, 21, 10, 30)

        def fill(book, sheet):
            sheet.write_row(0, 0, ["day", "moment", "clock"])
            sheet.write_datetime(1, 0, day, book.add_format({"num_format": "dd.mm.yyyy"}))
            sheet.write_datetime(1, 1, moment, book.add_format({"num_format": "dd.mm.yyyy hh:mm"}))
            sheet.write_datetime(1, 2, moment.time(), book.add_format({"num_format": "hh:mm"}))

        for date_1904 in (False, True):
            with self.subTest(date_1904=date_1904):
                rows = self.rows(workbook(fill, default_date_format="dd.mm.yyyy", date_1904=date_1904), "a.xlsx")
                self.assertEqual(rows[1][1], [day, moment, moment.time()])

    def test_sheets(self):
        """The first visible sheet, or the one that the user names."""
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream) as book:
            for name in ("Hidden", "Clients", "Visits"):
                book.add_worksheet(name).write_row(0, 0, [name, "b"])
            book.get_worksheet_by_name("Clients").activate()
            book.get_worksheet_by_name("Hidden").hide()
        path = self.folder / "book.xlsx"
        path.write_bytes(stream.getvalue())
        sheet = open_sheet(path)
        self.assertEqual((sheet.sheets, sheet.name), (["Clients", "Visits"], "Clients"))
        self.assertEqual(next(open_sheet(path, sheet="Visits").rows), (1, ["Visits", "b"]))

    def test_bad_files(self):
        good = workbook(lambda book, sheet: sheet.write_row(0, 0, ["a", "b"]))
        part = "xl/worksheets/sheet1.xml"
        sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
        far = b'<row r="%d"><c r="%s%d"><v>1</v></c></row>'
        flat = b"\xd0\xcf\x11\xe0" + b"\0" * 600
        for code, content in (
            ("empty", workbook(lambda book, sheet: None)),
            ("too_many_rows", repacked(good, part, sheet % (far % (1048576, b"A", 1048576)))),
            ("too_many_rows", repacked(good, part, sheet % (far % (1048576, b"XFD", 1048576)))),
            ("too_many_columns", repacked(good, part, sheet % (far % (1, b"XFD", 1)))),
            ("too_many_columns", repacked(good, part, sheet % b"<row><c s = \"1\"  r = 'XFD1'><v>1</v></c></row>")),
            ("bomb", repacked(good, part, sheet % (b"<!--" + b" " * (40 << 20) + b"-->"))),
            ("not_a_workbook", b"name;phone\nAnna;1\n"),
            ("not_a_workbook", repacked(good, "xl/workbook.xml", b"").replace(b"xl/workbook.xml", b"xl/notebook.xml")),
            ("encrypted", flat + "EncryptedPackage".encode("utf-16-le")),
            ("old_excel", flat + "Workbook".encode("utf-16-le")),
            ("damaged", good[: len(good) // 2]),
            ("damaged", repacked(good, part, b"<worksheet><sheetData><row>")),
        ):
            with self.subTest(code=code, size=len(content)):
                self.assert_refused(code, content, "clients.xlsx")

    def test_sizes_are_counted_not_believed(self):
        """A directory that lies about a part's size is found out, and so is much text in a small file."""
        good = workbook(lambda book, sheet: sheet.write_column(0, 0, [str(row) * 50 for row in range(20_000)]))
        size = zipfile.ZipFile(io.BytesIO(good)).getinfo("xl/sharedStrings.xml").file_size
        lying = good.replace(size.to_bytes(4, "little"), (99).to_bytes(4, "little"))
        self.assertNotEqual(lying, good)
        self.assert_refused("damaged", lying, "a.xlsx")
        self.assert_refused("too_big_inside", good, "a.xlsx", replace(LIMITS, unpacked_bytes=1 << 20))
        self.assert_refused("too_big_inside", good, "a.xlsx", replace(LIMITS, total_chars=1 << 20))
        self.assert_refused("too_many_parts", good, "a.xlsx", replace(LIMITS, entries=3))

    def test_memory_is_bounded(self):
        """A cell that slips through the scan still ends only the child."""
        good = workbook(lambda book, sheet: (sheet.write(0, 0, "a"), sheet.write(999_999, 9, 1)))
        generous = replace(LIMITS, rows=2_000_000, columns=20_000, memory_bytes=256 << 20)
        with self.assertRaises(SheetError) as caught:
            self.rows(good, "a.xlsx", generous)
        self.assertIn(caught.exception.code, ("died", "memory", "damaged"))
