from django.utils.translation import gettext_lazy as _

from initiatives.filters import InitiativeFilterSet
from initiatives.linked_data import article
from initiatives.models import Initiative
from initiatives.page import ROW, page_of
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

    row = ROW

    def get_context_data(self, **kwargs):
        return super().get_context_data(**page_of(self.object), **kwargs)
