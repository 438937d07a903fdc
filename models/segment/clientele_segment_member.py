from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

SPAN = 100  # ids that one row may hold


class ClienteleSegmentMember(models.Model):
    """Members of a snapshot whose ids lie side by side: ``partner_ids`` of which each, divided by SPAN, gives ``nr``.

    There may be millions, and a row for each would take ten times longer to write. PostgreSQL guesses ten ids in each
    array: SPAN is also how far it may err.

    A client who is deleted stays behind as a bare number that is never used again: whoever reads joins the clients that
    are there.
    """

    _name = "clientele.segment.member"
    _description = "Clients in a Snapshot"
    _log_access = False
    _rec_name = "nr"

    snapshot_id = fields.Many2one(
        "clientele.segment.snapshot", required=True, readonly=True, index=True, ondelete="cascade"
    )
    nr = fields.Integer(string="Part", required=True, readonly=True)

    _once = models.UniqueIndex("(nr, snapshot_id)")

    def init(self):
        """``partner_ids``: Odoo has no field of an array, and nobody reads it but SQL."""
        if not column_exists(self.env.cr, self._table, "partner_ids"):
            create_column(self.env.cr, self._table, "partner_ids", "int4[]")

    @api.model
    def _insert(self, snapshot, select):
        """:param select: SQL of ids of res.partner, each once
        :return: how many there are
        """
        query = SQL(
            """WITH made AS (
                   INSERT INTO clientele_segment_member (snapshot_id, nr, partner_ids)
                   SELECT %s, %s, array_agg(id) FROM (%s) AS found(id) GROUP BY 2
                   RETURNING cardinality(partner_ids) AS size)
               SELECT COALESCE(sum(size), 0)::int FROM made""",
            snapshot.id,
            self._nr_of(SQL("id")),
            select,
        )
        return self.env.execute_query(query)[0][0]

    @api.model
    def _nr_of(self, partner):
        return SQL("%s / %s", partner, SPAN)

    @api.model
    def _holds(self, partner):
        """:return: SQL of a boolean: a row ``m`` has that id"""
        return SQL("m.nr = %s AND %s = ANY(m.partner_ids)", self._nr_of(partner), partner)

    @api.model
    def _replace(self, old_ids, new_id):
        """Make one member of several, whether the one that stays was a member or not.

        :param old_ids: list of ids of res.partner without ``new_id``
        """
        known = {"old": old_ids, "nrs": [old // SPAN for old in old_ids], "new": new_id, "nr": new_id // SPAN}
        self.env.execute_query(
            SQL(
                """
                INSERT INTO clientele_segment_member AS m (snapshot_id, nr, partner_ids)
                SELECT DISTINCT snapshot_id, %(nr)s, ARRAY[%(new)s] FROM clientele_segment_member
                 WHERE nr = ANY(%(nrs)s) AND partner_ids && %(old)s
                    ON CONFLICT (nr, snapshot_id)
                    DO UPDATE SET partner_ids = m.partner_ids || %(new)s WHERE NOT %(new)s = ANY(m.partner_ids)
                RETURNING id
                """,
                **known,
            )
        )
        self.env.execute_query(
            SQL(
                """
                UPDATE clientele_segment_member
                   SET partner_ids = ARRAY(SELECT id FROM unnest(partner_ids) AS id WHERE id <> ALL(%(old)s))
                 WHERE nr = ANY(%(nrs)s) AND partner_ids && %(old)s
                RETURNING id
                """,
                **known,
            )
        )
