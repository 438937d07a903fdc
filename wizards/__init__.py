from . import clientele_client_report_period
