from odoo import fields, models


class MailingMailing(models.Model):
    """A message to the clients of a segment, who are frozen when it is begun (TR23, DESIGN 5)."""

    _inherit = "mailing.mailing"

    segment_id = fields.Many2one(
        "clientele.segment", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    clientele_snapshot_id = fields.Many2one(
        "clientele.segment.snapshot",
        string="Clients",
        readonly=True,
        copy=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Whom the message is for, as chosen when it was begun. Clients who are block-listed, inactive or archived "
        "by the time of sending are left out.",
    )

    def _get_recipients_domain(self):
        """Whatever the filter says, nobody but the clients chosen who may be written to."""
        domain = super()._get_recipients_domain()
        # sudo: who sends may not see the snapshots of others
        snapshot = self.sudo().clientele_snapshot_id
        return domain & snapshot._recipients_domain() if snapshot else domain
