from . import test_ledger
from . import test_visit_settlement
from . import test_statement
