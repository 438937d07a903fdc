"""Kinds about recency, frequency and money: scores by fifths of the base, as of last night's limits."""

from odoo.tools.translate import LazyTranslate

from ...insight.clientele_client import TURNOVER
from .base import ChoiceKind, NumberKind, register

_lt = LazyTranslate(__name__)


@register
class RfmSegment(ChoiceKind):
    name = "rfm"
    subject = "visits"
    label = _lt("RFM segment")
    column = "rfm_segment"


@register
class RecencyScore(NumberKind):
    name = "recency_score"
    subject = "visits"
    label = _lt("Recency score (1 to 5)")
    column = "recency_score"


@register
class FrequencyScore(NumberKind):
    name = "frequency_score"
    subject = "visits"
    label = _lt("Frequency score (1 to 5)")
    column = "frequency_score"


@register
class MoneyScore(NumberKind):
    name = "money_score"
    subject = "money"
    label = _lt("Money score (1 to 5)")
    column = "money_score"
    groups = TURNOVER
