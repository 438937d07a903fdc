import os
import sys

from . import lint, requirements, serve, settings, testing


def main() -> int:
    command, *arguments = sys.argv[1:]
    settings.prepare()
    return {**serve.COMMANDS, **testing.COMMANDS, **lint.COMMANDS, **requirements.COMMANDS}[command](arguments)


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
