from . import test_phones, test_sheet_reader
