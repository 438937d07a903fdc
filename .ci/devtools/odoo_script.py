"""Runs a Python script in a process that has Odoo's registry of one database, with `env` as in Odoo's shell.

python -m devtools.odoo_script DATABASE SCRIPT [arguments]
"""

import contextlib
import runpy
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from . import settings


@contextlib.contextmanager
def odoo_env(database: str, *arguments: str) -> Iterator:
    """Odoo's environment as its superuser; what is not committed is rolled back."""
    import odoo.cli
    from odoo import api
    from odoo.modules.registry import Registry
    from odoo.service import server
    from odoo.tools import config

    odoo.cli.COMMAND = "shell"
    config.parse_config(settings.odoo_arguments(database, "--max-cron-threads=0", *arguments), setup_logging=True)
    server.start(preload=[], stop=True)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        yield env(context=env.user.context_get())
        cr.rollback()


def main() -> None:
    database, script, *arguments = sys.argv[1:]
    sys.argv = [script, *arguments]
    with odoo_env(database, "--log-level=warn", "--http-port=0") as env:
        sys.path.insert(0, str(Path(script).resolve().parent))
        runpy.run_path(script, {"env": env, "self": env.user}, run_name="__main__")


if __name__ == "__main__":
    main()
