from odoo import api, fields, models
from odoo.tools import SQL


class ContactChar(fields.Char):
    """Contact data of a client: empty for staff without the right to see it (DESIGN 7).

    It is empty rather than forbidden, because core reads it everywhere on the user's behalf: to show a contact, to post
    a message, to make an order. Searching, sorting and grouping find it empty too, so nothing can be guessed. Partners
    of colleagues and contacts who are no clients stay as they are in core; sudo sees everything.
    """

    def __get__(self, record, owner=None):
        # res.users inherits the fields by delegation: what they read there is the partner's
        if record and record._name == self.model_name == "res.partner" and record._clientele_hides_contacts():
            record.ensure_one()
            return False
        return super().__get__(record, owner)

    def to_sql(self, model, alias):
        column = super().to_sql(model, alias)
        if model._clientele_sees_contacts():
            return column
        hidden = model._clientele_hidden_sql(alias)
        return SQL("(CASE WHEN %s THEN NULL ELSE %s END)", hidden, column)


class ResPartner(models.Model):
    _inherit = "res.partner"

    phone = ContactChar()
    phone_sanitized = ContactChar()
    email = ContactChar()
    email_normalized = ContactChar()
    email_formatted = ContactChar(compute_sudo=True)
    street = ContactChar()
    street2 = ContactChar()
    zip = ContactChar()

    @api.model
    def _clientele_sees_contacts(self):
        """Whether the user may see phones and addresses; only Clientele's own staff can lack the right."""
        user = self.env.user
        return (
            self.env.su
            or not user.has_group("clientele.clientele_group_practitioner")
            or user.has_group("clientele.clientele_group_contact_data")
        )

    def _clientele_hides_contacts(self):
        """:return: whether the contact data of this partner is kept from the user"""
        if self._clientele_sees_contacts():
            return False
        return any(partner.is_client and partner.partner_share for partner in self.sudo())  # sudo: two plain marks

    @api.model
    def _clientele_hidden_sql(self, alias):
        """:return: SQL of what ``_clientele_hides_contacts`` says of a partner, for a user without the right"""
        marks = [SQL.identifier(alias, name, to_flush=self._fields[name]) for name in ("is_client", "partner_share")]
        return SQL("COALESCE(%s, FALSE) AND COALESCE(%s, TRUE)", *marks)

    def _has_field_access(self, field, operation):
        """What is not seen is not written either: the blank that a form shows must not replace the phone."""
        allowed = super()._has_field_access(field, operation)
        if operation == "read" or not isinstance(field, ContactChar):
            return allowed
        return allowed and self._clientele_sees_contacts()

    def _fetch_query(self, query, fields):
        """The cache is shared with sudo: it must hold what is true, and only looking hides it."""
        if any(isinstance(field, ContactChar) for field in fields) and not self._clientele_sees_contacts():
            return super(ResPartner, self.sudo())._fetch_query(query, fields).sudo(False)  # sudo: looking hides
        return super()._fetch_query(query, fields)
