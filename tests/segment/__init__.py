from . import (
    test_action_races,
    test_actions,
    test_assignment,
    test_flag_changes,
    test_flag_races,
    test_grid_segments,
    test_segment_examples,
    test_segment_forms,
    test_snapshots,
    test_win_back,
    test_segment_oracle,
)
