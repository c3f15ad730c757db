from django.db.models import F, Value

from peacedesk.editorial.models import PublicQuerySet
from peacedesk.languages import CONTENT_LANGUAGES
from peacedesk.library.querysets import linked_keys
from peacedesk.shown_text import in_alphabet, record_text


class InitiativeQuerySet(PublicQuerySet):
    def cards(self):
        """With what a card shows, and without the long texts."""
        return self.defer("body").annotate(theme_keys=linked_keys(self.model, "themes"))


def milestones(entry):
    """The milestones of an initiative with their sources, in the order of time; undated ones come last."""
    return entry.milestones.select_related("source__author").order_by(F("date_from").asc(nulls_last=True), "id")


def named_records(entry, *names):
    """The records that the many-to-many fields `names` link to: {name: [record, …]}, by name, from one query.

    The records have their key and their names only.
    """
    fields = {name: entry._meta.get_field(name) for name in names}
    columns = ("key", *(f"name_{code}" for code in CONTENT_LANGUAGES))
    queries = [
        field.related_model.objects.filter(**{field.related_query_name(): entry})
        .annotate(relation=Value(name), shown_name=in_alphabet(record_text("name")))
        .order_by()
        .raw_values("relation", "shown_name", *columns)
        for name, field in fields.items()
    ]
    linked = {name: [] for name in names}
    for row in queries[0].union(*queries[1:], all=True).order_by("shown_name", "key"):
        model = fields[row["relation"]].related_model
        linked[row["relation"]].append(model(**{column: row[column] for column in columns}))
    return linked
