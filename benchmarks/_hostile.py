"""A definition that takes as long as it may: who lives beside whom, by patterns that no index serves.

Started by segments.py in a process of its own.
"""

import time

from odoo.exceptions import UserError
from odoo.tools import mute_logger

PATTERN = "%a%a"
FIELDS = ("name", "email", "phone", "complete_name", "street", "city", "comment", "ref", "function")
RULES = ["|"] * (len(FIELDS) - 1) + [(f"parent_id.child_ids.parent_id.{name}", "ilike", PATTERN) for name in FIELDS]

if __name__ == "__main__":
    segments = env["clientele.segment"]
    far = {"kind": "visits", "operator": ">", "value": 1, "negate": True, "sources": "online"}
    asks = [{**far, "period": "last", "period_count": nr, "period_unit": "month", "value": nr} for nr in range(1, 21)]
    blocks = [[one] for one in asks] + [[{"kind": "domain", "domain": repr(RULES)}]]
    definition = segments._read_definition({"blocks": blocks})
    print("asked", flush=True)
    start = time.perf_counter()
    try:
        with mute_logger("odoo.sql_db"):
            answer = segments._count_definition(definition)
    except UserError as error:
        answer = error.args[0]
    print(f"after {time.perf_counter() - start:.0f} s: {answer}", flush=True)
