from decimal import Decimal

from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _clientele_row(self, company):
        """:return: the client's facts row in the company's base; empty for nobody's client"""
        Client = self.env["clientele.client"].sudo()  # sudo: the group decides what is earned, whoever sells
        return Client.search([("partner_id", "=", self.id), ("company_id", "=", company._clientele_root().id)])

    def _clientele_turnover(self, program, company, day, without=None):
        """:return: the money of the deals in the program's period until that day, as Decimal (LO7, SK11)"""
        return self._clientele_turnovers(program, company, day, without).get(program.id, Decimal(0))

    def _clientele_turnovers(self, programs, company, day, without=None):
        """The same for several programs, in one query per period.

        :param without: a sale order or visit whose own deal does not count
        :return: {program id: Decimal}
        """
        found = {}
        for days, some in programs.grouped(lambda program: program._clientele_turnover_days(day)).items():
            found.update(dict.fromkeys(some.ids, self._clientele_turnover_between(company, days, without)))
        return found

    def _clientele_turnover_between(self, company, days, without):
        self.env["clientele.visit"].flush_model(["partner_id", "company_id", "state", "day", "amount_total"])
        first, last = days
        [[amount]] = self.env.execute_query(
            SQL(
                """SELECT COALESCE(sum(v.amount_total), 0) FROM clientele_visit v
                    WHERE v.partner_id = %s AND v.company_id = ANY(%s) AND v.state = 'done' AND v.day <= %s %s %s""",
                self.id,
                company._clientele_tree().ids,
                last,
                SQL("AND v.day >= %s", first) if first else SQL(),
                self._clientele_not_of(without),
            )
        )
        return Decimal(str(amount))

    def _clientele_not_of(self, document):
        """:return: SQL that leaves out the deal of a document"""
        visits = document._clientele_own_visits() if document else None
        return SQL("AND v.id <> ALL(%s)", visits.ids) if visits else SQL()
