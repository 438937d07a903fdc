from . import (
    test_commission,
    test_import_mapping,
    test_import_matching,
    test_import_rows,
    test_import_values,
    test_occupied,
    test_phones,
    test_rhythm,
    test_service_terms,
    test_sheet_reader,
)
