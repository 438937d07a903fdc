"""Runs the tests in tests/lifecycle, which start Odoo themselves.

python -m devtools.lifecycle FILE::Class.method...
"""

import sys
import types

from . import settings, stub

PACKAGE = "checkout"

if __name__ == "__main__":
    # the checkout as a package whose __init__, and that of tests/, is not run: they need Odoo
    for name, folder in {PACKAGE: settings.ROOT, f"{PACKAGE}.tests": settings.ROOT / "tests"}.items():
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    stub.run(sys.argv[1:], PACKAGE)
