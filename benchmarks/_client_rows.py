"""What else generated clients have: subscriptions with what is left of them, labels, messages."""

from _rows import execute, make_numbers, multiply, vacuum

from odoo.tools import SQL

PLANS = 8
LABELS = 6
MOST_SUBSCRIPTIONS = 10
TABLES = ("clientele_subscription", "clientele_lot", "clientele_client_label_rel", "mailing_trace")


def add_client_rows(env):
    """About two subscriptions, one label and one message for each client of an average base.

    :return: dict of the recordsets that conditions can name: plans, labels
    """
    plans = env["clientele.plan"].create(
        [{"name": f"Plan {nr}", "kind": "visits", "visits": 10, "price": 100 + 20 * nr} for nr in range(PLANS)]
    )
    labels = env["clientele.label"].create([{"name": f"Label {nr}"} for nr in range(LABELS)])
    make_numbers(env, "plans", plans)
    make_numbers(env, "labels", labels)
    partner = env["res.partner"].create({"name": "Model", "is_client": True})
    insert_subscriptions(env, plans[0], partner)
    insert_messages(env, partner)
    insert_labels(env)
    vacuum(env, TABLES)
    return {"plans": plans, "labels": labels}


def insert_subscriptions(env, plan, partner):
    """One for four deals, from a day since the first; what ended lately or runs has a balance."""
    part = env["clientele.subscription"]._sell(plan, partner).instalment_ids
    part._receive(part.amount, "bench")
    env.flush_all()
    subscription, lot = part.subscription_id, part.lot_ids
    today = env["clientele.branch"]._today()
    execute(env, SQL("SET session_replication_role = replica"))
    multiply(
        env,
        subscription,
        SQL(
            """SELECT *, start_date + (20 + 340 * random() * random())::int AS end_date, random() AS luck
                 FROM (SELECT partner_id, k, first + ((%(today)s - first) * random())::int AS start_date
                         FROM (SELECT partner_id, count(*) AS deals, min(day) AS first FROM clientele_visit
                                WHERE state = 'done' AND partner_id IS NOT NULL GROUP BY partner_id) AS clients,
                              generate_series(1, LEAST(deals / 4, %(most)s)) AS k) AS draws
                ORDER BY start_date""",
            today=today,
            most=MOST_SUBSCRIPTIONS,
        ),
        {
            "partner_id": SQL("s.partner_id"),
            "plan_id": SQL("pg_temp.plans(s.partner_id / 3 + s.k)"),
            "start_date": SQL("s.start_date"),
            "end_date": SQL("s.end_date"),
            "state": SQL(
                "CASE WHEN s.luck < 0.03 THEN 'quit' WHEN s.luck < 0.06 THEN 'cancelled'"
                " WHEN s.end_date < %s THEN 'expired' ELSE 'active' END",
                today,
            ),
        },
    )
    multiply(
        env,
        lot,
        SQL("SELECT * FROM clientele_subscription WHERE end_date >= %s AND state = 'active'", today),
        {
            "partner_id": SQL("s.partner_id"),
            "subscription_id": SQL("s.id"),
            "plan_id": SQL("s.plan_id"),
            "balance": SQL("1 + s.id %% 10"),
            "expires_on": SQL("s.end_date"),
        },
    )
    execute(env, SQL("SET session_replication_role = origin"))


def insert_messages(env, partner):
    """One a client, in the last two years; a third of them by SMS."""
    message = env["mailing.trace"].create({"model": "res.partner", "res_id": partner.id, "trace_status": "sent"})
    env.flush_all()
    multiply(
        env,
        message,
        SQL(
            """SELECT partner_id, random() AS luck,
                      %s - ((1 - (row_number() OVER ())::float / count(*) OVER ()) * 730)::int + TIME '10:00' AS sent_at
                 FROM clientele_client""",
            env["clientele.branch"]._today(),
        ),
        {
            "res_id": SQL("s.partner_id"),
            "trace_type": SQL("CASE WHEN s.luck < 0.33 THEN 'sms' ELSE 'mail' END"),
            "sent_datetime": SQL("s.sent_at"),
            "create_date": SQL("s.sent_at"),
            "open_datetime": SQL("CASE WHEN s.luck > 0.6 THEN s.sent_at + interval '1 hour' END"),
        },
    )
    message.unlink()


def insert_labels(env):
    """Each label for a fifth of the clients."""
    execute(
        env,
        SQL(
            """INSERT INTO clientele_client_label_rel (client_id, label_id)
               SELECT c.id, pg_temp.labels(k) FROM clientele_client c, generate_series(0, %s) AS k
                WHERE random() < 0.2""",
            LABELS - 1,
        ),
    )
