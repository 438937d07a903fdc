"""What becomes of fields in an export: columns of a table, read by SQL as far as SQL knows the fields (YC13)."""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.tools import SQL

from ...tools.table_writer import Column

KINDS = {
    "boolean": "boolean",
    "date": "date",
    "datetime": "moment",
    "float": "number",
    "integer": "integer",
    "monetary": "money",
}


@dataclass(frozen=True)
class Reader:
    """How a column is read.

    :param sql: what the query selects for it
    :param values: function of the records' ids and of what was selected for them, two lists of one length, that gives
        the list of what is written
    """

    column: Column
    sql: SQL
    values: Callable[[list, list], list] = lambda ids, selected: selected


def reader_of(model, name, query, zone):
    """:param model: the records' model, in the environment of who asks: field groups are theirs
    :param query: Query that selects the records; what the field needs is joined to it
    :param zone: name of the time zone in which moments are written
    :return: Reader
    """
    field = model._fields[name]
    column = Column(model._clientele_export_label(name), KINDS.get(field.type, "text"), _digits(model.env, field))
    if field.type == "many2many":
        return Reader(column, _ids_sql(model, field, query), _name_lists(model.env[field.comodel_name]))
    try:
        sql = model._field_to_sql(query.table, name, query)
    except ValueError:  # not stored, and nobody said how to say it in SQL
        return Reader(column, SQL("NULL"), _by_orm(model, field))
    if field.type == "many2one":
        names = _names(model.env[field.comodel_name].sudo())  # sudo: as in lists, a name is shown with its record
        return Reader(column, sql, lambda ids, selected: list(map(names(selected).get, selected)))
    if field.type == "selection":
        labels = dict(field._description_selection(model.env))
        return Reader(column, sql, lambda ids, selected: [labels.get(value, value) for value in selected])
    if field.type == "datetime":
        sql = SQL("timezone(%s, timezone('UTC', %s))", zone, sql)
    return Reader(column, sql)


def _digits(env, field):
    if field.type == "monetary":
        return env.company.currency_id.decimal_places
    return (field.get_digits(env) or (0, 2))[1] if field.type == "float" else 0


def _names(comodel):
    """:return: function of a list of ids that gives a dict with their names, each of which is read once"""
    known = {}

    def names(ids):
        if missing := {record_id for record_id in ids if record_id and record_id not in known}:
            records = comodel.with_context(active_test=False).search([("id", "in", list(missing))])
            known.update(dict.fromkeys(missing))  # what may not be seen is not looked for again
            known.update((record.id, record.display_name) for record in records)
        return known

    return names


def _ids_sql(model, field, query):
    """:return: SQL of the ids of a many2many field, of the records or of their facts rows"""
    alias = query.table
    if fact := getattr(field, "clientele_fact", None):
        alias = model._clientele_join(alias, query)
        field = model.env["clientele.client"]._fields[fact]
    return SQL(
        "ARRAY(SELECT %s FROM %s WHERE %s = %s)",
        SQL.identifier(field.column2),
        SQL.identifier(field.relation),
        SQL.identifier(field.column1),
        SQL.identifier(alias, "id"),
    )


def _name_lists(comodel):
    """What the user may not see is left out, as in lists."""
    names = _names(comodel)

    def values(ids, selected):
        known = names([record_id for some in selected for record_id in some])
        return [", ".join(sorted(filter(None, map(known.get, some)))) for some in selected]

    return values


def _by_orm(model, field):
    def values(ids, selected):
        records = model.browse(ids)
        exported = [field.convert_to_export(record[field.name], record) for record in records]
        records.invalidate_recordset(flush=False)
        return [None if value is False and field.type != "boolean" else value for value in exported]

    return values
