"""Makes what the booking race needs: a day of shifts, services, clients; prints their ids as JSON."""

import json
import sys
from datetime import time, timedelta

CLIENTS, PEOPLE, SEATS = 50, 4, 5

branch = env.company._clientele_default_branch()
branch.slot_step = 30
day = branch._today() + timedelta(days=7)
people = env["resource.resource"].create(
    [
        {"name": f"Practitioner {nr}", "is_practitioner": True, "branch_ids": branch.ids, "resource_type": "user"}
        for nr in range(PEOPLE)
    ]
)
env["clientele.shift"].create(
    [
        {
            "resource_id": person.id,
            "branch_id": branch.id,
            "start": branch._utc_of(day, time(8)),
            "stop": branch._utc_of(day, time(20)),
        }
        for person in people
    ]
)
service = env["product.product"].create({"name": "Haircut", "type": "service", "list_price": 20})
service.clientele_duration = 60
service.clientele_practitioner_ids = [(0, 0, {"resource_id": person.id}) for person in people]
clients = env["res.partner"].create([{"name": f"Client {nr}", "is_client": True} for nr in range(CLIENTS)])
yoga = env["product.product"].create({"name": "Yoga", "type": "service", "list_price": 10})
yoga.write({"clientele_group_class": True, "clientele_capacity": SEATS})
session = env["clientele.session"].create(
    {
        "product_id": yoga.id,
        "branch_id": branch.id,
        "resource_id": people[0].id,
        "start": branch._utc_of(day, time(18)),
        "capacity": SEATS,
    }
)
env["res.users"].create(
    {
        "name": "Reception",
        "login": "reception",
        "password": "reception",
        "group_ids": [(4, env.ref("clientele.clientele_group_receptionist").id)],
    }
)
env.cr.commit()
ids = {
    "branch": branch.id,
    "day": day.isoformat(),
    "people": people.ids,
    "service": service.id,
    "clients": clients.ids,
    "session": session.id,
}
sys.stdout.write(f"READY {json.dumps(ids)}\n")
