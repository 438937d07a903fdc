"""The services of a visit follow each other: computed here at once, because Odoo would do it row by row."""


def migrate(cr, version):
    cr.execute(
        """ALTER TABLE clientele_visit_line
               ADD COLUMN IF NOT EXISTS "offset" integer, ADD COLUMN IF NOT EXISTS duration integer"""
    )
    cr.execute("ALTER TABLE clientele_visit ADD COLUMN IF NOT EXISTS overbooked boolean")
    cr.execute(
        """UPDATE clientele_visit_line l
              SET duration = placed.duration,
                  "offset" = placed.place,
                  start = l.start + placed.place * interval '1 minute',
                  stop = l.stop + placed.place * interval '1 minute'
             FROM (SELECT line.id, length.duration,
                          CASE WHEN line.is_service AND visit.kind = 'visit' THEN COALESCE(sum(length.duration)
                              OVER (PARTITION BY line.visit_id ORDER BY line.sequence, line.id
                                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) ELSE 0 END AS place
                     FROM clientele_visit_line line JOIN clientele_visit visit ON visit.id = line.visit_id,
                          LATERAL (SELECT CASE WHEN line.is_service AND line.start IS NOT NULL
                              THEN (extract(epoch FROM line.stop - line.start) / 60)::int ELSE 0 END AS duration) length
                  ) placed
            WHERE placed.id = l.id"""
    )
