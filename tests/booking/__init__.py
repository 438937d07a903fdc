from . import test_portal_budget
from . import test_portal_cancel
from . import test_portal_class_races
from . import test_portal_classes
from . import test_portal_fuzz
from . import test_portal_tour
from . import test_portal_visits
