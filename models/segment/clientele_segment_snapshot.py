from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...tools.segment_definition import read_definition

PATIENCE = 120  # seconds that freezing or comparing may take
FEW = 10_000  # members that are found before anything else


class ClienteleSegmentSnapshot(models.Model):
    """Who was in a segment at a moment: definition, moment and members, frozen (DESIGN 5).

    Made by ``_freeze`` alone and read-only from then on. ``member_count`` stays as it was, while a client who is
    deleted is also forgotten here (privacy), and clients who are merged become one.
    """

    _name = "clientele.segment.snapshot"
    _description = "Snapshot of a Segment"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True)
    segment_id = fields.Many2one(
        "clientele.segment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="Empty where the clients were chosen by hand or found by a search.",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    definition = fields.Json(readonly=True, help="The conditions at that moment, as data.")
    words = fields.Char(string="Who", readonly=True, help="The conditions at that moment, in words.")
    as_of = fields.Date(
        string="As of",
        required=True,
        readonly=True,
        help="The day from which periods count. On a past day what happened later is not seen; attributes such as "
        "group, labels and gender are those of the moment when the snapshot was taken.",
    )
    taken_at = fields.Datetime(string="Taken", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Taken by", readonly=True, index=True, ondelete="set null")
    member_count = fields.Integer(string="Clients", readonly=True)

    # ---------------------------------------------------------------- taking

    @api.model
    def _freeze(self, select, **values):
        """Take a snapshot of the clients that an SQL selects, by one statement.

        :param select: SQL of ids of res.partner, each once
        :param values: what the snapshot is of: ``words`` and what else differs from a list chosen by hand
        :return: the snapshot
        """
        root = self.env.company._clientele_root()
        snapshot = self.sudo().create(  # sudo: read-only for everyone, this is where snapshots are made
            {
                "name": self.env._("Chosen clients"),
                "company_id": root.id,
                "as_of": root._clientele_today(),
                "taken_at": self.env["clientele.branch"]._now(),
                "user_id": self.env.uid,
                **values,
            }
        )
        snapshot._insert_members(select)
        return snapshot.sudo(False)

    def _insert_members(self, select):
        self.env.flush_all()
        with self.env["clientele.segment"]._limited(PATIENCE):
            self.member_count = self.env["clientele.segment.member"]._insert(self, select)

    # ---------------------------------------------------------------- members

    def _member_sql(self):
        """:return: SQL that selects the ids of the members of any of these, without record rules"""
        return SQL("SELECT unnest(partner_ids) FROM clientele_segment_member WHERE snapshot_id = ANY(%s)", self.ids)

    def _holds_sql(self, partner):
        """Few members are found first. Of many each client is looked up, so that a list is read in its own order
        until the page is full.

        :param partner: SQL of an id of res.partner
        :return: SQL of a boolean: it is a member of any of these
        """
        if sum(self.mapped("member_count")) <= FEW:
            return SQL("%s IN (%s)", partner, self._member_sql())
        return SQL(
            "EXISTS (SELECT FROM clientele_segment_member m WHERE m.snapshot_id = ANY(%s) AND %s)",
            self.ids,
            self.env["clientele.segment.member"]._holds(partner),
        )

    def _now_sql(self):
        """:return: SQL of the clients who meet the frozen definition now, as far as the user sees the client base
        :raises UserError: the clients were chosen by hand
        """
        self.ensure_one()
        if not self.definition:
            raise UserError(
                self.env._("“%(name)s” has no conditions: compare it with another snapshot.", name=self.name)
            )
        Segment = self.env["clientele.segment"]
        definition = read_definition(self.definition)
        return Segment._definition_sql(definition, root=self.company_id, terms=Segment._own_terms(self.company_id))

    def _compare(self, other=None):
        """Who entered, left and stayed since this snapshot, as far as the user sees the client base.

        :param other: a later snapshot; None for now
        :return: numbers (entered, left, stayed)
        """
        self.ensure_one()
        later = other._member_sql() if other else self._now_sql()
        terms = [SQL("f.company_id = %s", self.company_id.id)]
        terms += self.env["clientele.segment"]._own_terms(self.company_id)
        query = SQL(
            """
            SELECT count(*) FILTER (WHERE old.id IS NULL), count(*) FILTER (WHERE new.id IS NULL),
                   count(*) FILTER (WHERE old.id = new.id)
              FROM (%s) AS old(id) FULL JOIN (%s) AS new(id) ON new.id = old.id
              JOIN clientele_client f ON f.partner_id = COALESCE(old.id, new.id) AND %s
            """,
            self._member_sql(),
            later,
            SQL(" AND ").join(terms),
        )
        with self.env["clientele.segment"]._limited(PATIENCE):
            return self.env.execute_query(query)[0]

    # ---------------------------------------------------------------- messages

    def _recipients_domain(self):
        """:return: Domain on res.partner of the members but for those block-listed, inactive or archived"""
        self.ensure_one()
        select = SQL(
            """SELECT m.id FROM (%s) AS m(id) JOIN clientele_client f ON f.partner_id = m.id AND f.company_id = %s
                WHERE f.active AND NOT COALESCE(f.blocked, FALSE) AND NOT COALESCE(f.inactive, FALSE)""",
            self._member_sql(),
            self.company_id.id,
        )
        self.env["clientele.client"].flush_model()
        return self.env["clientele.segment"]._ids_domain(select)

    def _prepare_mailing(self, mailing_type):
        """:param mailing_type: "mail" or "sms"
        :return: values of a new mailing to exactly the members
        """
        return {
            "subject": self.name,
            "mailing_type": mailing_type,
            "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            "mailing_domain": repr([("clientele_snapshot_ids", "in", self.ids)]),
            "segment_id": self.segment_id.id,
            "clientele_snapshot_id": self.id,
            "user_id": self.env.uid,
        }

    # ---------------------------------------------------------------- actions

    def action_open_clients(self):
        """Open the list of the members."""
        self.ensure_one()
        return self._open_clients(self.name, [("clientele_snapshot_ids", "in", self.ids)])

    def action_compare(self):
        """Ask with what to compare, and show who entered and who left."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_segment_compare_action")
        return {**action, "context": {"default_snapshot_id": self.id}}

    def action_act(self):
        """Do something with all members."""
        self.ensure_one()
        domain = [("clientele_snapshot_ids", "in", self.ids)]
        return self.env["clientele.action"]._open(domain=domain, words=self.display_name)

    @api.model
    def _open_clients(self, name, domain):
        """:return: action that lists clients, archived ones too"""
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_client_action")
        domain = Domain("clientele_listed", "=", True) & Domain(domain)
        context = {"create": False, "active_test": False}
        return {**action, "name": name, "display_name": name, "domain": list(domain), "context": context}

    @api.depends("name", "as_of")
    def _compute_display_name(self):
        for snapshot in self:
            snapshot.display_name = f"{snapshot.name}, {format_date(self.env, snapshot.as_of)}"
