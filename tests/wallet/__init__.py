from . import test_ledger
from . import test_visit_settlement
from . import test_statement
from . import test_instalment_payments
from . import test_plan_taxes
from . import test_ledger_races
from . import test_settle_dialog
from . import test_refusals
