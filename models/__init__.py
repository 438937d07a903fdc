from . import client
from . import visit
from . import insight
from . import pos
