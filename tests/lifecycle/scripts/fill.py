"""Run in Odoo: the data of a business that has used Odoo for a while before it installs the addon."""

from odoo.tools import SQL

PARTNERS = 100_000

partners = env["res.partner"].create([{"name": f"Client {n}", "phone": f"0888 100 {n:03d}"} for n in range(40)])
product = env["product.product"].create({"name": "Haircut", "type": "service", "list_price": 20})
orders = env["sale.order"].create(
    [{"partner_id": partner.id, "order_line": [(0, 0, {"product_id": product.id})]} for partner in partners]
)
orders.action_confirm()
session = env["pos.session"].create({"config_id": env["pos.config"].create({"name": "Till"}).id, "user_id": env.uid})
line = {"product_id": product.id, "qty": 1, "price_unit": 20, "price_subtotal": 20, "price_subtotal_incl": 20}
money = {"amount_total": 20, "amount_paid": 20, "amount_tax": 0, "amount_return": 0}
env["pos.order"].create(
    [
        {"session_id": session.id, "partner_id": partner.id, "state": "paid", "lines": [(0, 0, line)], **money}
        for partner in partners
    ]
)
env.flush_all()
# many more clients, by copying the row of one
env.cr.execute(
    """
    SELECT quote_ident(attname) FROM pg_attribute
     WHERE attrelid = 'res_partner'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'id'
    """
)
columns = SQL(", ".join(column for (column,) in env.cr.fetchall()))
env.cr.execute(
    SQL(
        "INSERT INTO res_partner (%s) SELECT %s FROM res_partner, generate_series(1, %s) WHERE id = %s",
        columns,
        columns,
        PARTNERS,
        partners[0].id,
    )
)
env.cr.commit()
