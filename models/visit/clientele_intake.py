from odoo import api, fields, models

from ..client.batches import commit_batch

SOURCES = ("pos.order", "sale.order")
BATCH = 500


class ClienteleIntake(models.Model):
    """How far the orders that were there before the installation have been taken in as deals.

    Runs from the newest order to the oldest in small transactions, and goes on where it stopped. Orders that come or
    change meanwhile make their deals themselves. Nothing is sent (YC6).
    """

    _name = "clientele.intake"
    _description = "Intake of Earlier Orders"
    _rec_name = "model"

    model = fields.Char(required=True, readonly=True)
    cursor = fields.Integer(
        required=True, readonly=True, help="Orders with this id and above are taken in; 0 when all are."
    )

    _model = models.UniqueIndex("(model)")

    @api.model
    def _start(self):
        """Have everything that is there taken in, again where it was: the intake changes nothing that is right."""
        self.search([("model", "in", SOURCES)]).unlink()
        for name in SOURCES:
            last = self.env[name].sudo().search([], order="id desc", limit=1)  # sudo: orders of every company
            self.create({"model": name, "cursor": last.id + 1 if last else 0})
        self.env.ref("clientele.clientele_cron_intake")._trigger()

    def _take_in(self, limit=BATCH):
        """Take in the next orders, newest first.

        :return: how many orders are left, at most
        """
        orders = self.env[self.model].sudo().search([("id", "<", self.cursor)], order="id desc", limit=limit)
        orders._clientele_sync_deal()  # sudo: orders of every company
        self.cursor = orders[-1].id if len(orders) == limit else 0
        return self.cursor

    def _take_in_and_commit(self):
        """Take in a batch; where a request changed one of its orders meanwhile, the batch is read again.

        :return: seconds that the job may go on
        """
        return commit_batch(self.env, lambda: {"processed": 1, "remaining": self._take_in()})

    @api.model
    def _cron_take_in(self):
        """Take in what was there before the installation, batch by batch, as long as the job may run."""
        seconds = True
        for intake in self.search([("cursor", ">", 0)]):
            while seconds and intake.cursor:
                seconds = intake._take_in_and_commit()
