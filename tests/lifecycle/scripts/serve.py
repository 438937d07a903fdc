"""Starts Odoo from a file, because its server with several workers starts that file again for its own purposes."""

from odoo.cli.command import main

main()
