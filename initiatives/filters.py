from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative, Status
from peacedesk.website.listing import ColumnFilter, EntryFilterSet, RecordFilter


class InitiativeFilterSet(EntryFilterSet):
    theme = RecordFilter("themes", label=_("Theme"), order=("position", "key"))
    country = RecordFilter("countries", label=_("Country"))
    organisation = RecordFilter("organisations", label=_("Organisation"))
    status = ColumnFilter(field_name="status", label=_("Status"), choices=Status.choices)

    class Meta(EntryFilterSet.Meta):
        model = Initiative
