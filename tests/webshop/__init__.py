# Run by ./dev test on a database that has the web shop, which Clientele does not depend on; so tests/__init__.py does
# not import this folder.
from . import (
    test_by_hand_hidden,
    test_cart,
    test_credits_used,
    test_group_prices,
    test_packages_used,
    test_points_earned,
    test_points_used,
)
