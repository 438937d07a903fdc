import re
import tempfile
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize

from ...tools import import_mapping, import_values
from ...tools.import_rows import Settings
from ...tools.sheet_reader import SheetError, open_sheet

# Rows that are looked at for guesses, and rows above the headings that may be a title.
SAMPLE_ROWS = 200
TITLE_ROWS = 10
_PLAIN_EMAIL = re.compile(r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*", re.IGNORECASE | re.ASCII)


class ClienteleImport(models.Model):
    """Reading: headings, fields, values."""

    _inherit = "clientele.import"

    @contextmanager
    def _open(self):
        """Read the file in a child process; gives a :class:`Sheet`. :raises SheetError: when it cannot be read"""
        attachment = self._attachment()
        if not attachment:
            raise UserError(self.env._("Choose a file first."))
        options = {"name": self.file_name or "", "sheet": self.sheet or "", "encoding": self.encoding or ""}
        with tempfile.NamedTemporaryFile() as copy:
            path = Path(attachment._full_path(attachment.store_fname)) if attachment.store_fname else Path(copy.name)
            if not attachment.store_fname:
                copy.write(attachment.raw)
                copy.flush()
            yield open_sheet(path, **options)

    def _read_columns(self):
        """Make a column of each heading, with a guess of its field.

        :return: whether the file could be read; if not, ``error`` tells why
        """
        try:
            with self._open() as sheet:
                number, headings, rows = headed(sheet.rows)
                self.write(
                    {
                        "sheet_names": ", ".join(sheet.sheets) if len(sheet.sheets) > 1 else False,
                        "sheet": sheet.name or False,
                        "error": False,
                    }
                )
                samples = [cells for __, cells in islice(rows, SAMPLE_ROWS)]
        except SheetError as error:
            self._fail(error)
            return False
        self._make_columns(headings, samples)
        return True

    def _make_columns(self, headings, rows):
        texts = [import_values.text(heading) or "" for heading in headings]
        samples = [[row[place] for row in rows if place < len(row)] for place in range(len(texts))]
        fields_of = import_mapping.guess(texts, samples, self._handler()._columns(), self._remembered())
        self.column_ids.unlink()
        self.env["clientele.import.column"].create(
            [
                {
                    "import_id": self.id,
                    "place": place,
                    "heading": text or self.env._("Column %s", place + 1),
                    "samples": ", ".join(list(dict.fromkeys(filled(samples[place])))[:3])[:120],
                    "field": fields_of[place],
                }
                for place, text in enumerate(texts)
                if text or any(value is not None for value in samples[place])
            ]
        )

    def _remembered(self):
        """:return: {normalised heading: field, '' to leave out} that users of this company chose before"""
        chosen = self.env["clientele.import.mapping"].search(
            [("company_id", "=", self.root_id.id), ("kind", "=", self.kind)]
        )
        return {mapping.heading: mapping.field or "" for mapping in chosen}

    def _remember(self):
        """Remember the fields of the columns for the next file."""
        Mapping = self.env["clientele.import.mapping"]
        known = {
            mapping.heading: mapping
            for mapping in Mapping.search([("company_id", "=", self.root_id.id), ("kind", "=", self.kind)])
        }
        for column in self.column_ids:
            heading = import_mapping.normalise(column.heading)
            if heading in known:
                known[heading].field = column.field
            elif heading:
                base = {"company_id": self.root_id.id, "kind": self.kind, "heading": heading}
                known[heading] = Mapping.create({**base, "field": column.field})

    def _check_mapping(self):
        """:raises UserError: when the columns cannot be imported as they are mapped"""
        self.ensure_one()
        mapped = [column.field for column in self.column_ids if column.field]
        labels = dict(self.env["clientele.import.column"]._fields["field"]._description_selection(self.env))
        twice = next((field for field in mapped if mapped.count(field) > 1), None)
        if twice:
            raise UserError(self.env._("Two columns go to “%s”. Leave one of them out.", labels[twice]))
        foreign = next((field for field in mapped if field not in self._handler()._columns()), None)
        if foreign:
            raise UserError(self.env._("“%s” belongs to another kind of import.", labels[foreign]))
        if not self.source:
            raise UserError(self.env._("Name the old system, so that its rows are recognised when a file comes again."))
        self._handler()._check_columns(set(mapped))

    def _settings(self, columns, rows):
        """:param columns: {place: field} :param rows: first rows, for a guess of the order of dates
        :return: :class:`Settings` of the readers
        """
        dates = [
            row[place]
            for place, field in columns.items()
            if field in ("date", "birthday")
            for row in rows
            if place < len(row)
        ]
        branches = self.env["clientele.branch"].search([("company_id", "in", self.company_id._clientele_tree().ids)])
        return Settings(
            country=self.company_id.country_id.code or None,
            today=self.branch_id._today(),
            branch=(self.branch_id.id, self.branch_id.tz),
            branches={branch.name.casefold(): (branch.id, branch.tz) for branch in branches},
            order=self.date_order or import_values.date_order(dates),
            digits=self.company_id.currency_id.decimal_places,
            email=normal_email,
        )

    def _problem_lines(self):
        """Rows of the file that were refused or have remarks, to be mended and imported again.

        :return: iterator of lists of texts, the first the headings
        """
        reasons = dict(
            self.env.execute_query(
                SQL(
                    """SELECT number, problem FROM clientele_import_row
                        WHERE import_id = %s AND (problem IS NOT NULL OR outcome = 'refused')""",
                    self.id,
                )
            )
        )
        with self._open() as sheet:
            __, headings, rows = headed(sheet.rows)
            yield [*map(as_text, headings), self.env._("Row"), self.env._("Remark")]
            for number, cells in rows:
                if number in reasons:
                    texts = [as_text(cell) for cell in cells] + [""] * (len(headings) - len(cells))
                    yield [*texts, str(number), reasons[number] or ""]

    def _fail(self, error):
        """Show why the file cannot be read."""
        self.write({"error": self._sheet_error(error), "state": "draft"})


def normal_email(text):
    """:return: what core stores as normal form of an address, None for none; quick for the usual ones"""
    return text.lower() if _PLAIN_EMAIL.fullmatch(text) else email_normalize(text) or None


def headed(rows):
    """Find the headings: the first row with more than one cell, below what may be a title.

    :param rows: iterator of (number, cells)
    :return: (number of the heading row, its cells, iterator of the rows below)
    :raises SheetError: when there is nothing below
    """
    first = list(islice(rows, TITLE_ROWS))
    place = next((place for place, (__, cells) in enumerate(first) if len(filled(cells)) > 1), 0)
    below = _chain(first[place + 1 :], rows)
    head = next(below, None)
    if head is None:
        raise SheetError("empty")
    return (*first[place], _chain([head], below))


def as_text(cell):
    """:return: a cell as a person would type it"""
    return import_values.text(cell) or ""


def filled(values):
    """:return: list of the texts of values that are not empty"""
    return [text for text in map(import_values.text, values) if text]


def _chain(first, rest):
    yield from first
    yield from rest
