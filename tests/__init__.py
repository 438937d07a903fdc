# Odoo looks for modules named test_* right here: those of the domains are brought in by a star, and two files of
# the same name would hide each other (./dev test notices). tests/tools and tests/lifecycle run without Odoo.
from . import test_conventions, test_crons, test_js
from .booking import *
from .client import *
from .insight import *
from .loyalty import *
from .pos import *
from .segment import *
from .visit import *
from .wallet import *
