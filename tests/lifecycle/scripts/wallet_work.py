"""Run in Odoo: pay all instalments and expire what is over, in small steps, as a user and the job do it."""

import time

from odoo.service.model import retrying
from odoo.tools import split_every

from odoo.addons.clientele.models.wallet import clientele_lot_expiry

STEP = 10
clientele_lot_expiry.BATCH = STEP
commit = env.registry["ir.cron"]._commit_progress


def slowly(*arguments, **values):
    time.sleep(0.02)
    return commit(*arguments, **values) or 60


def pay(part_ids):
    for part in env["clientele.instalment"].browse(part_ids):
        part._receive(part.amount, f"mass:{part.id}")


env.registry["ir.cron"]._commit_progress = slowly
parts = env["clientele.instalment"].search([("plan_id.name", "=", "Many payments")], order="id")
for batch in split_every(STEP, parts.ids):
    retrying(lambda batch=batch: pay(batch), env)
    env.cr.commit()
env["clientele.lot"]._cron_expire()
env.cr.commit()
