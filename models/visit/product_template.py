from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.service_terms import OUTSIDE, fault_of_gaps

COMMISSION_BASES = [
    ("whole", "Whole price"),
    ("consumables", "Price after consumables"),
    ("tax", "Price after tax"),
]


class ProductTemplate(models.Model):
    """A service: how long it takes whom, who performs it where, how it is booked and what it earns (FO10)."""

    _inherit = "product.template"

    clientele_duration = fields.Integer(
        string="Duration (minutes)", default=60, help="How long a visit for this service takes."
    )
    clientele_buffer_before = fields.Integer(
        string="Minutes before", help="The practitioner is busy so long before the client's time, to prepare."
    )
    clientele_buffer_after = fields.Integer(
        string="Minutes after", help="The practitioner is busy so long after the client's time, to clear up."
    )
    clientele_gap_ids = fields.One2many(
        "clientele.service.gap",
        "product_tmpl_id",
        string="Processing gaps",
        copy=True,
        help="The practitioner is free for others, the client stays: while a colour sets.",
    )
    clientele_practitioner_ids = fields.One2many(
        "clientele.service.practitioner",
        "product_tmpl_id",
        string="Performed by",
        copy=True,
        help="Without rows every practitioner of the branch performs the service.",
    )
    clientele_room_ids = fields.Many2many(
        "resource.resource",
        "clientele_service_room_rel",
        "product_tmpl_id",
        "resource_id",
        string="Rooms",
        domain=[("clientele_use", "=", "room")],
        help="One of them must be free.",
    )
    clientele_equipment_ids = fields.Many2many(
        "resource.resource",
        "clientele_service_equipment_rel",
        "product_tmpl_id",
        "resource_id",
        string="Equipment",
        domain=[("clientele_use", "=", "equipment")],
        help="One of them must be free.",
    )
    clientele_online = fields.Boolean(
        string="Booked online", default=True, help="Clients can choose it on the booking page."
    )
    clientele_group_class = fields.Boolean(string="Group class", help="Many clients share one appointed time.")
    clientele_capacity = fields.Integer(string="Seats", default=1, help="How many clients a class takes.")
    clientele_waiting_hours = fields.Integer(
        string="Waiting list closes (hours)",
        help="Until so many hours before the class a seat that gets free goes to the first who waits.",
    )
    clientele_commission_base = fields.Selection(
        COMMISSION_BASES,
        string="Commission is taken on",
        default="whole",
        help="What the practitioner's rate is applied to; discounts are always off.",
    )
    clientele_consumables = fields.Monetary(
        string="Consumables", help="What is used up for one service; taken off before the commission."
    )

    _clientele_duration_positive = models.Constraint(
        "CHECK (clientele_duration IS NULL OR clientele_duration > 0)", "A service takes at least one minute."
    )
    _clientele_buffers_not_negative = models.Constraint(
        "CHECK (clientele_buffer_before >= 0 AND clientele_buffer_after >= 0)",
        "Minutes before and after a service cannot be negative; write 0 for none.",
    )
    _clientele_capacity_positive = models.Constraint(
        "CHECK (clientele_capacity >= 1 OR NOT clientele_group_class)", "A group class has at least one seat."
    )
    _clientele_waiting_hours_not_negative = models.Constraint(
        "CHECK (clientele_waiting_hours >= 0)",
        "The hours until the waiting list closes cannot be negative; write 0 to keep it open until the class starts.",
    )
    _clientele_consumables_not_negative = models.Constraint(
        "CHECK (clientele_consumables >= 0)", "Consumables cannot be negative; write 0 for none."
    )

    @api.constrains("clientele_duration", "clientele_gap_ids")
    def _check_clientele_gaps(self):
        for service in self:
            service._check_gaps_within(service.clientele_duration)
            for row in service.clientele_practitioner_ids.filtered("duration"):
                service._check_gaps_within(row.duration, who=row.resource_id.name)

    def _check_gaps_within(self, duration, who=None):
        """Refuse a duration that the gaps of this service do not lie in.

        :param who: the name of the practitioner whose duration it is, if it is an own one
        :raises ValidationError: naming the gap
        """
        fault = fault_of_gaps(duration, [(gap.start, gap.duration) for gap in self.clientele_gap_ids])
        if not fault:
            return
        kind, (start, minutes) = fault
        where = {"service": self.name, "who": who or "", "start": start, "stop": start + minutes, "duration": duration}
        if kind != OUTSIDE:
            raise ValidationError(
                self.env._("The gaps of %(service)s overlap at minute %(start)s; make one gap of them.", **where)
            )
        if who:
            raise ValidationError(
                self.env._(
                    "%(service)s has a gap from minute %(start)s to %(stop)s; "
                    "%(who)s needs more than %(stop)s minutes, not %(duration)s.",
                    **where,
                )
            )
        raise ValidationError(
            self.env._(
                "The gap from minute %(start)s to %(stop)s does not lie within the %(duration)s minutes of "
                "%(service)s: the practitioner works before and after it. Move the gap or change the duration.",
                **where,
            )
        )

    @api.constrains("clientele_room_ids", "clientele_equipment_ids", "company_id")
    def _check_clientele_rooms(self):
        """Rooms are rooms, equipment is equipment, and a service of one company uses that company's."""
        for service in self:
            rooms, equipment = service.clientele_room_ids, service.clientele_equipment_ids
            misplaced = rooms.filtered(lambda item: item.clientele_use != "room")
            misplaced |= equipment.filtered(lambda item: item.clientele_use != "equipment")
            foreign = service._foreign_to_company(rooms | equipment)
            if misplaced:
                raise ValidationError(
                    self.env._(
                        "%(name)s is not what %(service)s needs it for; say under Rooms and equipment what it is.",
                        name=misplaced[0].name,
                        service=service.name,
                    )
                )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%(name)s belongs to %(company)s, which does not offer %(service)s; choose another one.",
                        name=foreign[0].name,
                        company=foreign[0].company_id.name,
                        service=service.name,
                    )
                )

    def _foreign_to_company(self, resources):
        """:return: the resources whose company cannot use this service: neither this service's nor a child of it"""
        own = self.company_id
        return resources.filtered(lambda item: own and item.company_id and own not in item.company_id.parent_ids)

    def action_clientele_make_package(self):
        """Open a new package that holds the selected services, one of each (FO3).

        :raises UserError: where something else than a service is selected
        """
        goods = self.filtered(lambda product: product.type != "service")
        if goods:
            raise UserError(
                self.env._("%(product)s is no service; a package is made of services.", product=goods[0].name)
            )
        lines = [Command.create({"product_id": service.product_variant_id.id}) for service in self]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New package"),
            "res_model": "clientele.package",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_name": " + ".join(self.mapped("name")), "default_line_ids": lines},
        }
