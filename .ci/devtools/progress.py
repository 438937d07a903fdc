"""Lines that tell what happens and how long it has taken since ./dev started."""

import os
import sys
import time

STARTED = int(os.environ["CLIENTELE_STARTED"]) / 1e6


def elapsed() -> float:
    return time.time() - STARTED


def step(message: str) -> None:
    print(f"{elapsed():7.1f}s  {message}", file=sys.stderr, flush=True)


def fail(message: str) -> None:
    sys.exit(f"dev: {message}")
