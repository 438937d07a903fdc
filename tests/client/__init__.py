from . import test_client
from . import test_client_card
from . import test_contact_data
from . import test_import_clients
from . import test_merge
from . import test_quick_search
from . import test_rights
from . import test_standing_discount
