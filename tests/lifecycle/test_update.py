"""Updating the addon to what it already is changes nothing."""

from devtools import databases

from .common import LifecycleCase

TABLES = """
    SELECT table_name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name LIKE 'clientele%' ORDER BY 1
"""
# What an update writes again from the addon's files.
RECORDS = [
    "ir_model_data",
    "ir_ui_menu",
    "ir_cron",
    "ir_rule",
    "ir_model_access",
    "res_groups",
    "mail_template",
    "ir_act_window",
]


class TestUpdate(LifecycleCase):
    def test_second_update_changes_nothing(self):
        database = self.database(databases.addon_template())
        self.script(database, "wallet_prepare.py")  # a ledger that an update must leave alone
        tables = [name for (name,) in databases.execute(TABLES, database=database)] + RECORDS
        content, schema = self.content(database, tables), self.schema(database)
        self.odoo(database, "update", "--update=clientele")
        after = self.content(database, tables)
        self.assertEqual({table for table in tables if content[table] != after[table]}, set())
        self.assertEqual(self.schema(database), schema)
