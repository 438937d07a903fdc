from . import test_bad_rules, test_earning, test_group_types, test_plan_sales, test_scopes, test_surviving, test_tiers_on_orders
