import csv
import io
import re
import tempfile

import xlsxwriter

from odoo import http
from odoo.http import content_disposition, request

# What a spreadsheet would take for a formula.
_FORMULA = re.compile(r"^[=+\-@\t\r]")


class ClienteleImportController(http.Controller):
    @http.route("/clientele/import/<int:import_id>/problems", type="http", auth="user", readonly=True)
    def problems(self, import_id, format="xlsx"):  # noqa: A002 - the name in the address
        """The rows of a file that were refused or have remarks, with the reasons, as .xlsx (or ``?format=csv``)."""
        Import = request.env["clientele.import"]
        job = Import.has_access("read") and Import.search([("id", "=", import_id)])
        if not job:
            raise request.not_found()
        lines = job._problem_lines()
        stem = re.sub(r"[^\w.-]+", "_", (job.file_name or "").rpartition(".")[0] or "import")
        if format == "csv":
            return self._respond(as_csv(lines), f"{stem}_remarks.csv", "text/csv; charset=utf-8")
        mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return self._respond(as_workbook(lines), f"{stem}_remarks.xlsx", mime)

    def _respond(self, content, name, mime):
        headers = [("Content-Type", mime), ("Content-Disposition", content_disposition(name))]
        return request.make_response(content, [*headers, ("Cache-Control", "no-store")])


def as_csv(lines):
    """:return: bytes of a CSV file in UTF-8; no text is a formula"""
    stream = io.StringIO()
    writer = csv.writer(stream)
    for line in lines:
        writer.writerow([f"'{text}" if _FORMULA.match(text) else text for text in line])
    return stream.getvalue().encode("utf-8-sig")


def as_workbook(lines):
    """:return: bytes of a workbook, written row by row; every cell is a text"""
    with tempfile.TemporaryFile() as file:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, options) as book:
            sheet = book.add_worksheet()
            for number, line in enumerate(lines):
                for place, text in enumerate(line):
                    sheet.write_string(number, place, text)
        file.seek(0)
        return file.read()
