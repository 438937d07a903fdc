from . import clientele_demo
from . import clientele_demo_schedule
from . import clientele_demo_wallet
from . import clientele_demo_assignment
from . import clientele_demo_tasks
from . import clientele_demo_portal
from . import clientele_demo_segments
from . import clientele_demo_loyalty
