from . import clientele_export
from . import clientele_import
from . import portal
from . import portal_classes
from . import portal_visits
from . import portal_wallet
from . import portal_statement
