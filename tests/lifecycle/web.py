"""A server with several workers, and requests to it as a browser makes them."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path

from devtools import settings

SERVE = Path(__file__).parent / "scripts" / "serve.py"
START_SECONDS = 60
ANSWER_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """Odoo with several worker processes on a free port, until the block ends."""

    def __init__(self, database: str, workers: int) -> None:
        self.database, self.workers, self.port = database, workers, free_port()

    def __enter__(self) -> "Server":
        options = (
            f"--workers={self.workers}",
            f"--http-port={self.port}",
            f"--gevent-port={free_port()}",
            "--max-cron-threads=0",
            "--db_maxconn=16",
            "--log-level=critical",
        )
        self.process = subprocess.Popen(
            [sys.executable, SERVE, *settings.odoo_arguments(self.database, *options)],
            env=settings.odoo_environment(),
            cwd=settings.CACHE,
            stderr=subprocess.DEVNULL,  # what matters comes back as an answer
        )
        self._wait()
        return self

    def __exit__(self, *_error) -> None:
        self.stop()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=START_SECONDS)

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/web/health", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise AssertionError("the server does not answer")


class Browser:
    """A user who has logged in."""

    def __init__(self, server: Server, login: str) -> None:
        self.address = f"http://127.0.0.1:{server.port}"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._post("/web/session/authenticate", {"db": server.database, "login": login, "password": login})

    def call(self, model: str, method: str, *arguments):
        """Call a method of a model.

        :raises RuntimeError: with the server's message where it refuses
        """
        answer = self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(arguments), "kwargs": {}},
        )
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]

    def at_once(self, calls: list[tuple]) -> list:
        """Make all calls at the same time.

        :return: list of answers in the order of the calls
        """
        with ThreadPoolExecutor(max_workers=len(calls)) as pool:
            return list(pool.map(lambda call: self.call(*call), calls))

    def _post(self, path: str, params: dict) -> dict:
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        request = urllib.request.Request(
            f"{self.address}{path}", data=body, headers={"Content-Type": "application/json"}
        )
        with self.opener.open(request, timeout=ANSWER_SECONDS) as response:
            return json.load(response)
