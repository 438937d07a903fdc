"""What managed rules cost when an order is confirmed, against core's own single loyalty program; exact turnover.

./dev bench loyalty --clients 20000 --visits 200000
"""

from decimal import Decimal

from _measure import Meter
from generate import options, prepare

from odoo import Command
from odoo.tools import SQL

LINES, RULES, ROUNDS, SAMPLE = 20, 30, 15, 500
MOST_TIMES = 1.15
SCOPES = ("all", "branch", "category", "product", "group", "client")


def make_program(env, name, **values):
    """A program of points that are worth a cent each."""
    reward = {"reward_type": "discount", "discount_mode": "per_point", "discount": 0.01, "required_points": 1}
    return env["loyalty.program"].create(
        {
            "name": name,
            "program_type": "loyalty",
            "applies_on": "both",
            "trigger": "auto",
            "currency_id": env.company.currency_id.id,
            "rule_ids": [Command.clear()],
            "reward_ids": [Command.clear(), Command.create(reward)],
            **values,
        }
    )


def make_rules(env, client, products):
    """As many rules as there may be, of all scopes, each with three tiers; all of them apply to something bought."""
    group = client.clientele_group_id or env["clientele.group"].create({"name": "Regulars"})
    client.clientele_group_id = group
    targets = {
        "all": {},
        "branch": {"clientele_branch_ids": env.company._clientele_default_branch().ids},
        "category": {"product_category_id": products.categ_id[:1].id},
        "group": {"clientele_group_ids": group.ids},
        "client": {"clientele_partner_ids": client.ids},
    }
    for number in range(RULES):
        scope = SCOPES[number % len(SCOPES)]
        target = targets.get(scope) or {}
        if scope == "product":
            target = {"product_ids": products[number % LINES].ids}
        steps = [{"threshold": 1000.0 * step + number, "rate": step + number / 10} for step in (1, 2, 3)]
        tiers = [Command.create(step) for step in steps]
        yield {"clientele_scope": scope, "clientele_rate": 1 + number / 10, "tier_ids": tiers, **target}


def make_order(env, client, products):
    lines = [Command.create({"product_id": product.id, "product_uom_qty": 2}) for product in products]
    return env["sale.order"].create({"partner_id": client.id, "order_line": lines})


def measure_confirming(env, meter):
    """Rounds of all kinds take turns, so that a busy machine is so for all of them.

    Each begins with cold records and with what a process keeps of programs and rules, as in production.
    """
    client = env["res.partner"].search([("is_client", "=", True)], order="id", limit=1)
    products = make_products(env)
    core = make_program(env, "Core", rule_ids=[Command.create({"reward_point_mode": "money"})])
    rules = [Command.create(rule) for rule in make_rules(env, client, products)]
    managed = make_program(env, "Managed", clientele_managed=True, rule_ids=rules)
    best = {}
    for __ in range(ROUNDS):
        for name, program in (("no program", core.browse()), ("core", core), ("managed", managed)):
            (core | managed).active = False
            program.active = True
            make_order(env, client, products).action_confirm()  # switching programs has emptied the process's caches
            order = make_order(env, client, products)
            finish(env)
            env.invalidate_all()
            cost = meter.processor(lambda order=order: (order.action_confirm(), finish(env)), rounds=1)
            best[name] = min(cost, best.get(name, cost))
            if program:
                check_points(env, order, program)
    for name, cost in best.items():
        meter.line(f"confirming {LINES} lines, {name}", cost * 1000, "ms")
    meter.line(f"with {RULES} managed rules, as a multiple of core's", best["managed"] / best["core"], "x", MOST_TIMES)


def finish(env):
    """What the end of a request does, but for the commit itself."""
    env.flush_all()
    env.cr.precommit.run()


def make_products(env):
    """Half of them are goods, which the order takes out of the stock, half are services."""
    categories = env["product.category"].create([{"name": f"Goods {number}"} for number in range(5)])
    return env["product.product"].create(
        [
            {
                "name": f"Goods {number}",
                "type": ("consu", "service")[number % 2],
                "list_price": 10 + number,
                "taxes_id": [Command.clear()],
                "categ_id": categories[number % 5].id,
            }
            for number in range(LINES)
        ]
    )


def check_points(env, order, program):
    """Both sides really gave points for the order."""
    card = env["loyalty.card"].search([("program_id", "=", program.id), ("partner_id", "=", order.partner_id.id)])
    assert len(card) == 1 and card.points > 0, (program.name, card)


def measure_turnover(env, meter):
    """What one client and everyone at once turn over in the program's period is what plain SQL sums up, to the cent."""
    tiers = [Command.create({"threshold": 250.0 * step, "rate": step}) for step in (1, 2, 3)]
    program = make_program(env, "Tiers", clientele_managed=True, rule_ids=[Command.create({"tier_ids": tiers})])
    day = env["clientele.branch"]._today()
    first, last = program._clientele_turnover_days(day)
    plain = SQL(
        """SELECT partner_id, sum(amount_total) FROM clientele_visit
            WHERE state = 'done' AND company_id = %s AND day BETWEEN %s AND %s GROUP BY partner_id""",
        env.company.id,
        first,
        last,
    )
    finish(env)
    base = meter.processor(lambda: env.execute_query(plain))
    sums = dict(env.execute_query(plain))
    meter.line("everyone's turnover by plain SQL", base * 1000, "ms")
    measure_one(env, meter, program, day, sums)
    measure_everyone(env, meter, program, sums)


def measure_one(env, meter, program, day, sums):
    clients = env["res.partner"].search([("is_client", "=", True)], limit=SAMPLE)

    def ask():
        return {client: client._clientele_turnover(program, env.company, day) for client in clients}

    wrong = [client for client, turnover in ask().items() if turnover != Decimal(str(sums.get(client.id, 0)))]
    meter.line("a client's turnover", meter.processor(ask) / len(clients) * 1e6, "us")
    meter.line(f"turnovers that differ from plain SQL, of {len(clients)}", len(wrong), "", target=0)


def measure_everyone(env, meter, program, sums):
    """The nightly review notes a tier for whoever is above the first threshold, with the turnover that brought it."""
    Change, root = env["clientele.tier.change"], env.company._clientele_root()
    cost = meter.processor(lambda: Change._run(root), rounds=1)
    meter.line("everyone's tier for the first time", cost * 1000, "ms")
    again = meter.processor(lambda: Change._run(root))
    meter.line("everyone's tier a night later", again * 1000, "ms")
    noted = env.execute_query(
        SQL("SELECT partner_id, turnover FROM clientele_tier_change WHERE rule_id = %s", program.rule_ids.id)
    )
    due = {client for client, amount in sums.items() if amount > 250}
    wrong = due ^ {client for client, __ in noted} | {client for client, amount in noted if amount != sums.get(client)}
    meter.line(f"tiers and turnovers that differ, of {len(due)} clients above a threshold", len(wrong), "", target=0)


if __name__ == "__main__":
    prepare(env, options(__doc__.partition("\n")[0], clients=20_000, visits=200_000).parse_args())
    meter = Meter(env)
    measure_confirming(env, meter)
    env.cr.rollback()
    measure_turnover(env, meter)
    env.cr.rollback()
    meter.close()
