"""The public entries of a kind as numbers, from the newest to the oldest, in memory for one state of the public tables.

Tables of references are thus sets of small numbers, and no page of a long list has to be counted to or sorted. What is
read of all entries comes as few long texts rather than as many rows, and without columns that have to be converted.
"""

from array import array
from collections.abc import Sequence
from functools import cached_property
from uuid import UUID

from django.db.models import Aggregate, F, Func, QuerySet, TextField

from peacedesk.editorial.keeping import kept

CHUNK = 2000


class Numbering:
    """The entries of a kind in one state. `keys` are those of all in order, as 32 digits, which take half the time of
    `UUID`s; `numbers` is the number of each."""

    def __init__(self, root, keys):
        self.root, self.keys = root, keys
        self.numbers = {key: number for number, key in enumerate(keys)}

    def pks(self, numbers):
        """An iterator over the keys with these numbers."""
        return map(UUID, map(self.keys.__getitem__, numbers))

    @cached_property
    def latest_first(self):
        """The numbers of all entries that say when they changed, the last first: an array nobody may change."""
        changed = QuerySet(self.root).filter(updated_at__isnull=False).order_by("-updated_at", "-pk")
        keys = changed.values_list(digits("pk"), flat=True).iterator(CHUNK)
        return array("I", (self.numbers[key] for key in keys if key in self.numbers))

    def linked(self, paths, column):
        """What the entries are linked to by any of the lookups `paths`, which lead to one model, from one query.

        Pairs of a column of it, a name or an expression, and numbers of entries: in no order, and one may come twice.
        """
        found = [_linked(self.root, path, column) for path in paths]
        for value, keys in found[0].union(*found[1:], all=True) if found else ():
            yield value, self.known(keys)

    def known(self, keys):
        """The numbers of entries whose keys are `Collected`. What was published after they were numbered has none."""
        return [number for number in map(self.numbers.get, keys.split()) if number is not None]


class Portions(Sequence):
    """A sequence that is read as far as it is looked at: a subclass has `portion(start, stop)`, a list."""

    __slots__ = ()

    def __getitem__(self, wanted):
        if not isinstance(wanted, slice):
            return self[wanted : wanted + 1][0]
        start, stop, _step = wanted.indices(len(self))
        return self.portion(start, stop)


class Chosen(Portions):
    """Some entries of a `Numbering`, given by an array of their numbers: a sequence of their keys."""

    __slots__ = ("numbering", "numbers")

    def __init__(self, numbering, numbers):
        self.numbering, self.numbers = numbering, numbers

    def __len__(self):
        return len(self.numbers)

    def portion(self, start, stop):
        return list(self.numbering.pks(self.numbers[start:stop]))


def newest_first(root):
    """The `Numbering` of the public entries of a kind, which nobody may change."""
    return kept(("newest first", root), lambda: _newest_first(root))


def _newest_first(root):
    # A plain queryset: it knows nothing of the active language.
    entries = QuerySet(root).order_by(F("date_from").desc(nulls_last=True), "slug")
    return Numbering(root, list(entries.values_list(digits("pk"), flat=True).iterator(CHUNK)))


def _linked(root, path, column):
    model, names = root, []
    for name in path.split("__"):
        field = model._meta.get_field(name)
        names.insert(0, field.field.name if field.auto_created else field.related_query_name())
        model = field.related_model
    back = "__".join(names)
    rows = QuerySet(model).order_by().filter(**{f"{back}__isnull": False}).values_list(column)
    return rows.annotate(keys=Collected(digits(back)))


def digits(name):
    """An expression for the key in a column, of the row or of what it is linked to, as 32 digits on any database."""
    return Digits(name, output_field=TextField())


class Digits(Func):
    """On PostgreSQL from the octets of a key: taking the hyphens out of its text takes twice as long."""

    arity = 1
    template = "ENCODE(UUID_SEND(%(expressions)s), 'hex')"

    def as_sqlite(self, compiler, connection, **context):
        """SQLite stores a key as 32 digits."""
        return self.as_sql(compiler, connection, template="%(expressions)s", **context)


class Joined(Func):
    """Values in one text, with spaces, in any order."""

    output_field = TextField()
    template = "%(function)s(%(expressions)s, ' ')"

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)


class Collected(Joined, Aggregate):
    """The same of each group."""


def in_order(queryset, pks):
    """The entries of a queryset with these keys, in the order of the keys; one that is withdrawn is left out."""
    entries = {entry.pk: entry for entry in queryset.filter(pk__in=pks).order_by()} if pks else {}
    return [entries[pk] for pk in pks if pk in entries]
