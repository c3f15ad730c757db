from typing import NamedTuple

from django.core.paginator import Paginator
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peacedesk.editorial.keeping import kept
from peacedesk.languages import current_language
from peacedesk.website.listing import EntryListView, Link
from peacedesk.website.timeline.contributions import described
from peacedesk.website.timeline.drawing import columns_of, marks_of
from peacedesk.website.timeline.filters import TimelineFilterSet
from peacedesk.website.timeline.scale import FIRST_YEAR


class Section(NamedTuple):
    """The entries of a decade, or those without a date, whose `key` is not a number."""

    key: str
    heading: str
    entries: list


class TimelineView(EntryListView):
    """The timeline as a drawing and as a list of the same entries.

    Up to `undivided` entries stand on one page. More are drawn as numbers for each year, and listed page by page: as
    many pages as it takes, since each costs the same.
    """

    filterset_class = TimelineFilterSet
    template_name = "website/timeline.html"
    heading = gettext_lazy("Timeline")
    undivided, paginate_by = 250, 30
    paginator_class = Paginator

    def get_queryset(self):
        self.filterset = self.filterset_class(self.request)
        return self.filterset.found

    def get_paginate_by(self, found):
        return self.undivided if len(found) <= self.undivided else self.paginate_by

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        entries = described(context["object_list"])
        mark_next(entries, self.filterset.found, localdate())
        return context | {
            "sections": sections(entries),
            "decades": self.decades(context["paginator"]),
            "chart": self.chart(entries, context["paginator"]),
            "first_year": FIRST_YEAR,
        }

    def decades(self, paginator):
        """Links to where each decade begins in a list of several pages."""
        if paginator.num_pages == 1:
            return []
        return [
            Link(heading(decade), f"{self.page_address(place // paginator.per_page + 1)}#t{decade}", is_current=False)
            for decade, place in self.filterset.found.decades.items()
        ]

    def chart(self, entries, paginator):
        if self.faults:
            return None
        today, chosen = localdate(), self.filterset.chosen
        years = chosen.get("from"), chosen.get("to")
        if paginator.num_pages == 1:
            return marks_of(entries, today, years)
        if chosen:
            return self.columns(today, years)
        return kept(("columns", current_language()), lambda: self.columns(today, years), today)

    def columns(self, today, years):
        given = self.filterset
        return columns_of(given.columns, given.found.latest, today, years, given.before_years)


def mark_next(entries, found, today):
    """Mark the first of all that is found and can be expected, so that the list shows it in gold, if it is here."""
    first = found.first(found.rows.expected(today))
    for entry in entries:
        entry.is_next = entry.row.pk == first


def sections(entries):
    """The entries in sections by decade, in the order in which they come."""
    found = {}
    for entry in entries:
        found.setdefault(entry.row.decade, []).append(entry)
    return [Section(str(decade), heading(decade), group) for decade, group in found.items()]


def heading(decade):
    if decade == "undated":
        return _("Without a date")
    return f"{max(decade, FIRST_YEAR)}–{decade + 9}" if decade else _("Before %(year)s") % {"year": FIRST_YEAR}
