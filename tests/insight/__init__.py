from . import test_cdnow
from . import test_client_report
from . import test_flag
