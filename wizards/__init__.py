from . import clientele_branch_zone
from . import clientele_client_change
from . import clientele_client_report_period
from . import clientele_contact_log
from . import clientele_reminder_preview
from . import clientele_shift_make
from . import clientele_visit_cancel
