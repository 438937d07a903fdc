"""Databases are copied from templates, which takes a second instead of a minute.

* the base template has everything that the addon depends on; all checkouts share it;
* the addon template has the addon too, made again whenever the checkout's code differs;
* both exist with core's web shop as well, made when a test needs it.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg2
from psycopg2 import sql

from . import settings
from .progress import fail, step

TEMPORARY = f"clientele_tmp_{settings.CHECKOUT}_"


def execute(query: sql.Composable | str, parameters: tuple = (), database: str = "postgres") -> list[tuple]:
    connection = psycopg2.connect(dbname=database)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(query, parameters or None)  # without parameters a % is just a %
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


# A database's comment tells from which code it was made. It is written last, so a database that was left half
# made has none; a copy has none either.


def mark(database: str, text: str) -> None:
    execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(database), sql.Literal(text)))


def read_mark(database: str) -> str | None:
    rows = execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", (database,))
    return rows[0][0] if rows else None


def exists(database: str) -> bool:
    return bool(execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)))


def drop(database: str) -> None:
    execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
    shutil.rmtree(settings.FILESTORE / database, ignore_errors=True)


def copy(source: str, target: str) -> None:
    """The files of the filestore never change once written, so links to them are copies."""
    drop(target)
    execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(target), sql.Identifier(source)))
    if (settings.FILESTORE / source).exists():
        subprocess.run(["cp", "-al", settings.FILESTORE / source, settings.FILESTORE / target], check=True)


@contextlib.contextmanager
def temporary_name() -> Iterator[str]:
    """A name for a database that is dropped at the end, or later if this process is killed."""
    drop_orphans()
    name = f"{TEMPORARY}{os.getpid()}_{uuid.uuid4().hex[:6]}"
    try:
        yield name
    finally:
        drop(name)


def drop_orphans() -> None:
    """The temporary databases of processes that are gone."""
    for (name,) in execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (TEMPORARY,)):
        if not Path("/proc", name.removeprefix(TEMPORARY).partition("_")[0]).exists():
            drop(name)


@contextlib.contextmanager
def clone(source: str) -> Iterator[str]:
    """A throw-away copy."""
    with temporary_name() as name:
        copy(source, name)
        yield name


@contextlib.contextmanager
def lock(name: str) -> Iterator[None]:
    with open(settings.CACHE / f"{name}.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            step(f"waiting for another ./dev that makes {name}")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run_odoo(database: str, log: str, *arguments: str) -> Path:
    """Run Odoo to its end and give the log; the log's tail tells why when it fails."""
    path = settings.LOGS / f"{log}.log"
    path.unlink(missing_ok=True)
    command = settings.odoo_command(
        database, "--stop-after-init", "--no-http", "--max-cron-threads=0", f"--logfile={path}", *arguments
    )
    result = subprocess.run(
        command,
        env=settings.odoo_environment(),
        cwd=settings.CACHE,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if result.returncode:
        tail = path.read_text().splitlines()[-40:] if path.exists() else []
        fail("\n".join(["Odoo failed", result.stderr, *tail, f"see {path}"]))
    return path


def code_hash() -> str:
    """Changes whenever something changes that installing or updating the addon reads."""
    digest = hashlib.sha256()
    for path in sorted(settings.ROOT.rglob("*")):
        parts = path.relative_to(settings.ROOT).parts
        if parts[0].startswith(".") or settings.NOT_INSTALLED.intersection(parts[:-1]) or not path.is_file():
            continue
        if len(parts) == 1 and path.suffix != ".py":
            continue
        digest.update(f"{'/'.join(parts)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def base_template() -> str:
    release = (Path(settings.ODOO_PATH) / "odoo/release.py").read_text()
    depends = sorted(settings.manifest()["depends"])
    name = f"clientele_base_{key_of(*depends, release, settings.ODOO_PATH, os.environ['VENV'])}"
    make_once(name, "the modules that Clientele depends on, about a minute", depends)
    return name


def shop_base_template() -> str:
    """The base template with core's web shop, which Clientele has to get along with and does not depend on."""
    base = base_template()
    name = f"{base}_{key_of(*settings.SHOP_MODULES)}"
    make_once(name, "core's web shop, half a minute", settings.SHOP_MODULES, source=base)
    return name


def key_of(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def make_once(name: str, what: str, modules: Iterable[str], source: str | None = None) -> None:
    with lock(name):
        if read_mark(name) is None:
            step(f"base template: installing {what}")
            drop(name)
            if source:
                copy(source, name)
            run_odoo(name, "base-template", f"--init={','.join(modules)}", "--log-level=warn")
            mark(name, "ready")
            step("base template")


def addon_template(with_assets: bool = False) -> str:
    """`with_assets`: the bundles of the pages are made too (half a minute, worth it when all tours run)."""
    return with_addon(base_template(), f"clientele_addon_{settings.CHECKOUT}", "install", with_assets)


def shop_template(with_assets: bool = False) -> str:
    """The addon beside core's web shop."""
    return with_addon(shop_base_template(), f"clientele_shop_{settings.CHECKOUT}", "install-shop", with_assets)


def with_addon(base: str, name: str, log: str, with_assets: bool) -> str:
    with lock(name):
        current = code_hash()
        mark_now = read_mark(name) or ""
        if not mark_now.startswith(current):
            step("addon template: installing Clientele")
            copy(base, name)
            run_odoo(name, log, f"--init={settings.MODULE}")
            mark_now = current
            mark(name, mark_now)
            step("addon template")
        if with_assets and not mark_now.endswith("+assets"):
            run_script(name, Path(__file__).with_name("make_assets.py"))
            mark(name, f"{current}+assets")
            step("asset bundles")
    return name


def forget_addon_template() -> None:
    drop(f"clientele_addon_{settings.CHECKOUT}")


def script_command(database: str, script: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "devtools.odoo_script", database, str(script), *arguments]


def run_script(database: str, script: Path, *arguments: str) -> None:
    subprocess.run(script_command(database, script, *arguments), env=settings.odoo_environment(), check=True)


def drop_checkout() -> None:
    for (name,) in execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s", (f"clientele%{settings.CHECKOUT}%",)
    ):
        drop(name)
        step(f"dropped {name}")
