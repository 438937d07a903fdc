from odoo import api, fields, models

# Switched off: SMS cost money, and whether clients hear from the company is its decision.
DEFAULT_REMINDERS = (
    {"channel": "email", "timing": "hours_before"},
    {"channel": "sms", "timing": "hours_before"},
    {"channel": "email", "timing": "days_before"},
    {"channel": "sms", "timing": "days_before"},
)


class ResCompany(models.Model):
    _inherit = "res.company"

    clientele_shift_months = fields.Integer(
        string="Shifts made ahead (months)",
        default=3,
        help="For so many months working calendars become shifts, so that visits can be booked.",
    )

    clientele_calendar_names = fields.Selection(
        [("initials", "Initials"), ("name", "Full name"), ("none", "Nothing")],
        string="Clients in calendars",
        required=True,
        default="initials",
        help="What calendars of practitioners tell of the client besides the service. They may leave the house: "
        "Google and Outlook keep what is in them.",
    )

    _clientele_shift_months_range = models.Constraint(
        "CHECK (clientele_shift_months IS NULL OR (clientele_shift_months >= 1 AND clientele_shift_months <= 24))",
        "Shifts can be made 1 to 24 months ahead.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._clientele_create_reminders()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "clientele_shift_months" in vals:
            self.env.ref("clientele.clientele_cron_shifts")._trigger()
        if "clientele_calendar_names" in vals:
            self.env.ref("clientele.clientele_cron_mirror")._trigger()
        return result

    def _clientele_create_reminders(self):
        """Give each root company without any reminder the usual four, 24 hours before and the day before at 18:00."""
        Reminder = self.env["clientele.reminder"].sudo()  # sudo: the creator of a company may hold no Clientele right
        roots = self.filtered(lambda company: not company.parent_id)
        missing = roots - Reminder.with_context(active_test=False).search([("company_id", "in", roots.ids)]).company_id
        Reminder.create(
            [
                {**values, "company_id": company.id, "active": False, "sequence": 10 * nr}
                for company in missing
                for nr, values in enumerate(DEFAULT_REMINDERS, 1)
            ]
        )
