"""Taking the addon out leaves a core that works, and nothing of the addon."""

from devtools import databases

from .common import LifecycleCase


class TestUninstall(LifecycleCase):
    def test_uninstall_leaves_nothing_and_reinstall_works(self):
        base = databases.base_template()
        before = self.schema(base)
        database = self.database(databases.addon_template())
        self.script(database, "uninstall.py")
        after = self.schema(database)
        self.assertEqual(sorted(after - before), [], "left behind")
        self.assertEqual(sorted(before - after), [], "taken from core")
        self.script(database, "core_tests.py")
        self.odoo(database, "reinstall", "--init=clientele")
