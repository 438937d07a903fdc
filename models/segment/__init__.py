from . import clientele_segment_condition
from . import clientele_segment
from . import clientele_segment_members
from . import clientele_segment_why
from . import res_partner
