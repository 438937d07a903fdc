"""For runners that use plain unittest: each test's outcome as one JSON object a line."""

import json
import os
import time
import unittest

# The tests may print: only what is written here reaches the real output.
OUTPUT = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


def tell(test: str, outcome: str, seconds: float, details: str) -> None:
    OUTPUT.write(json.dumps({"test": test, "outcome": outcome, "seconds": seconds, "details": details}) + "\n")


class Result(unittest.TestResult):
    """A test carries its name in the form FILE::Class.method."""

    def startTest(self, test) -> None:
        super().startTest(test)
        self.outcome, self.details, self.started = "passed", [], time.time()

    def addError(self, test, error) -> None:
        details = self._exc_info_to_string(error, test)
        if test.id().startswith(("setUpClass", "tearDownClass")):
            tell(test.id(), "failed", 0, details)
        else:
            self.outcome = "failed"
            self.details.append(f"{test}\n{details}")

    addFailure = addError

    def addSubTest(self, test, subtest, error) -> None:
        if error:
            self.addError(subtest, error)

    def addSkip(self, test, reason) -> None:
        self.outcome, self.details = "skipped", [reason]

    def stopTest(self, test) -> None:
        super().stopTest(test)
        tell(test.name, self.outcome, time.time() - self.started, "\n".join(self.details))
