"""What ./dev does once Python, Odoo and PostgreSQL are there (see ../bootstrap.sh)."""
