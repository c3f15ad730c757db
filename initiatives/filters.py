from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative, Status
from peacedesk.website.listing import ChoicesFilter, EntryFilterSet, RecordFilter, WordsFilter


class InitiativeFilterSet(EntryFilterSet):
    q = WordsFilter(
        label=_("Words in title or text"),
        texts=("title", "summary", "body"),
        child_texts={"milestones": ("text", "place")},
    )
    theme = RecordFilter(field_name="themes", label=_("Theme"), order=("position", "key"))
    country = RecordFilter(field_name="countries", label=_("Country"))
    organisation = RecordFilter(field_name="organisations", label=_("Organisation"))
    status = ChoicesFilter(field_name="status", label=_("Status"), choices=Status.choices)

    class Meta(EntryFilterSet.Meta):
        model = Initiative
