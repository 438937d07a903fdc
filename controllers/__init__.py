from . import clientele_import
