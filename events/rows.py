"""Small tables read together: what a page always shows is worth one query, not one for each table."""

from operator import attrgetter

from django.db.models import JSONField, QuerySet, Value
from django.db.models.functions import JSONObject

from peacedesk.editorial.graph import original_columns


def fetch(querysets):
    """Read several querysets, given as {name: queryset}, in one query.

    Returns {name: list of objects}, each in the order of its model. Columns of JSON stay out.
    """
    parts = [_part(name, queryset) for name, queryset in querysets.items()]
    found = {name: [] for name in querysets}
    for row in parts[0].union(*parts[1:], all=True):
        found[row["part"]].append(_object(querysets[row["part"]], row["row"]))
    return {
        name: sorted(found[name], key=attrgetter(*queryset.model._meta.ordering))
        for name, queryset in querysets.items()
    }


def _columns(model):
    """The columns that are read, without the untranslated ones."""
    left_out = original_columns(model)
    return [f for f in model._meta.concrete_fields if f.name not in left_out and not isinstance(f, JSONField)]


def _part(name, queryset):
    row = JSONObject(**{column.attname: column.attname for column in _columns(queryset.model)})
    # The plain method: that of translated models selects columns in no fixed order, which a union cannot have.
    return QuerySet.values(queryset.order_by().annotate(part=Value(name), row=row), "part", "row")


def _object(queryset, row):
    columns = _columns(queryset.model)
    values = [column.to_python(row[column.attname]) for column in columns]
    return queryset.model.from_db(queryset.db, [column.attname for column in columns], values)
