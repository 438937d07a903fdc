from . import test_phones
