from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from initiatives.filters import InitiativeFilterSet
from initiatives.linked_data import article
from initiatives.models import Initiative
from initiatives.querysets import milestones, named_records
from peacedesk.library.citing import number_sources
from peacedesk.website.downloads import DownloadView
from peacedesk.website.entries import EntryDetailView
from peacedesk.website.feeds import EntryFeedView
from peacedesk.website.listing import EntryListView, files_and_feed


class InitiativeListView(EntryListView):
    model = Initiative
    filterset_class = InitiativeFilterSet
    template_name = "initiatives/list.html"
    heading = _("Initiatives")
    follow = files_and_feed("initiatives")


class InitiativeFeedView(EntryFeedView):
    filterset_class = InitiativeFilterSet
    heading = _("Initiatives")


class InitiativeDownloadView(DownloadView):
    filterset_class = InitiativeFilterSet


class InitiativeDetailView(EntryDetailView):
    model = Initiative
    template_name = "initiatives/detail.html"
    linked_data = staticmethod(article)

    def get_queryset(self):
        return Initiative.objects.select_related("cover")

    def get_context_data(self, **kwargs):
        entry = self.object
        related = list(entry.related.cards().prefetch_related(None))
        prefetch_related_objects([entry, *related], "themes")
        figures, steps = list(entry.figures.select_related("source__author")), list(milestones(entry))
        citations = entry.citations.select_related("source__author")
        return super().get_context_data(
            figures=figures,
            milestones=steps,
            sources=number_sources([*figures, *steps], citations),
            related_events=list(entry.events.cards()),
            related_initiatives=related,
            **named_records(entry, "countries", "organisations", "people"),
            **kwargs,
        )
