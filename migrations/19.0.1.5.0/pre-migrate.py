"""Members of a snapshot are kept a hundred ids a row; movements know the visit, because points are for all of it."""


def migrate(cr, version):
    _join_members(cr)
    _add_visits(cr)


def _join_members(cr):
    cr.execute(
        """
        CREATE TEMP TABLE moved ON COMMIT DROP AS
        SELECT snapshot_id, partner_id / 100 AS nr, array_agg(partner_id) AS partner_ids
          FROM clientele_segment_member GROUP BY 1, 2
        """
    )
    cr.execute("TRUNCATE clientele_segment_member RESTART IDENTITY")
    cr.execute(
        """
        ALTER TABLE clientele_segment_member
          DROP COLUMN partner_id, ADD COLUMN nr integer NOT NULL, ADD COLUMN partner_ids integer[]
        """
    )
    cr.execute(
        """
        INSERT INTO clientele_segment_member (snapshot_id, nr, partner_ids)
        SELECT snapshot_id, nr, partner_ids FROM moved ORDER BY snapshot_id, nr
        """
    )


def _add_visits(cr):
    cr.execute("ALTER TABLE clientele_move ADD COLUMN IF NOT EXISTS visit_id int4")
    cr.execute(
        """
        UPDATE clientele_move m SET visit_id = l.visit_id
          FROM clientele_visit_line l
         WHERE l.id = m.visit_line_id AND m.visit_id IS NULL
        """
    )
