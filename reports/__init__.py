from . import clientele_client_report
