"""Run in Odoo: three clients with prepaid plans, lots that are over, and instalments to pay; prints ids as JSON."""

import json
import sys
from datetime import timedelta
from decimal import Decimal

from odoo import Command

LOTS_OVER, PARTS = 200, 100

clients = env["res.partner"].create([{"name": f"Wallet {nr}", "is_client": True} for nr in range(3)])
plans = env["clientele.plan"].create(
    [
        {"name": "Ten visits", "kind": "visits", "visits": 10, "price": 333},
        {"name": "Credits", "kind": "credits", "credits": 1300, "price": 1000, "validity": "always"},
        {
            "name": "Many payments",
            "kind": "visits",
            "visits": PARTS,
            "price": 10 * PARTS,
            "validity": "always",
            "instalment_ids": [
                Command.create({"sequence": nr, "amount": 10, "units": 1, "days": 0}) for nr in range(PARTS)
            ],
        },
    ]
)
for client in clients:
    for plan in plans[:2]:
        part = env["clientele.subscription"]._sell(plan, client).instalment_ids
        part._receive(part.amount, f"prepare:{part.id}")
parts = env["clientele.subscription"]._sell(plans[2], clients[0]).instalment_ids
over = env["clientele.branch"]._today() - timedelta(days=30)
for nr in range(LOTS_OVER):
    lot = {"partner_id": clients[nr % 3].id, "company_id": env.company.id, "kind": "points", "expires_on": over}
    env["clientele.ledger"]._issue(f"prepare:over:{nr}", lot, Decimal(5), Decimal("0.07"))
env.cr.commit()
ids = {"clients": clients.ids, "plan": plans[1].id, "parts": parts.ids}
sys.stdout.write(f"READY {json.dumps(ids)}\n")
