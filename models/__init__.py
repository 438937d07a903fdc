from . import client
from . import visit
from . import wallet
from . import insight
from . import loyalty
from . import segment
from . import pos
from . import booking
