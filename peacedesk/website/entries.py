"""What the pages of all kinds of entries have in common."""

from django.http import Http404
from django.views.generic import DetailView

from peacedesk.website.addresses import former_address


class EntryDetailView(DetailView):
    """The page of a public entry, found by `slug`. A subclass sets `model` and `template_name`.

    An address that the entry has left redirects to the present one, a withdrawn entry answers 410. The context has
    the entry as `entry`, the languages it is published in as `alternates` and the one it is shown in as
    `canonical_language`. A subclass that needs other queries overrides `get_queryset()`.
    """

    context_object_name = "entry"

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            return former_address(request, self.model, kwargs["slug"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            alternates=self.object.published_languages, canonical_language=self.object.shown_language, **kwargs
        )
