"""Bookings that are still to come take their time."""

from odoo import SUPERUSER_ID, api

from odoo.addons.clientele.models.visit.clientele_visit import OPEN_STATES


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    coming = [("state", "in", OPEN_STATES), ("stop", ">", env["clientele.branch"]._now())]
    env["clientele.visit"].search(coming, order="start, id")._schedule_anyway("Booked before the update")
    env["clientele.occupancy"]._cron_check_guard()
