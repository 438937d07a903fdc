"""What an older version stored is found again after the update."""

from devtools import databases

from .common import LifecycleCase

# A snapshot with a row for each of its members, as 19.0.1.4.0 kept it.
OLD_SNAPSHOT = """
    DELETE FROM clientele_segment_member;
    ALTER TABLE clientele_segment_member DROP COLUMN nr, DROP COLUMN partner_ids,
      ADD COLUMN partner_id integer NOT NULL REFERENCES res_partner ON DELETE CASCADE;
    CREATE UNIQUE INDEX clientele_segment_member_once ON clientele_segment_member (snapshot_id, partner_id);
    INSERT INTO clientele_segment_snapshot (name, company_id, as_of, taken_at)
    SELECT 'Old', min(id), '2021-07-21', '2021-07-21' FROM res_company;
    INSERT INTO clientele_segment_member (snapshot_id, partner_id)
    SELECT s.id, p.id FROM clientele_segment_snapshot s, res_partner p;
    UPDATE ir_module_module SET latest_version = '19.0.1.4.0' WHERE name = 'clientele';
"""
MEMBERS = "SELECT unnest(partner_ids) FROM clientele_segment_member ORDER BY 1"


class TestMigration(LifecycleCase):
    def test_members_of_snapshots(self):
        database = self.database(databases.addon_template())
        schema = self.schema(database)
        databases.execute(OLD_SNAPSHOT, database=database)
        partners = databases.execute("SELECT id FROM res_partner ORDER BY 1", database=database)
        self.odoo(database, "migrate", "--update=clientele")
        self.assertEqual(databases.execute(MEMBERS, database=database), partners)
        self.assertEqual(self.schema(database), schema)
