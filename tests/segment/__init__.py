from . import (
    test_segment_examples,
)
