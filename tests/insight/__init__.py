from . import test_cdnow
from . import test_client_report
from . import test_companies
from . import test_debt
from . import test_flag
from . import test_history_tour
from . import test_importance
from . import test_refresh_equals_rebuild
