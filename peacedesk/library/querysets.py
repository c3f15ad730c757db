"""Which reference records the public may see, and which public entries refer to them.

A record is public while a public row refers to it. The rows are found by walking the relations of all kinds of
content, so a new kind needs nothing here.
"""

from array import array
from collections import Counter, defaultdict
from functools import cache
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from peacedesk.editorial.graph import content_roots, models_of
from peacedesk.editorial.keeping import kept
from peacedesk.editorial.numbering import Chosen, Joined, digits, newest_first
from peacedesk.languages import current_language
from peacedesk.library.models import Country, Person, Source, Theme
from peacedesk.shown_text import in_alphabet, record_text


@cache
def paths(root, model):
    """The lookups that lead from a public root, itself or through its owned rows, to records of `model`."""
    accessors = zip(models_of(root), ("", *(f"{name}__" for name in root.owned)), strict=True)
    return tuple(
        f"{prefix}{field.name}"
        for owner, prefix in accessors
        for field in (*owner._meta.concrete_fields, *owner._meta.many_to_many)
        if field.related_model is model
    )


def public(model):
    """The records of `model` that a public row refers to. The author of a public source is public too."""
    condition = Q(pk__in=[])
    for root in content_roots():
        for path in paths(root, model):
            condition |= Exists(root._base_manager.order_by().filter(**{path: OuterRef("pk")}))
    if model is Person:
        condition |= Exists(public(Source).filter(author=OuterRef("pk")))
    return model.objects.filter(condition)


def public_keys(model):
    """The keys of the records of `public(model)`, found once for each publication; nobody may change them."""
    return kept(("public", model), lambda: frozenset(public(model).values_list("pk", flat=True)))


def listed(model):
    """The same records as `public(model)`, found by these keys: for all that is no part of a publication itself."""
    return model.objects.filter(pk__in=public_keys(model))


def by_name(records):
    """Records in the alphabetical order of the names that are shown."""
    return records.order_by(in_alphabet(record_text(records.model.title_field)), "key")


def references(root, model):
    """The public entries of a kind that refer to each record of `model`: {record id: `Chosen`}, the newest first.

    Nobody may change them.
    """
    return kept(("references", root, model), lambda: _referring(root, model))


def _referring(root, model):
    entries, found = newest_first(root), defaultdict(set)
    for record, numbers in entries.linked(paths(root, model), digits("pk")):
        found[record].update(numbers)
    return {UUID(record): Chosen(entries, array("I", sorted(numbers))) for record, numbers in found.items()}


def reference_counts(root, model):
    """How many public entries of a kind refer to each record of `model`: a `Counter` by id."""
    return Counter({record: len(entries) for record, entries in references(root, model).items()})


def latest_changes(model):
    """When an entry that refers to a record of `model` was last published, as {record id: moment}."""
    return kept(("latest changes", model), lambda: _latest_changes(model))


def _latest_changes(model):
    latest = {}
    for root in content_roots():
        found, places = {}, {}
        for record, entries in references(root, model).items():
            places = places or {number: place for place, number in enumerate(entries.numbering.latest_first)}
            last = min(entries.numbers, key=lambda number: places.get(number, len(places)))
            found[record] = next(entries.numbering.pks([last]))
        moments = dict(QuerySet(root).filter(pk__in=set(found.values())).values_list("pk", "updated_at"))
        for record, key in found.items():
            latest[record] = max(filter(None, (moments.get(key), latest.get(record))), default=None)
    return latest


def themes():
    """All themes as {id: theme}, in their order."""
    return kept("themes", lambda: {theme.pk: theme for theme in Theme.objects.all()})


def countries():
    """All countries as {id: country}, by name."""
    names = ("countries", current_language())
    return kept(names, lambda: {country.pk: country for country in by_name(Country.objects.all())})


def in_countries(entries):
    """Give each of `entries` its `country`, from those at hand."""
    found = countries()
    for entry in entries:
        entry.country = found.get(entry.country_id)
    return entries


def sources_of(*rows):
    """The sources that any of the querysets `rows` name, and their authors."""
    named = Q()
    for some in rows:
        named |= Q(pk__in=some.order_by().values("source"))
    sources = Source.objects.filter(named)
    return sources, Person.objects.filter(pk__in=sources.order_by().values("author"))


def with_sources(rows, sources, authors):
    """Give each of `rows` its `source`, with its author: both are among those of `sources_of`."""
    people = {person.pk: person for person in authors}
    for source in sources:
        source.author = people.get(source.author_id)
    found = {source.pk: source for source in sources}
    for row in rows:
        row.source = found[row.source_id]


@cache
def linked_keys(model, name):
    """An expression for the keys that a row of `model` is linked to by the many-to-many field `name`, as `among`
    reads them: a column beside the others, where the linked records are at hand."""
    field = model._meta.get_field(name)
    links = field.remote_field.through._base_manager.filter(**{field.m2m_field_name(): OuterRef("pk")}).order_by()
    column = Cast(field.m2m_reverse_field_name(), TextField())
    return Subquery(links.values(keys=Joined(column)), output_field=TextField())


def among(records, joined):
    """Of `records`, {key: record}, those whose keys are in such a column, in their order."""
    keys = set(map(UUID, joined.split())) if joined else ()
    return [record for key, record in records.items() if key in keys]
