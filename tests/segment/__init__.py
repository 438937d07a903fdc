from . import (
    test_flag_changes,
    test_flag_races,
    test_grid_segments,
    test_segment_examples,
    test_segment_forms,
    test_win_back,
)
