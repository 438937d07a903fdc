"""What generated rows refer to, made by the ORM: few enough for it."""

from _rows import make_lookup, make_numbers

CATEGORIES = 8
SERVICES_EACH = 4
PRODUCTS = 10
PRACTITIONERS = 12
BRANCHES = 3


def make_catalogue(env):
    """:return: dict of recordsets made by the ORM: branches, practitioners, services, products, groups"""
    company = env.company
    branches = env["clientele.branch"].search([("company_id", "=", company.id)])
    branches |= env["clientele.branch"].create(
        [{"name": f"Branch {nr}", "tz": branches[:1].tz or "UTC"} for nr in range(len(branches), BRANCHES)]
    )
    categories = env["product.category"].create([{"name": f"Category {nr}"} for nr in range(CATEGORIES + 1)])
    services = env["product.product"].create(
        [
            {
                "name": f"Service {nr}",
                "type": "service",
                "categ_id": categories[nr // SERVICES_EACH].id,
                "list_price": 20 + 7 * (nr * 11 % 17),
            }
            for nr in range(CATEGORIES * SERVICES_EACH)
        ]
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Product {nr}",
                "type": "consu",
                "categ_id": categories[-1].id,
                "list_price": 9 + 4 * nr,
            }
            for nr in range(PRODUCTS)
        ]
    )
    practitioners = env["resource.resource"].create(
        [
            {
                "name": f"Practitioner {nr}",
                "is_practitioner": True,
                "commission_rate": 30,
                "branch_ids": branches.ids,
            }
            for nr in range(PRACTITIONERS)
        ]
    )
    groups = env["clientele.group"].create(
        [{"name": f"Group {nr}", "discount": 5 * nr, "is_default": nr == 0} for nr in range(3)]
    )
    return {
        "branches": branches,
        "services": services,
        "products": products,
        "practitioners": practitioners,
        "groups": groups,
    }


def make_model_rows(env, catalogue):
    """:return: a done visit with one line, by the ORM; its rows and its client's rows are the models of all others"""
    partner = env["res.partner"].create({"name": "Model", "is_client": True})
    visit = env["clientele.visit"].create(
        {
            "partner_id": partner.id,
            "branch_id": catalogue["branches"][0].id,
            "state": "done",
            "line_ids": [
                (
                    0,
                    0,
                    {
                        "product_id": catalogue["services"][0].id,
                        "resource_id": catalogue["practitioners"][0].id,
                    },
                )
            ],
        }
    )
    env.flush_all()
    make_lookup(env, "bench_service", catalogue["services"])
    make_lookup(env, "bench_product", catalogue["products"])
    for name in ("branches", "practitioners", "groups"):
        make_numbers(env, name, catalogue[name])
    return visit
