"""What installing and uninstalling does beyond the models."""


def post_init_hook(env):
    """Give every company its first branch. History that is there already is taken in by a job, not here."""
    env["res.company"].search([])._clientele_create_branch()
    env["clientele.intake"]._start()
    env["clientele.occupancy"]._cron_check_guard()


def uninstall_hook(env):
    """The ledger lets nobody delete it; without the addon it has no reader."""
    env.cr.execute("DROP FUNCTION IF EXISTS clientele_move_is_kept() CASCADE")
