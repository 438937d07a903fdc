from odoo import Command, models
from odoo.tools import SQL


class ClienteleActionRun(models.Model):
    """What each kind of run does with clients; each method changes some and says which, and what they had before."""

    _inherit = "clientele.action.run"

    def _apply(self, clients):
        """:param clients: rows of clientele.client, with the rights of who started the run
        :return: {partner id: what was before} of those that were changed; the others were so already
        """
        return getattr(self, f"_apply_{self.kind}")(clients)

    def _apply_label_add(self, clients):
        return self._change(
            clients.filtered(lambda client: self.label_id not in client.label_ids),
            {"label_ids": [Command.link(self.label_id.id)]},
        )

    def _apply_label_remove(self, clients):
        return self._change(
            clients.filtered(lambda client: self.label_id in client.label_ids),
            {"label_ids": [Command.unlink(self.label_id.id)]},
        )

    def _apply_group(self, clients):
        if self.undone_id:
            return self._put_back(clients, "group_id", self.undone_id.group_id.id)
        return self._set(clients, "group_id", self.group_id.id)

    def _apply_discount(self, clients):
        if self.undone_id:
            return self._put_back(clients, "personal_discount", self.undone_id.discount)
        return self._set(clients, "personal_discount", self.discount)

    def _apply_inactive(self, clients):
        return self._set(clients, "inactive", True)

    def _apply_active(self, clients):
        return self._set(clients, "inactive", False)

    def _apply_archive(self, clients):
        return self._set_archived(clients.filtered("active"), False)

    def _apply_unarchive(self, clients):
        return self._set_archived(clients.filtered(lambda client: not client.active), True)

    def _set_archived(self, clients, active):
        clients.partner_id.write({"active": active})
        return dict.fromkeys(clients.partner_id.ids)

    def _apply_call_plan(self, clients):
        """Who is in the plan already is not called twice (YC18)."""
        calls = [("plan_id", "=", self.plan_id.id), ("partner_id", "in", clients.partner_id.ids)]
        before = self.env["clientele.task"].search(calls).partner_id
        self.plan_id._spread(clients.partner_id)
        return dict.fromkeys((self.env["clientele.task"].search(calls).partner_id - before).ids)

    # ---------------------------------------------------------------- helpers

    def _change(self, clients, values):
        clients.write(values)
        return dict.fromkeys(clients.partner_id.ids)

    def _set(self, clients, name, value):
        """Set a field, and remember what each client had."""
        field = clients._fields[name]
        before = {client: field.convert_to_write(client[name], client) for client in clients}
        changed = clients.filtered(lambda client: before[client] != value)
        changed.write({name: value})
        return {client.partner_id.id: before[client] for client in changed}

    def _put_back(self, clients, name, value):
        """Give clients what they had before the run that is undone, if they still have what it set.

        :param value: what it set
        """
        field = clients._fields[name]
        untouched = clients.filtered(lambda client: field.convert_to_write(client[name], client) == value)
        before = self._before(untouched)
        changed = {}
        for old, group in untouched.grouped(lambda client: before.get(client.partner_id.id, value)).items():
            changed |= self._set(group, name, old)
        return changed

    def _before(self, clients):
        """:return: {partner id: what the client had before the run that is undone}"""
        query = SQL(
            """SELECT partner_id, before FROM clientele_action_run_client
                WHERE run_id = %s AND outcome = 'done' AND partner_id = ANY(%s)""",
            self.undone_id.id,
            clients.partner_id.ids,
        )
        return dict(self.env.execute_query(query))
