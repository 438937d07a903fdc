from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

CURRENT = ("active", "frozen")


class ClienteleSubscription(models.Model):
    """What reception sees at a glance of what clients have prepaid: what is left, until when, what is due next."""

    _inherit = "clientele.subscription"

    @api.model
    def _glance(self, partners, company):
        """What these clients can use in a company, their own and what others share with them.

        :return: {partner id: list of dicts of ``id``, ``plan``, ``left``, ``until``, ``due`` and ``overdue``: texts,
            empty for none, and whether a payment is late}; in the same number of queries for many clients
        """
        root = company._clientele_root()
        found = self.search(self._get_current_domain(partners, root), order="end_date, id")
        return {
            partner.id: [row._as_glance(partner) for row in found if row._may_be_used_by(partner)]
            for partner in partners
        }

    @api.model
    def _get_current_domain(self, partners, root):
        theirs = Domain("partner_id", "in", partners.ids) | Domain("guest_ids", "in", partners.ids)
        return theirs & Domain("company_id", "=", root.id) & Domain("state", "in", CURRENT)

    def _as_glance(self, partner):
        owner = f"{self.partner_id.name}: " if self.partner_id != partner else ""
        state = dict(self._fields["state"]._description_selection(self.env))[self.state]
        return {
            "id": self.id,
            "plan": owner + self.plan_id.name,
            "left": self.left_text if self.state == "active" else state,
            "until": self.end_date and self.env._("until %(day)s", day=format_date(self.env, self.end_date)) or "",
            "due": self._say_next_payment() if self.partner_id == partner else "",
            "overdue": self.overdue and self.partner_id == partner,
        }

    def _say_next_payment(self):
        part = self._part_to_pay()
        if not part:
            return ""
        return self.env._(
            "%(amount)s due %(day)s",
            amount=format_amount(self.env, part.amount_due, part.currency_id),
            day=format_date(self.env, part.due_date),
        )
