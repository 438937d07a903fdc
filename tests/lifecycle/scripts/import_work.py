"""Run in Odoo: do what the background job does, in small steps, until the import is done."""

import time

from odoo.addons.clientele.models.client import clientele_import_run

clientele_import_run.BATCH = 25

while env["clientele.import"].search_count([("state", "!=", "done")]):
    env["clientele.import"]._cron_run()
    env.cr.commit()
    env.invalidate_all()
    time.sleep(0.02)
