from odoo import fields, models


class ClienteleActionRunClient(models.Model):
    """A client of a run, and what came of it: a narrow row without log columns, because there may be millions."""

    _name = "clientele.action.run.client"
    _description = "Client of an Action"
    _log_access = False
    _order = "run_id desc, partner_id"
    _rec_name = "partner_id"

    run_id = fields.Many2one("clientele.action.run", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, readonly=True, index=True, ondelete="cascade"
    )
    outcome = fields.Selection(
        [("queued", "Waiting"), ("done", "Done"), ("skipped", "Skipped"), ("failed", "Refused")],
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    before = fields.Json(readonly=True, help="What was there before, to undo it.")

    _once = models.UniqueIndex("(run_id, partner_id)")
    _by_outcome = models.Index("(run_id, outcome)")
    _waiting = models.Index("(run_id, partner_id) WHERE outcome = 'queued'")
