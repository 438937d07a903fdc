"""Writing many rows fast, and exactly as the ORM would have."""

from contextlib import contextmanager

from odoo.tools import SQL


def execute(env, statement):
    env.cr.execute(statement)
    return env.cr.rowcount


def make_lookup(env, table, products):
    """A temporary table (nr, id, name, price), numbered from 0."""
    execute(
        env,
        SQL(
            "CREATE TEMP TABLE %s AS SELECT nr - 1 AS nr, id, name, price FROM"
            " unnest(%s::int[], %s::text[], %s::numeric[]) WITH ORDINALITY AS t(id, name, price, nr)",
            SQL.identifier(table),
            products.ids,
            products.mapped("display_name"),
            products.mapped("list_price"),
        ),
    )


def make_numbers(env, name, records):
    """A function of the session: the n-th of the records' ids, counted from 0 and around."""
    execute(
        env,
        SQL(
            "CREATE FUNCTION pg_temp.%s(n bigint) RETURNS int IMMUTABLE LANGUAGE sql"
            " AS $$ SELECT (ARRAY[%s])[n %% %s + 1] $$",
            SQL.identifier(name),
            SQL(", ").join(SQL(str(record_id)) for record_id in records.ids),
            SQL(str(len(records))),
        ),
    )


def multiply(env, model, source, columns):
    """Insert a copy of the model record's row for each row of a source.

    :param model: record that the ORM made
    :param SQL source: a SELECT, known as ``s`` to the columns
    :param dict columns: SQL of the columns that differ from the model's
    """
    table = SQL.identifier(model._table)
    names = [field.name for field in model._fields.values() if field.store and field.column_type]
    kept = [name for name in names if name not in columns and name != "id"]
    return execute(
        env,
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM (%s) AS s CROSS JOIN (SELECT * FROM %s WHERE id = %s) AS m",
            table,
            SQL(", ").join(SQL.identifier(name) for name in [*columns, *kept]),
            SQL(", ").join([*columns.values(), *(SQL.identifier("m", name) for name in kept)]),
            source,
            table,
            model.id,
        ),
    )


@contextmanager
def without_indexes(env, tables):
    """Build the indexes of these tables once at the end, which takes a third of the time."""
    env.cr.execute(
        SQL(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary",
            list(tables),
        )
    )
    indexes = env.cr.fetchall()
    for name, __ in indexes:
        execute(env, SQL("DROP INDEX %s", SQL.identifier(name)))
    yield
    for __, definition in indexes:
        env.cr.execute(definition)


def claim_ids(env, table, count):
    """:return: the first of ``count`` free ids of the table"""
    env.cr.execute(SQL("SELECT nextval(%s)", f"{table}_id_seq"))
    first = env.cr.fetchone()[0]
    execute(env, SQL("SELECT setval(%s, %s)", f"{table}_id_seq", first + count))
    return first


def vacuum(env, tables, full=False):
    """Index-only scans need the visibility map, plans need statistics; neither runs inside a transaction.

    :param full: also take out what many rewrites in a row left behind, which a database in use has not
    """
    env.cr.commit()
    connection = env.cr._cnx
    connection.autocommit = True
    for table in map(SQL.identifier, tables):
        if full:
            execute(env, SQL("VACUUM FULL %s", table))
        execute(env, SQL("VACUUM ANALYZE %s", table))
    connection.autocommit = False
