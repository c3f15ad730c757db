from typing import NamedTuple

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peacedesk.website.listing import EntryListView, Link
from peacedesk.website.timeline.contributions import contributions, described
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

    More entries than a page lists are drawn as numbers for each year, and listed page by page.
    """

    filterset_class = TimelineFilterSet
    template_name = "website/timeline.html"
    heading = gettext_lazy("Timeline")
    paginate_by = 250

    def get_queryset(self):
        self.filterset = self.filterset_class(self.request)
        return self.filterset.found

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
        starts = {}
        for place, row in enumerate(self.filterset.found):
            starts.setdefault(decade_of(row), place)
        return [
            Link(heading(decade), f"{self.page_address(place // self.paginate_by + 1)}#t{decade}", is_current=False)
            for decade, place in starts.items()
        ]

    def chart(self, entries, paginator):
        if self.faults:
            return None
        chosen = self.filterset.form.cleaned_data
        years = chosen.get("from"), chosen.get("to")
        if paginator.num_pages > 1:
            return columns_of(self.filterset.found, localdate(), years, self.filterset.address_of)
        return marks_of(entries, localdate(), years)


def mark_next(entries, rows, today):
    """Mark the first of all `rows` that can be expected, so that the list shows it in gold, if it is an entry here."""
    kinds = {contribution.key for contribution in contributions if contribution.comes_next}
    first = next((row for row in rows if row.kind in kinds and row.is_expected(today)), None)
    for entry in entries:
        entry.is_next = entry.row == first


def sections(entries):
    """The entries in sections by decade, in the order in which they come."""
    found = {}
    for entry in entries:
        found.setdefault(decade_of(entry.row), []).append(entry)
    return [Section(str(decade), heading(decade), group) for decade, group in found.items()]


def decade_of(row):
    """The first year of the decade that an entry is listed under; 0 before the timeline begins, "undated"."""
    if not row.is_dated:
        return "undated"
    year = (row.first or row.last).year
    ended_before = row.last and row.last.year < FIRST_YEAR
    begun_before = "/" in row.date and year < FIRST_YEAR
    return 0 if ended_before or begun_before else max(year, FIRST_YEAR) // 10 * 10


def heading(decade):
    if decade == "undated":
        return _("Without a date")
    return f"{max(decade, FIRST_YEAR)}–{decade + 9}" if decade else _("Before %(year)s") % {"year": FIRST_YEAR}
