from . import clientele_branch
from . import clientele_client
from . import clientele_session
from . import clientele_seat
from . import clientele_visit
