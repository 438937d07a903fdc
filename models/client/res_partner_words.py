from odoo import api, models
from odoo.fields import Domain

from ...tools.domain_words import say

# Every list of clients asks for these.
UNSAID = {"clientele_listed", "active"}


class ResPartner(models.Model):
    """A search for clients in words, for logs that people read."""

    _inherit = "res.partner"

    @api.model
    def _clientele_in_words(self, domain):
        """:return: what a domain asks for, in the language of the user"""
        words = say(
            list(Domain(domain)),
            self._clientele_condition_in_words,
            {"&": self.env._("and"), "|": self.env._("or")},
            lambda part: self.env._("not (%(condition)s)", condition=part),
        )
        return words or self.env._("All clients")

    def _clientele_condition_in_words(self, condition):
        if not isinstance(condition, tuple):
            return self.env._("chosen by the program")
        name, operator, value = condition
        if name in UNSAID or not isinstance(name, str):
            return ""
        if name == "id" and operator in ("=", "in"):
            return self.env._("Chosen by hand: %(count)s", count=len(value) if operator == "in" else 1)
        field = self._fields.get(name)
        label = self._clientele_export_label(name) if field else name
        return f"{label} {self._clientele_operators().get(operator, operator)} {self._clientele_value(field, value)}"

    def _clientele_operators(self):
        return {
            "=": self.env._("is"),
            "!=": self.env._("is not"),
            "in": self.env._("is one of"),
            "not in": self.env._("is none of"),
            ">": self.env._("over"),
            ">=": self.env._("from"),
            "<": self.env._("under"),
            "<=": self.env._("up to"),
            "ilike": self.env._("contains"),
            "not ilike": self.env._("does not contain"),
        }

    def _clientele_value(self, field, value):
        """:return: the words of what a field is compared with"""
        if isinstance(value, (list, tuple, set)):
            return ", ".join(self._clientele_value(field, item) for item in value)
        if value is True:
            return self.env._("yes")
        if value is False or value is None:
            return self.env._("empty")
        if field is None:
            return str(value)
        if field.type == "selection":
            return str(dict(field._description_selection(self.env)).get(value, value))
        if field.relational and isinstance(value, int):
            return self.env[field.comodel_name].browse(value).exists().display_name or str(value)
        return str(value)
