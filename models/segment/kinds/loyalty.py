"""Kinds about loyalty (TR16). Points stand in the wallet's ledger."""

from odoo.tools.translate import LazyTranslate

from .base import FlagKind, register
from .subscriptions import LotRows

_lt = LazyTranslate(__name__)


@register
class HasCard(FlagKind):
    name = "has_card"
    subject = "loyalty"
    label = _lt("Has a loyalty card")
    column = "has_card"


@register
class PointsLeft(LotRows):
    name = "points_left"
    subject = "loyalty"
    label = _lt("Points left")
    inputs = ("number",)
    units = ("points",)
