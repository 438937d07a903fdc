from . import (
    test_bad_rules,
    test_earning,
    test_group_types,
    test_plan_sales,
    test_points_at_once,
    test_points_properties,
    test_scopes,
    test_simulation,
    test_standing,
    test_surviving,
    test_tier_by_hand,
    test_tier_history,
    test_tiers_of_everyone,
    test_tiers_on_orders,
)
from . import test_bad_rules, test_earning, test_group_types, test_scopes, test_surviving, test_tiers_on_orders
from . import test_tier_history
from . import test_tiers_of_everyone
from . import test_tier_by_hand
from . import test_standing
from . import test_simulation
from . import test_discount_groups
