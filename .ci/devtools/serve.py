"""./dev run, shell, psql and pot: what works on the development database."""

import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import databases, settings
from .progress import fail, step


def dev_database() -> str:
    """Made with demo data the first time, updated when the addon's code has changed since."""
    name = settings.DEV_DATABASE
    with databases.lock(name):
        current, made_from = databases.code_hash(), databases.read_mark(name)
        if made_from is None:
            step("creating the database with demo data, about two minutes the first time")
            databases.drop(name)
            databases.run_odoo(name, "create", f"--init={settings.MODULE}", "--with-demo")
            databases.mark(name, current)
            step(f"database {name}")
        elif made_from != current:
            step("the code has changed: updating the database")
            databases.run_odoo(name, "update", f"--update={settings.MODULE}")
            databases.mark(name, current)
            step(f"database {name} is up to date")
    return name


def run(arguments: list[str]) -> int:
    port, extra = take_port(arguments)
    check_port(port)
    database = dev_database()
    server = subprocess.Popen(
        # the options of the caller come last, so that they win: --log-level=info, --dev=xml
        settings.odoo_command(database, f"--http-port={port}", "--max-cron-threads=1", "--log-level=warn", *extra),
        env=settings.odoo_environment(),
        cwd=settings.CACHE,
    )
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    threading.Thread(target=announce, args=(server, port), daemon=True).start()
    return wait(server)


def take_port(arguments: list[str]) -> tuple[int, list[str]]:
    port, extra, rest = settings.DEV_PORT, [], iter(arguments)
    for argument in rest:
        name, _, value = argument.partition("=")
        if name == "--port":
            port = int(value or next(rest, "0"))
        else:
            extra.append(argument)
    return port, extra


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            fail(f"port {port} cannot be used ({error.strerror}): stop what uses it, or ./dev run --port N")


def announce(server: subprocess.Popen, port: int) -> None:
    address = f"http://127.0.0.1:{port}"
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/web/health", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
        else:
            step(f"Clientele is ready: {address}  login: admin  password: admin  (Ctrl-C stops it)")
            return


def wait(server: subprocess.Popen) -> int:
    """Ctrl-C reaches the server too: give it the time to stop."""
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:
            step("stopping")


def shell(arguments: list[str]) -> int:
    if arguments[:1] == ["--fresh"]:
        if len(arguments) < 2:
            fail("usage: ./dev shell --fresh script.py [args]")
        return run_fresh(arguments[1:])
    database = dev_database()
    if arguments:
        command = databases.script_command(database, Path(arguments[0]), *arguments[1:])
    else:
        command = settings.odoo_command(database, "--no-http", "--log-level=warn")
        command.insert(command.index("odoo") + 1, "shell")
    return subprocess.call(command, env=settings.odoo_environment())


def run_fresh(arguments: list[str]) -> int:
    script = Path(arguments[0])
    if not script.is_file():
        fail(f"no such script: {script}")
    with databases.clone(databases.addon_template()) as database:
        step(f"running {script} on {database}")
        return subprocess.call(
            databases.script_command(database, script, *arguments[1:]), env=settings.odoo_environment()
        )


def bench(arguments: list[str]) -> int:
    """All benchmarks, or the one that is named, with its options."""
    scripts = sorted((settings.ROOT / "benchmarks").glob("[!_]*.py"))
    if arguments and not arguments[0].startswith("-"):
        name, *arguments = arguments
        scripts = [script for script in scripts if script.stem == name]
    if not scripts:
        fail("no such benchmark in benchmarks/")
    return max(run_fresh([str(script), *arguments]) for script in scripts)


def psql(arguments: list[str]) -> int:
    return subprocess.call(["psql", "-d", settings.DEV_DATABASE, *arguments])


def pot(_arguments: list[str]) -> int:
    """From a database without demo data, so that no demo text is offered for translation."""
    with databases.clone(databases.addon_template()) as database:
        databases.run_script(database, Path(__file__).with_name("make_pot.py"))
    return 0


def clean(_arguments: list[str]) -> int:
    databases.drop_checkout()
    return 0


COMMANDS = {"run": run, "shell": shell, "bench": bench, "psql": psql, "pot": pot, "clean": clean}
