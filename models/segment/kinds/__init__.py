"""The kinds of conditions: plain classes that say what the editor shows and compile to SQL.

A kind registers itself by ``@register``; each subject has its file. See docs/architecture.md, "Segments".
"""

from . import base
from .base import KINDS, SUBJECTS
from . import visits, money, subscriptions, loyalty, client, contact, campaigns, rfm, other

__all__ = ["KINDS", "SUBJECTS"]
