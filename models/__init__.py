from . import client
from . import visit
from . import insight
