from odoo import models
from odoo.fields import Domain


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Join the clients before core repoints rows: nothing of either client is lost (DESIGN 3, merge)."""
        if any((src_partners | dst_partner).mapped("is_client")):
            self._clientele_keep_values(src_partners, dst_partner)
            self._clientele_merge_rows(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _clientele_keep_values(self, src_partners, dst_partner):
        """Fill what the kept card lacks; note in its history what it has otherwise."""
        names = ["phone", "email", "birthdate_date", "gender", "created_from"]
        lost = []
        for source in src_partners.sudo():  # sudo: the merge is checked by core's wizard
            for name in names:
                value, kept = source[name], dst_partner[name]
                if value and not kept:
                    dst_partner[name] = value
                elif value and value != kept:
                    lost.append(f"{dst_partner._fields[name]._description_string(self.env)}: {value}")
        if any(src_partners.mapped("is_client")) and not dst_partner.is_client:
            dst_partner.with_context(clientele_no_ensure=True).is_client = True
        merged = ", ".join(f"{source.display_name} (id {source.id})" for source in src_partners)
        body = self.env._(
            "Merged with %(clients)s. Other values: %(values)s", clients=merged, values="; ".join(lost) or "–"
        )
        dst_partner.sudo()._message_log(body=body)  # sudo: as above

    def _clientele_merge_rows(self, src_partners, dst_partner):
        """Per company: the source's row moves, or joins the row that is there."""
        Client = self.env["clientele.client"].sudo().with_context(active_test=False)  # sudo: rows of every company
        kept = {row.company_id: row for row in Client.search([("partner_id", "=", dst_partner.id)])}
        for row in Client.search(Domain("partner_id", "in", src_partners.ids), order="id"):
            target = kept.setdefault(row.company_id, row)
            if target == row:
                row.partner_id = dst_partner
            else:
                target._merge_row(row)
                row.unlink()
        self.env.flush_all()
