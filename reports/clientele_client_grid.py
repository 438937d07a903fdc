from collections import Counter

from odoo import api, models
from odoo.tools import format_date

from ..tools import rfm

SCORES = range(1, rfm.BEST + 1)
# Each grid: the field of its rows and that of its columns, on res.partner.
GRIDS = {
    "rfm": ("clientele_recency_score", "clientele_frequency_score"),
    "importance": ("clientele_importance", "clientele_flag"),
}
SEGMENT = "clientele_rfm_segment"


class ClienteleClientGrid(models.AbstractModel):
    """The active clients of the base, counted by two fields: recency × frequency, importance × flag.

    It counts what the list of clients shows, by the same domain and the same rules, so that a cell opens exactly the
    clients that it counts. Money is there for who may see turnover.
    """

    _name = "clientele.client.grid"
    _description = "Clients by Two Fields"

    # ---------------------------------------------------------------- called by the screen

    @api.model
    @api.readonly
    def get_grid(self, name):
        """:param name: a key of ``GRIDS``
        :return: dict of ``rows`` and ``columns`` (lists of axis values with ``key`` and ``name``), ``cells`` (list of
            what is counted, with the keys of its row and column), ``segments`` (RFM only), the ``total``, and the
            number of clients that are in no cell
        """
        row, column = self._axes(name)
        cells, outside = self._cells(name)
        return {
            "fields": {"row": row, "column": column, "segment": SEGMENT},
            "row_title": self._title(row),
            "column_title": self._title(column),
            "rows": self._row_values(name),
            "columns": self._column_values(name),
            "cells": cells,
            "segments": self._segments(cells) if name == "rfm" else [],
            "outside": outside,
            "currency_id": self.env.company._clientele_root().currency_id.id,
            "sees_turnover": self._sees_turnover(),
        }

    @api.model
    @api.readonly
    def get_clients_action(self, name, chosen):
        """:param chosen: {field: value} of a cell, a row, a column or a segment; none for who is in no cell
        :return: action that lists exactly these clients
        """
        fields = {*self._axes(name), *([SEGMENT] if name == "rfm" else [])}
        if not fields.issuperset(chosen):
            raise ValueError(chosen)
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_client_action")
        domain = [(field, "=", value) for field, value in chosen.items()] or [(SEGMENT, "=", False)]
        action["domain"] = [("clientele_listed", "=", True), *domain]
        action["context"] = {"default_is_client": True, "clientele_chosen": chosen}
        title = ", ".join(self._said(field, value) for field, value in chosen.items()) or self.env._("No deal yet")
        return {**action, "name": title, "display_name": title}

    # ---------------------------------------------------------------- what it is made of

    def _axes(self, name):
        if name not in GRIDS:
            raise ValueError(name)
        return GRIDS[name]

    def _sees_turnover(self):
        partners = self.env["res.partner"]
        return partners._has_field_access(partners._fields["clientele_turnover"], "read")

    def _cells(self, name):
        """:return: list of the cells, and the number of clients that are in none: those without scores"""
        money = ["clientele_turnover:sum"] if self._sees_turnover() else []
        domain = [("clientele_listed", "=", True)]
        rows = self.env["res.partner"]._read_group(domain, self._axes(name), ["__count", *money])
        cells, outside = [], 0
        for row, column, clients, *turnover in rows:
            if name == "rfm" and not row:
                outside += clients
                continue
            tone = rfm.segment(row, column) if name == "rfm" else column or "none"
            turnover = turnover[0] or 0 if turnover else 0
            cells.append({"row": row, "column": column, "clients": clients, "turnover": turnover, "tone": tone})
        return cells, outside

    def _segments(self, cells):
        """:return: list of the RFM segments, each with the sums of its cells"""
        clients, turnover = Counter(), Counter()
        for cell in cells:
            clients[cell["tone"]] += cell["clients"]
            turnover[cell["tone"]] += cell["turnover"]
        names = self.env["clientele.client"]._fields["rfm_segment"]._description_selection(self.env)
        return [{"key": key, "name": name, "clients": clients[key], "turnover": turnover[key]} for key, name in names]

    def _row_values(self, name):
        if name == "rfm":
            return self._scores("last_visit")[::-1]
        return self._selected("importance", self.env._("No turnover"))

    def _column_values(self, name):
        if name == "rfm":
            return self._scores("deal_count")
        return self._selected("flag", self.env._("No deal yet"))

    def _scores(self, fact):
        """:return: list of the scores of a fact, each with the values that it stands for"""
        limits = [None, *self.env["clientele.client"]._rfm_limits(fact), None]
        said = self._said_days if fact == "last_visit" else self._said_deals
        bounds = zip(limits, limits[1:], strict=False) if len(limits) > rfm.BEST else [(None, None)] * rfm.BEST
        return [
            {"key": score, "name": str(score), "hint": said(*bound)}
            for score, bound in zip(SCORES, bounds, strict=True)
        ]

    def _said_days(self, after, until):
        """:return: which days a score of recency stands for, in words; empty if no day lies between its limits"""
        if after == until:
            return ""
        if until is None:
            return self.env._("after %s", format_date(self.env, after))
        return self.env._("until %s", format_date(self.env, until))

    def _said_deals(self, above, upto):
        """:return: which numbers of deals a score of frequency stands for, in words; empty if none"""
        if above == upto:
            return ""
        if upto is None:
            return self.env._("over %s deals", above)
        if upto == (above or 0) + 1:
            return self.env._("1 deal") if upto == 1 else self.env._("%s deals", upto)
        return self.env._("%(first)s–%(last)s deals", first=(above or 0) + 1, last=upto)

    def _selected(self, field, without):
        """:return: list of the values of a selection, and last of those without one"""
        values = self.env["clientele.client"]._fields[field]._description_selection(self.env)
        return [{"key": key, "name": name, "hint": ""} for key, name in [*values, (False, without)]]

    def _title(self, field):
        return self.env["res.partner"]._fields[field]._description_string(self.env)

    def _said(self, field, value):
        """:return: a chosen value in words, for the title of the list"""
        names = self.env["res.partner"]._fields[field].get_description(self.env, ["selection"]).get("selection", [])
        return f"{self._title(field)}: {dict(names).get(value, value) or '–'}"
