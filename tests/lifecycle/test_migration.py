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
"""
# A movement for a visit line, from before movements knew the visit.
OLD_MOVE = """
    ALTER TABLE clientele_move DROP COLUMN visit_id;
    INSERT INTO clientele_visit (kind, uuid, branch_id, company_id, state, source, start, stop)
    SELECT 'visit', 'old', min(id), min(company_id), 'booked', 'back_office', now(), now() FROM clientele_branch;
    INSERT INTO clientele_visit_line (visit_id, product_id, quantity, paid_by)
    SELECT v.id, min(p.id), 1, 'visits' FROM clientele_visit v, product_product p WHERE v.uuid = 'old' GROUP BY v.id;
    INSERT INTO clientele_lot (partner_id, company_id, kind, quantity_issued, amount, balance, value, held)
    SELECT min(partner_id), min(id), 'visits', 1, 0, 1, 0, 0 FROM res_company;
    INSERT INTO clientele_move (lot_id, company_id, quantity, amount, kind, day, key, operation, visit_line_id)
    SELECT t.id, t.company_id, 1, 0, 'issue', '2021-07-21', 'old:0', 'old', l.id
      FROM clientele_lot t, clientele_visit_line l JOIN clientele_visit v ON v.id = l.visit_id WHERE v.uuid = 'old';
"""
# Thresholds, when an index kept them apart.
OLD_TIERS = """
    ALTER TABLE clientele_tier DROP CONSTRAINT clientele_tier_thresholds_rise;
    CREATE UNIQUE INDEX clientele_tier_thresholds_rise ON clientele_tier (rule_id, threshold);
"""
OLD_VERSION = "UPDATE ir_module_module SET latest_version = '19.0.1.4.0' WHERE name = 'clientele'"
VISITS = "SELECT v.uuid FROM clientele_move m JOIN clientele_visit v ON v.id = m.visit_id WHERE m.key = 'old:0'"
MEMBERS = "SELECT unnest(partner_ids) FROM clientele_segment_member ORDER BY 1"


class TestMigration(LifecycleCase):
    def test_from_the_version_before(self):
        """Members of snapshots stay, movements know the visit of their line, thresholds stay apart."""
        database = self.database(databases.addon_template())
        schema = self.schema(database)
        for statements in (OLD_SNAPSHOT, OLD_MOVE, OLD_TIERS, OLD_VERSION):
            databases.execute(statements, database=database)
        partners = databases.execute("SELECT id FROM res_partner ORDER BY 1", database=database)
        self.odoo(database, "migrate", "--update=clientele")
        self.assertEqual(databases.execute(MEMBERS, database=database), partners)
        self.assertEqual(databases.execute(VISITS, database=database), [("old",)])
        self.assertEqual(self.schema(database), schema)
