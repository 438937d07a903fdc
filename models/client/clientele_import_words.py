from odoo import models


class ClienteleImport(models.Model):
    """What an import says, in the user's language."""

    _inherit = "clientele.import"

    def _remark(self, code, value):
        """:return: what is odd or wrong about a value; codes are those of ``tools/import_rows.py``"""
        sentences = {
            "nobody": self.env._("The row names nobody: no number, name, phone or e-mail."),
            "no_date": self.env._("The row has no date."),
            "date": self.env._("“%s” is no date.", value),
            "time": self.env._("“%s” is no time of day.", value),
            "amount": self.env._("“%s” is no amount.", value),
            "price": self.env._("“%s” is no price.", value),
            "quantity": self.env._("“%s” is no quantity.", value),
            "negative": self.env._("%s is below zero. Lower the amount of the sale that was refunded instead.", value),
            "phone": self.env._("“%s” is no valid phone; it is kept as it stands.", value),
            "email": self.env._("“%s” is no valid e-mail address; it is kept as it stands.", value),
            "birthday": self.env._("“%s” is no date of birth; it is left out.", value),
            "gender": self.env._("“%s” is no gender; it is left out.", value),
            "vip": self.env._("“%s” is neither yes nor no; VIP is left out.", value),
            "blocked": self.env._("“%s” is neither yes nor no; the block-list is left out.", value),
            "discount": self.env._("“%s” is no discount in percent; it is left out.", value),
            "line_discount": self.env._("“%s” is no discount in percent; it is left out.", value),
            "branch": self.env._("There is no branch “%s”; the import's own is taken.", value),
            "state": self.env._("“%s” is no known state; it is guessed by the date.", value),
        }
        return sentences[code]

    def _sheet_error(self, error):
        """:return: the sentence of a :class:`SheetError` in the user's language"""
        sentences = {
            "empty": self.env._(
                "The file holds no rows. Choose a file with a line of headings and at least one row below it."
            ),
            "file_too_big": self.env._(
                "The file has more than %(limit)s MB. Split it into smaller files and import them one by one."
            ),
            "too_big_inside": self.env._("The file unpacks to more than %(limit)s MB. Split it into smaller files."),
            "bomb": self.env._(
                "The file is packed so tightly that it is refused for safety. Save it again from Excel or as CSV."
            ),
            "too_many_parts": self.env._(
                "The file has more than %(limit)s parts. Copy the table into a new workbook and save that."
            ),
            "too_many_rows": self.env._(
                "The table reaches below row %(limit)s. Delete cells far below the data, or split the file."
            ),
            "too_many_columns": self.env._(
                "The table has more than %(limit)s columns. Delete the columns (and stray cells) to the right."
            ),
            "long_text": self.env._(
                "A text at row %(row)s has over %(limit)s characters. Perhaps a quotation mark is not closed."
            ),
            "encrypted": self.env._("The file is protected by a password. Save it without the password and try again."),
            "old_excel": self.env._(
                "This is a file of an old Excel (.xls) or of another program. Save it as .xlsx or CSV."
            ),
            "not_a_workbook": self.env._(
                "This is no Excel workbook (.xlsx), whatever its name says. Save the table as .xlsx or CSV."
            ),
            "not_a_table": self.env._(
                "This is no table: it holds bytes that are no text. Save the table as .xlsx or CSV."
            ),
            "encoding": self.env._(
                "The letters cannot be read in this encoding. Choose another one, or save the file as CSV UTF-8."
            ),
            "damaged": self.env._("The file is damaged. Open it in Excel, save it again and try once more."),
            "memory": self.env._(
                "Reading the file takes too much memory. Split it into smaller files, or save it as CSV."
            ),
            "time": self.env._(
                "Reading the file takes more than %(limit)s seconds. Split it into smaller files, or save it as CSV."
            ),
            "died": self.env._("Reading the file failed half-way. Save the table again as CSV and try once more."),
        }
        return sentences[error.code] % error.values
