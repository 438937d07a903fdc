from . import product_template
from . import resource_resource
from . import clientele_visit
from . import clientele_visit_line
from . import clientele_branch
from . import res_partner
from . import clientele_visit_screens
