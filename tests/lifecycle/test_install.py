"""The addon comes into a database that has been in use."""

from devtools import databases

from .common import LifecycleCase, LockWatch

# A till or a web shop waits while its clients cannot be written: about three seconds, on a busy machine more.
LOCK_SECONDS = 10
BIG_TABLES = ("res_partner", "product_template", "sale_order", "sale_order_line", "pos_order", "pos_order_line")


class TestInstall(LifecycleCase):
    def test_install_into_a_database_in_use(self):
        database = self.database(databases.base_template())
        self.script(database, "fill.py")
        before = {table: self.places(database, table) for table in BIG_TABLES}
        with LockWatch(database, "res_partner") as lock:
            self.odoo(database, "install", "--init=clientele")
        self.assertLess(lock.seconds, LOCK_SECONDS, "clients were locked too long")
        for table, places in before.items():
            after = self.places(database, table)
            rewritten = [row for row, place in places.items() if after[row] != place]
            # a few rows (the company's partner) may change, never all of them
            self.assertLess(len(rewritten), 10, f"{table} was rewritten")


class TestDemo(LifecycleCase):
    def test_install_with_demo_data(self):
        with databases.temporary_name() as database:
            self.odoo(database, "demo", "--init=clientele", "--with-demo")
            failures = databases.execute("SELECT module_id, error FROM ir_demo_failure", database=database)
            self.assertEqual(failures, [])
