"""Writing many records at once so that they end as the ORM would have left them.

One record is made by the ORM and rolled back; what its row holds (defaults, constants that modules compute, log
columns) is what every other row gets too, beside the columns that differ from row to row. Tests compare both ways
column by column.
"""

import json
from contextlib import closing

from psycopg2.extras import Json

from odoo.tools import SQL

# An import sends nothing and opens no tasks (YC6).
QUIET = {
    "tracking_disable": True,
    "mail_notrack": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_activity_automation_skip": True,
    "mail_auto_subscribe_no_notify": True,
    "no_reset_password": True,
}


def quiet(records):
    """:return: the records in a context in which writing informs nobody"""
    return records.with_context(**QUIET)


def prototype(model, vals, lines=()):
    """Make a record by the ORM, look at its rows, and take it back.

    :param vals: values of ``create``
    :param lines: names of one2many fields whose first line is looked at too
    :return: {table: {column: value}} of the record and of its first line per one2many, without id and empty columns
    """
    model.env.flush_all()
    with closing(model.env.cr.savepoint(flush=False)):
        record = quiet(model).create(vals)
        made = [record, *(record[name][:1] for name in lines)]
        for line in made:
            line.flush_model()
        rows = {line._table: _row_of(line) for line in made}
    model.env.invalidate_all(flush=False)
    return rows


def _row_of(record):
    record.env.cr.execute(SQL("SELECT * FROM %s WHERE id = %s", SQL.identifier(record._table), record.id))
    row = record.env.cr.dictfetchone()
    return {name: value for name, value in row.items() if value is not None and name != "id" and name in record._fields}


def new_ids(model, count):
    """:return: list of ids that the table has not used yet"""
    sequence = SQL("pg_get_serial_sequence(%s, 'id')", model._table)
    query = SQL("SELECT nextval(%s) FROM generate_series(1, %s)", sequence, count)
    return [row[0] for row in model.env.execute_query(query)]


def insert(model, constants, rows):
    """Insert rows by one statement.

    :param constants: {column: value} that all rows share
    :param rows: list of {column: JSON value}, all with the same columns, among them ``id``
    """
    if not rows:
        return
    differing = list(rows[0])
    shared = {name: value for name, value in constants.items() if name not in rows[0]}
    model.env.cr.execute(
        SQL(
            """INSERT INTO %(table)s (%(columns)s)
               SELECT %(values)s FROM json_to_recordset(%(rows)s::json) AS r(%(typed)s)""",
            table=SQL.identifier(model._table),
            columns=_list(SQL.identifier(name) for name in [*shared, *differing]),
            values=_list(
                [SQL("%s::%s", _adapted(value), _type(model, name)) for name, value in shared.items()]
                + [SQL.identifier("r", name) for name in differing]
            ),
            rows=json.dumps(rows),
            typed=_typed(model, differing),
        )
    )


def update(model, rows, key="id"):
    """Write rows by one statement.

    :param rows: list of {column: JSON value}, all with the same columns, among them ``key``
    """
    if not rows:
        return
    differing = [name for name in rows[0] if name != key]
    model.env.cr.execute(
        SQL(
            """UPDATE %(table)s t SET %(assignments)s
                 FROM json_to_recordset(%(rows)s::json) AS r(%(typed)s) WHERE t.%(key)s = r.%(key)s""",
            table=SQL.identifier(model._table),
            assignments=_list(SQL("%s = %s", SQL.identifier(name), SQL.identifier("r", name)) for name in differing),
            rows=json.dumps(rows),
            typed=_typed(model, rows[0]),
            key=SQL.identifier(key),
        )
    )


def _list(parts):
    return SQL(", ").join(parts)


def _adapted(value):
    return Json(value) if isinstance(value, dict) else value


def _typed(model, names):
    """:return: SQL of a column definition list, for json_to_recordset"""
    return _list(SQL("%s %s", SQL.identifier(name), _type(model, name)) for name in names)


def _type(model, name):
    """:return: SQL of the column's type, from the field; log columns are fields too"""
    return SQL(model._fields[name].column_type[0])


def compute_others(records, settled):
    """Let the ORM compute the stored fields that nobody here has written, such as those of other modules.

    :param settled: names of computed fields that are right already
    """
    for name, field in records._fields.items():
        if field.store and field.compute and name not in settled:
            records.env.add_to_compute(field, records)
    records.flush_recordset()
