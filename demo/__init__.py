from . import clientele_demo
