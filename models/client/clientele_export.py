from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

EXPORT = "clientele.clientele_group_export"
STATES = [
    ("queued", "Waiting"),
    ("running", "Running"),
    ("done", "Done"),
    ("stopped", "Stopped"),
    ("failed", "Failed"),
]


class ClienteleExport(models.Model):
    """Clients on their way into a file: asked for by a user, written in the background, fetched by a link that was
    e-mailed to that user and expires (YC13).

    Who, which clients, which fields and how many: everything is noted in ``clientele.export.log``, before there is a
    file. Access is that of the user who asks: record rules choose the clients, field groups the columns.
    """

    _name = "clientele.export"
    _description = "Export of Clients"
    _order = "id desc"
    _rec_name = "filter_words"
    _check_company_auto = True

    user_id = fields.Many2one(
        "res.users",
        string="Asked by",
        readonly=True,
        index=True,
        ondelete="set null",
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    domain = fields.Char(string="Search", required=True, readonly=True, default="[]")
    filter_words = fields.Char(string="Clients", readonly=True, help="Which clients were asked for.")
    field_names = fields.Json(string="Names of fields", readonly=True)
    field_labels = fields.Char(string="Fields", readonly=True)
    sort_by = fields.Char(string="Sorted by", readonly=True)
    file_format = fields.Selection(
        [("xlsx", "Excel"), ("csv", "CSV")], string="Format", required=True, readonly=True, default="xlsx"
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="queued", index=True)
    row_count = fields.Integer(string="Number of clients", readonly=True)
    done_count = fields.Integer(string="Written", readonly=True)
    progress = fields.Float(compute="_compute_progress")
    attempts = fields.Integer(readonly=True)
    beat_at = fields.Datetime(string="Last sign of life", readonly=True)
    error = fields.Char(readonly=True, help="Why there is no file, and what to do.")
    finished_at = fields.Datetime(string="Finished", readonly=True)
    log_ids = fields.One2many("clientele.export.log", "export_id", readonly=True)

    @api.depends("row_count", "done_count")
    def _compute_progress(self):
        for job in self:
            job.progress = min(100 * job.done_count / job.row_count, 100) if job.row_count else 0

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """Ask for exports; who asks says only which clients and fields, and has to hold the right."""
        self._check_right()
        if not self.env.su and any(vals.keys() - self._asked_names() for vals in vals_list):
            raise AccessError(self.env._("Say which clients and which fields to export, and nothing else."))
        jobs = super().create(vals_list)
        for job in jobs:
            job._prepare()
        jobs._trigger()
        return jobs

    @api.model
    def _asked_names(self):
        """:return: set of the fields that who asks may set; the rest is the job's own"""
        return {"domain", "field_names", "sort_by", "file_format"}

    def _check_right(self):
        if not (self.env.su or (self.env.user.active and self.env.user.has_group(EXPORT))):
            raise AccessError(self.env._("You may not export clients. Ask an administrator for the right to export."))

    def _prepare(self):
        """Refuse what cannot be exported now rather than in the background, and note the rest.

        :raises UserError: with what to choose instead
        """
        self._check_columns()
        if not self.user_id.email:
            raise UserError(self.env._("The link to the file is e-mailed to you: add an e-mail address to your user."))
        count = self._count()
        if not count:
            raise UserError(self.env._("No client was found. Select clients, or search for others."))
        labels = ", ".join(map(self.env["res.partner"]._clientele_export_label, self.field_names))
        job = self.sudo()  # sudo: nobody writes exports, this is what was asked for
        job.write({"filter_words": self._source_words(), "field_labels": labels, "row_count": count})
        job._log("asked", row_count=count)

    def _check_columns(self):
        """:raises UserError: without fields, or with one that the user may not export"""
        allowed = self.env["res.partner"]._clientele_exported()
        names = self.field_names or []
        if not names:
            raise UserError(self.env._("Choose at least one field."))
        if not isinstance(names, list) or set(names) - set(allowed) or len(set(names)) < len(names):
            raise UserError(self.env._("One of these fields may not be exported by you. Choose the fields again."))

    # ---------------------------------------------------------------- which clients

    def _source_domain(self):
        """:return: Domain on res.partner of the clients asked for; who knows other sources extends it, with SQL by
        ``Domain("id", "any", SQL("SELECT …"))``. Rules and the client base come on top."""
        self.ensure_one()
        return Domain(literal_eval(self.domain or "[]"))

    def _source_words(self):
        """:return: the same in words, for people who read the log"""
        return self.env["res.partner"]._clientele_in_words(self._source_domain())

    def _query(self):
        """:return: Query of the clients asked for that the user of the environment may see, in order"""
        Partner = self.env["res.partner"]
        return Partner._search(self._domain(), order=self.sort_by or Partner._order)

    def _domain(self):
        return self._source_domain() & Domain("clientele_listed", "=", True)

    def _count(self):
        """:return: number of clients that will be written
        :raises UserError: for a search or an order that makes no sense, or asks for what the user may not see
        """
        try:
            self._query()
            return self.env["res.partner"].search_count(self._domain())
        except (ValueError, SyntaxError) as error:
            raise UserError(self.env._("These clients cannot be searched for: %s", error)) from error

    # ---------------------------------------------------------------- actions

    def action_stop(self):
        """Stop; there will be no file."""
        for job in self._own():
            job._expect("queued", "running")
            job._end("stopped")

    def action_again(self):
        """Export the same once more, with the clients as they are now."""
        for job in self._own():
            job._expect("stopped", "failed")
            job.write({"state": "queued", "error": False, "done_count": 0, "attempts": 0, "finished_at": False})
            job._log("asked", row_count=job.row_count)
        self._trigger()

    def _own(self):
        """:return: these exports (sudo), if they are the user's, who still has the right
        :raises AccessError: otherwise
        """
        self._check_right()
        self.check_access("read")
        if any(job.user_id != self.env.user for job in self):
            raise AccessError(self.env._("Only who asked for an export can stop it or fetch its file."))
        return self.sudo()  # sudo: nobody writes exports but these methods

    def _expect(self, *states):
        """:raises UserError: when the export is elsewhere by now"""
        if self.state not in states:
            label = dict(self._fields["state"]._description_selection(self.env))[self.state]
            raise UserError(self.env._("This export is at “%s” now. Reload the page.", label))

    # ---------------------------------------------------------------- business

    def _end(self, state, error=False):
        self.write({"state": state, "error": error, "finished_at": self.env["clientele.branch"]._now()})
        self._log(state, row_count=self.done_count, reason=error)

    def _log(self, event, **values):
        """Add to the log what happened to these exports (sudo)."""
        for job in self:
            self.env["clientele.export.log"].sudo()._add(job, event, **values)  # sudo: nobody writes the log

    def _trigger(self):
        self.env.ref("clientele.clientele_cron_export")._trigger()
