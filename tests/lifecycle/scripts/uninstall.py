"""Run in Odoo: takes the addon out as the Apps menu does."""

env.ref("base.module_clientele").button_immediate_uninstall()
