import logging
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.release import EARNING, Step, to_book
from ..client.batches import commit_batch
from .clientele_lot import units

_logger = logging.getLogger(__name__)

MANY = 5000  # movements that a click does not book at once


class Earned(NamedTuple):
    """Money that a movement takes out of the deferred revenue, and the account that its sale put it on, 0 for none."""

    amount: Decimal
    account_id: int


class ClienteleRelease(models.AbstractModel):
    """Books what was earned of the money that clients prepaid: one entry per company, day and kind of tax (DESIGN 3).

    Selling a plan credits the deferred revenue, by its invoice. Each movement takes its share out again: what is used
    becomes income, what expires or is corrected away income of what nobody used.
    """

    _name = "clientele.release"
    _description = "Booking of What Is Earned"

    # ---------------------------------------------------------------- when

    @api.model
    def _cron_book(self):
        """Book the days that are over, one transaction each. A company that cannot is named in the log, and tried anew
        the next night."""
        for company in self._companies():
            for day in self._days(company, company._clientele_today(), before=True):
                try:
                    if commit_batch(self.env, lambda co=company, day=day: self._book_batch(co, day)) == 0:
                        return
                except UserError as error:
                    self.env.cr.rollback()
                    _logger.warning("What was earned on %s cannot be booked for %s: %s", day, company.name, error)
                    break
            else:
                if commit_batch(self.env, lambda co=company: {"processed": len(self._book_kept(co))}) == 0:
                    return

    @api.model
    def _book_now(self):
        """Book what was earned up to today, for the company of the user.

        :return: action that shows the entries, or says that there is nothing, or too much for now
        """
        self._check_may_book()
        company = self.env.company._clientele_root().sudo()  # sudo: who may book need not read companies
        company._clientele_check_release()
        moves = self.env["clientele.move"].sudo()  # sudo: everyone's movements are booked
        if moves.search_count(self._pending_domain(company), limit=MANY + 1) > MANY:
            self.env.ref("clientele.clientele_cron_book").sudo()._trigger()  # sudo: the job that does it anyhow
            return self._say(self.env._("There is much to book, so it is done in the background."))
        entries = self.env["account.move"]
        for day in self._days(company, company._clientele_today()):
            entries |= self._book_day(company, day)
        entries |= self._book_kept(company)
        if not entries:
            return self._say(self.env._("Nothing is to be booked: all that was earned stands in the books."))
        if not entries.sudo(False).has_access("read"):
            return self._say(self.env._("Booked: %(entries)s", entries=", ".join(entries.mapped("name"))))
        return entries.sudo(False)._get_records_action(name=self.env._("Journal entries"))

    @api.model
    def _check_may_book(self):
        groups = ("clientele.clientele_group_admin", "account.group_account_user", "account.group_account_manager")
        if not (self.env.su or any(map(self.env.user.has_group, groups))):
            raise AccessError(self.env._("Administrators and accountants book what was earned. Ask one of them."))

    @api.model
    def _say(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": message, "next": {"type": "ir.actions.act_window_close"}},
        }

    # ---------------------------------------------------------------- what

    @api.model
    def _companies(self):
        return self.env["res.company"].search([("clientele_release_entries", "=", True)], order="id")

    @api.model
    def _pending_domain(self, company):
        return Domain("company_id", "=", company.id) & Domain("booked", "=", False) & Domain("kind", "in", EARNING)

    @api.model
    def _days(self, company, today, before=False):
        """:return: days with movements that are not booked, up to today or only those that are over"""
        days = Domain("day", "<" if before else "<=", today)
        moves = self.env["clientele.move"].sudo()  # sudo: everyone's movements are booked
        return [day for (day,) in moves._read_group(self._pending_domain(company) & days, ["day:day"], order="day:day")]

    @api.model
    def _book_batch(self, company, day):
        self._book_day(company, day)
        return {"processed": 1}

    @api.model
    def _book_day(self, company, day):
        """Book the movements of a day that are not booked yet; again changes nothing.

        :return: account.move, posted: one per kind of tax
        """
        release = self.sudo().with_company(company)  # sudo: nobody writes the ledger; rights are checked by the caller
        pending = release._pending_domain(company) & Domain("day", "=", day)
        earned = release._earned(release.env["clientele.move"].search(pending, order="id"))
        entries = release.env["account.move"]
        if not earned:
            return entries
        moves = release.env["clientele.move"].concat(*earned)
        moves._claim_booking({move: earned[move].amount for move in moves})
        earning = moves.filtered(lambda move: earned[move].amount)
        for tax_kind, group in earning.grouped(lambda move: move.lot_id.plan_id.tax_kind).items():
            entry = release._make_entry(company, day, tax_kind, {move: earned[move] for move in group})
            if entry:
                group._link_entry(entry)
            entries |= entry
        return entries

    @api.model
    def _book_kept(self, company):
        """Book what who quits left on the deferred revenue, once all their movements are booked.

        :return: account.move, posted: one per subscription
        """
        release = self.sudo().with_company(company)  # sudo: as above
        quitters = Domain("company_id", "=", company.id) & Domain("state", "=", "quit")
        entries = release.env["account.move"]
        found = release.env["clientele.subscription"].search(quitters & Domain("kept_booked", "=", False), order="id")
        for subscription in found:
            parts = subscription.instalment_ids
            sold = parts._deferred()
            if len(sold) < len(parts):
                continue
            pending, kept = release._to_book(parts, sold, release._steps(parts))
            if not pending:
                subscription._claim_kept(kept)
                entries |= release._make_kept_entry(company, subscription, kept) if kept else entries
        return entries

    # ---------------------------------------------------------------- how much

    @api.model
    def _earned(self, moves):
        """:return: {move: Earned}; those that wait for their invoice are left out"""
        parts = moves.lot_id.instalment_id
        parts |= parts.subscription_id.filtered(lambda row: row.state == "quit").instalment_ids
        sold, steps = parts._deferred(), self._steps(parts)
        amounts = {}
        for group in parts.grouped(self._settled_with).values():
            if all(part in sold for part in group):
                amounts |= self._to_book(group, sold, steps)[0]
        gifts = moves.filtered(lambda move: not move.lot_id.instalment_id)  # nobody paid for them
        amounts |= dict.fromkeys(gifts.ids, units(0))
        accounts = {part: account_id for part, (__, account_id) in sold.items()}
        return {
            move: Earned(amounts[move.id], accounts.get(move.lot_id.instalment_id, 0))
            for move in moves
            if move.id in amounts
        }

    @api.model
    def _to_book(self, parts, sold, steps):
        """:return: what ``tools.release.to_book`` says of instalments that are settled together"""
        subscription = parts.subscription_id
        settled = units(subscription.kept if subscription.kept_booked else 0)
        rows = [(sold[part][0], steps.get(part.id, [])) for part in parts]
        return to_book(rows, units(subscription.currency_id.rounding), settled)

    @api.model
    def _settled_with(self, part):
        """:return: what the part is settled together with: all parts of who quits, otherwise each on its own"""
        return part.subscription_id if part.subscription_id.state == "quit" else part

    @api.model
    def _steps(self, parts):
        """:return: {instalment id: [``tools.release.Step``], all movements of its lots in their order}"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.instalment_id, m.id, m.kind, m.amount, CASE WHEN m.booked THEN m.released END
                  FROM clientele_move m JOIN clientele_lot l ON l.id = m.lot_id
                 WHERE l.instalment_id = ANY(%s) ORDER BY m.id
                """,
                list(parts.ids),
            )
        )
        found = {}
        for part_id, key, kind, amount, booked in rows:
            step = Step(key, kind, units(amount), None if booked is None else units(booked))
            found.setdefault(part_id, []).append(step)
        return found
