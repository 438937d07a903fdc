"""Measuring both sides of a comparison in one process, and saying whether the target is met."""

import time
from pathlib import Path


class Meter:
    """Costs of actions, and a report that ends the script.

    ``processor`` counts the time that Python and its PostgreSQL process spent on the processor, which a busy machine
    hardly changes; where the server runs elsewhere it is the time on the clock, as ``clock`` is.
    """

    def __init__(self, env):
        self.cr = env.cr
        env.cr.execute("SELECT pg_backend_pid()")
        self.statistics = Path(f"/proc/{env.cr.fetchone()[0]}/schedstat")
        self.missed = 0

    def _processor(self):
        try:
            server = int(self.statistics.read_text().split()[0]) / 1e9
        except OSError:
            return time.perf_counter()
        return server + time.process_time()

    def processor(self, action, rounds=3, after=None):
        """:return: the fewest seconds of several rounds; ``after`` each round something may be undone"""
        return self._best(self._processor, action, rounds, after)

    def clock(self, action, rounds=3, after=None):
        return self._best(time.perf_counter, action, rounds, after)

    def _best(self, now, action, rounds, after):
        best = None
        for __ in range(rounds):
            start = now()
            action()
            cost = now() - start
            best = cost if best is None else min(best, cost)
            if after:
                after()
        return best

    # ---------------------------------------------------------------- the report

    def line(self, name, value, unit, target=None):
        """Print a value; one over its target makes the script fail."""
        verdict = ""
        if target is not None:
            met = value <= target
            self.missed += not met
            verdict = f"  target {target:g} {unit}  {'ok' if met else 'MISSED'}"
        print(f"{name:<58}{value:>10.2f} {unit}{verdict}", flush=True)

    def close(self):
        """:raises SystemExit: with an error if a target was missed"""
        if self.missed:
            raise SystemExit(f"{self.missed} over the target")
