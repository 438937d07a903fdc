from . import test_import_deals
from . import test_intake, test_pos_deals, test_refunds, test_sale_order_deals, test_visit, test_visit_orders
