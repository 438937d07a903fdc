"""Kinds about messages that a client was sent (YC15: was sent an SMS)."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import COMPARISONS, Problem, moments, register
from .rows import Rows, RowsKind

_lt = LazyTranslate(__name__)

# What happened to a message, by core's columns of a recipient.
HAPPENED = {
    "sent": SQL("t.sent_datetime IS NOT NULL"),
    "opened": SQL("t.open_datetime IS NOT NULL"),
    "clicked": SQL("t.links_click_datetime IS NOT NULL"),
    "replied": SQL("t.reply_datetime IS NOT NULL"),
    "failed": SQL("t.trace_status IN ('error', 'bounce', 'cancel')"),
}


@register
class Messages(RowsKind):
    """Number of messages of campaigns by channel and what happened to them, dated by the day of sending."""

    name = "messages"
    subject = "campaigns"
    label = _lt("Messages of campaigns")
    choices_label = _lt("Channel and result")
    inputs = ("number", "period", "choices")
    operators = COMPARISONS
    model = "mailing.trace"
    row_id = SQL("t.id")
    row_day = SQL("t.sent_datetime")

    def choices(self, env):
        channels = dict(env["mailing.trace"]._fields["trace_type"]._description_selection(env))
        what = {
            "sent": env._("Sent"),
            "opened": env._("Opened"),
            "clicked": env._("Clicked"),
            "replied": env._("Replied"),
            "failed": env._("Not received"),
        }
        return {**channels, **what}

    def refuse(self, condition, env):
        if len(set(condition.choices) & set(HAPPENED)) > 1:
            raise Problem(env._("Choose one thing that happened to the message, and add a condition for another."))

    def rows(self, condition, scope):
        moment = SQL("COALESCE(t.sent_datetime, t.create_date)")
        branch = scope.root._clientele_default_branch()
        happened = set(condition.choices) & set(HAPPENED) or {"sent"}
        channels = [word for word in condition.choices if word not in HAPPENED]
        where = [SQL("t.model = 'res.partner'"), *(HAPPENED[word] for word in happened)]
        if channels:
            where.append(SQL("t.trace_type = ANY(%s)", channels))
        where.append(moments(moment, branch, scope.days(condition)))
        if scope.as_of:
            where.append(moments(moment, branch, (None, scope.as_of)))
        return Rows(SQL("mailing_trace t"), SQL(" AND ").join(where), SQL("t.res_id"))
