from . import clientele_import
from . import portal
from . import portal_classes
from . import portal_visits
