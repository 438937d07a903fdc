"""Where things are. Everything comes from the environment that bootstrap.sh has prepared."""

import ast
import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(os.environ["ROOT"])
CACHE = Path(os.environ["CLIENTELE_CACHE"])
ODOO_PATH = os.environ["ODOO_PATH"]
DATA_DIR = CACHE / "data"
FILESTORE = DATA_DIR / "filestore"
MODULE = "clientele"
# Core's web shop with loyalty and a payment provider that pays on demand, and orders settled at the till.
SHOP_MODULES = ("payment_demo", "pos_sale_loyalty", "sale_loyalty_delivery", "website_sale_loyalty")

# Several checkouts share the cache: what belongs to one of them carries its key.
CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
LOGS = CACHE / "logs" / CHECKOUT
ADDONS = CACHE / f"addons-{CHECKOUT}"

DEV_DATABASE = f"clientele_dev_{CHECKOUT}"
DEV_PORT = 8069

# Folders that Odoo does not load into a database.
# static/src is read page by page, whenever it changes.
NOT_INSTALLED = {"tests", "docs", "benchmarks", "src", "__pycache__"}


def manifest() -> dict:
    return ast.literal_eval((ROOT / "__manifest__.py").read_text())


def prepare() -> None:
    """Odoo takes a module's name from its folder: a link of the right name leads to the checkout."""
    for folder in (LOGS, ADDONS, FILESTORE):
        folder.mkdir(parents=True, exist_ok=True)
    link = ADDONS / MODULE
    if not link.is_symlink():
        link.symlink_to(ROOT)


def addons_path() -> str:
    return f"{os.environ['ODOO_ADDONS']},{ADDONS}"


def core_module(name: str) -> Path:
    """:return: the folder of one of Odoo's modules"""
    folders = [Path(folder) / name for folder in os.environ["ODOO_ADDONS"].split(",")]
    return next(folder for folder in folders if folder.is_dir())


def odoo_arguments(database: str, *arguments: str) -> list[str]:
    """The command line of one Odoo; the configuration file of the user must not leak in."""
    return [
        f"--config={os.devnull}",
        f"--database={database}",
        f"--db_host={os.environ['PGHOST']}",
        f"--db_port={os.environ['PGPORT']}",
        f"--db_user={os.environ['PGUSER']}",
        f"--addons-path={addons_path()}",
        f"--data-dir={DATA_DIR}",
        "--http-interface=127.0.0.1",
        "--no-database-list",
        *arguments,
    ]


def odoo_command(database: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "odoo", *odoo_arguments(database, *arguments)]


def odoo_environment() -> dict[str, str]:
    """The caller's environment, with Odoo importable as well."""
    paths = [ODOO_PATH, os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
