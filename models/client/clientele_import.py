import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import import_values

RUNNING = ("checking", "queued", "running")
OUTCOMES = [
    ("new", "New"),
    ("match", "Found"),
    ("merge", "Joined"),
    ("line", "Line of a deal"),
    ("same", "Imported before"),
    ("decide", "To be decided"),
    ("refused", "Refused"),
]
COUNTED = [outcome for outcome, __ in OUTCOMES]
# Nothing is left to do with rows of these outcomes once they are known.
SETTLED = ("same", "refused")
# 'Export (2)', 'Export - Copy': what browsers and people add to the name of the same file.
_COPY = re.compile(r"(\s*\(\d+\)|\s*[-–_ ]+(copy|копие|копия|копія)(\s*\(?\d+\)?)?)+$", re.IGNORECASE)


class ClienteleImport(models.Model):
    """One file of an old system, from its upload to the last row. (YC6)

    Upload → columns → preview → import in the background → result. The kinds of rows are a registry: each value of
    ``kind`` has its handler, the model ``clientele.import.<kind>``; higher domains add theirs.
    """

    _name = "clientele.import"
    _description = "Import of Clients"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(compute="_compute_name", store=True)
    kind = fields.Selection([("client", "Clients")], string="What the rows are", required=True, default="client")
    state = fields.Selection(
        [
            ("draft", "File"),
            ("columns", "Columns"),
            ("checking", "Checking"),
            ("ready", "Preview"),
            ("queued", "Waiting"),
            ("running", "Importing"),
            ("done", "Done"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company
    )
    root_id = fields.Many2one(
        "res.company", compute="_compute_root_id", store=True, index=True, ondelete="cascade", string="Client base"
    )
    branch_id = fields.Many2one(
        "clientele.branch",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.company._clientele_default_branch(),
        help="Branch of the rows that name none; its clock dates them.",
    )
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(string="Name of the file")
    checksum = fields.Char(readonly=True, copy=False)
    source = fields.Char(
        string="Old system",
        compute="_compute_source",
        store=True,
        readonly=False,
        help="Name of the program or list that the file comes from. Rows are recognised by it when a file comes again: "
        "give the same name to every file of the same system.",
    )
    encoding = fields.Selection(
        [
            ("utf-8-sig", "UTF-8"),
            ("utf-16", "UTF-16"),
            ("cp1251", "Windows Cyrillic (1251)"),
            ("cp1252", "Windows Western (1252)"),
            ("koi8-u", "KOI8-U"),
        ],
        help="Of a CSV file whose letters come out wrong. Empty: guessed.",
    )
    sheet_names = fields.Char(readonly=True, copy=False)
    sheet = fields.Char(help="Sheet of the workbook. Empty: the first one.")
    date_order = fields.Selection(
        [("dmy", "Day, month, year"), ("mdy", "Month, day, year")],
        string="Order of dates",
        help="How 03/04/2021 is meant. Empty: guessed from the file.",
    )
    duplicates = fields.Selection(
        [
            ("ask", "List them for decision"),
            ("merge", "Join them with the client found"),
            ("separate", "Make another client"),
        ],
        string="Unclear duplicates",
        required=True,
        default="ask",
        help="Rows with the phone or e-mail of a client with another name, or of several clients. Clear duplicates are "
        "always joined.",
    )
    existing = fields.Selection(
        [("fill", "Fill in what they lack"), ("keep", "Leave them as they are")],
        string="Clients found",
        required=True,
        default="fill",
    )
    column_ids = fields.One2many("clientele.import.column", "import_id", string="Columns", copy=False)
    row_ids = fields.One2many("clientele.import.row", "import_id", string="All rows", copy=False)
    sample_ids = fields.Many2many(
        "clientele.import.row", string="A few rows", compute="_compute_sample_ids", help="Some of each outcome."
    )
    row_count = fields.Integer(string="Rows", readonly=True, copy=False)
    done_count = fields.Integer(string="Rows done", readonly=True, copy=False)
    position = fields.Integer(readonly=True, copy=False, help="Number of the last row that is imported.")
    progress = fields.Float(compute="_compute_progress")
    new_count = fields.Integer(string="Made", readonly=True, copy=False)
    match_count = fields.Integer(string="Found", readonly=True, copy=False)
    merge_count = fields.Integer(string="Joined", readonly=True, copy=False)
    line_count = fields.Integer(string="Lines of another row", readonly=True, copy=False)
    same_count = fields.Integer(string="Imported before", readonly=True, copy=False)
    decide_count = fields.Integer(string="To be decided", readonly=True, copy=False)
    refused_count = fields.Integer(string="Refused", readonly=True, copy=False)
    problem_count = fields.Integer(string="With remarks", readonly=True, copy=False)
    new_client_count = fields.Integer(string="New clients", readonly=True, copy=False)
    error = fields.Char(readonly=True, copy=False, help="Why the file could not be read, and what to do.")
    finished_at = fields.Datetime(string="Finished", readonly=True, copy=False)

    # Imports of one client base go one after another: each must see the clients that the one before made.
    _one_running = models.UniqueIndex(
        "(root_id) WHERE state = 'running'", "Another import of this client base is running."
    )

    @api.depends("file_name", "kind")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for job in self:
            job.name = f"{labels.get(job.kind, '')}: {job.file_name}" if job.file_name else labels.get(job.kind)

    @api.depends("company_id")
    def _compute_root_id(self):
        for job in self:
            job.root_id = job.company_id._clientele_root()

    @api.depends("file_name")
    def _compute_source(self):
        for job in self:
            job.source = source_of(job.file_name) or job.source

    @api.depends("row_count", "done_count", "state")
    def _compute_progress(self):
        for job in self:
            job.progress = 100 * job.done_count / job.row_count if job.row_count else 0

    @api.depends("row_count", "state")
    def _compute_sample_ids(self):
        Row = self.env["clientele.import.row"]
        for job in self:
            few = Row
            for outcome in COUNTED:
                few += Row.search([("import_id", "in", job._origin.ids), ("outcome", "=", outcome)], limit=4)
            job.sample_ids = few

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        jobs = super().create(vals_list)
        jobs.filtered("file")._note_file()
        return jobs

    def write(self, vals):
        result = super().write(vals)
        if vals.get("file"):
            self._note_file()
        return result

    def _note_file(self):
        """Note what the file is; one that was imported before keeps its source, whatever it is called now."""
        for job in self:
            job.write({"checksum": job._attachment().checksum, "error": False, "state": "draft"})
            same = [("checksum", "=", job.checksum), ("root_id", "=", job.root_id.id), ("state", "=", "done")]
            again = self.search(same, limit=1)
            if again and job.source == source_of(job.file_name):
                job.source = again.source

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if self.filtered(lambda job: job.state in RUNNING):
            raise UserError(self.env._("Stop the import before you delete it."))

    def _attachment(self):
        """:return: ir.attachment (sudo) of the file"""
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(  # sudo: the import's own file
                [("res_model", "=", self._name), ("res_field", "=", "file"), ("res_id", "=", self.id)], limit=1
            )
        )

    def _handler(self):
        """:return: the model that knows the rows of this kind, as the user and company of the import"""
        return self.env[f"clientele.import.{self.kind}"].with_company(self.company_id)

    # ---------------------------------------------------------------- actions

    def action_read(self):
        """Read the headings and guess the fields."""
        for job in self:
            job._expect("draft", "columns", "ready")
            if job._read_columns():
                job.state = "columns"

    def action_check(self):
        """Read the whole file and say what its import would do; a big one is read in the background."""
        for job in self:
            job._expect("columns", "ready")
            job._check_mapping()
            if job._attachment().file_size > job._background_size():
                job.write({"state": "checking", "error": False})
                job._trigger()
            else:
                job._check()

    def action_run(self):
        """Import in the background."""
        for job in self:
            job._expect("ready", "done")
            job.write({"state": "queued", "error": False})
            job._trigger()

    def action_stop(self):
        """Stop after the rows that are being written; what is imported stays, and the import can go on later."""
        for job in self:
            job._expect(*RUNNING)
            job.state = "columns" if job.state == "checking" else "ready"
            job._after_run()

    def action_back(self):
        """Back to the columns; what is imported stays imported."""
        for job in self:
            job._expect("ready", "done")
            job.state = "columns"

    def action_open_rows(self):
        """Open the rows, those with the outcome of the context key ``outcome`` first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_import_row_action")
        outcome = self.env.context.get("outcome")
        action["domain"] = [("import_id", "=", self.id)]
        action["context"] = {f"search_default_{outcome}": 1} if outcome else {}
        return action

    def action_problems(self):
        """Download what was refused or is odd, with the reasons."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/clientele/import/{self.id}/problems", "target": "download"}

    def _expect(self, *states):
        """:raises UserError: when the import is elsewhere, because somebody else moved it or it has begun"""
        self.ensure_one()
        if self.state not in states:
            label = dict(self._fields["state"]._description_selection(self.env))[self.state]
            raise UserError(self.env._("This import is at “%s” now. Reload the page.", label))

    def _trigger(self):
        self.env.ref("clientele.clientele_cron_import")._trigger()

    @api.model
    def _background_size(self):
        """:return: bytes from which on a file is checked in the background"""
        return 4 << 20


def source_of(file_name):
    """The name of an old system from the name of a file: the same for `Clients.xlsx` and `Clients (2).xlsx`."""
    stem = (file_name or "").rpartition(".")[0] or (file_name or "")
    return import_values.text(_COPY.sub("", stem))
