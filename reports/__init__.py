from . import clientele_client_report
from . import clientele_client_grid
from . import clientele_group_report
from . import clientele_return_report
from . import clientele_retention
from . import clientele_wallet_report
from . import clientele_wallet_liability
from . import clientele_task_report
