"""What the pages of all kinds of entries have in common."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import override
from django.views.generic import DetailView

from peacedesk.website.addresses import former_address
from peacedesk.website.cards import picture_of
from peacedesk.website.citing import FILES, Citation


class EntryView(DetailView):
    """A public entry, found by `slug`. A subclass sets `model`.

    An address that the entry has left redirects to the present one, a withdrawn entry answers 410.
    """

    context_object_name = "entry"
    kept_parameters = ()

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            return former_address(request, self.model, kwargs["slug"])


class EntryDetailView(EntryView):
    """The page of a public entry. A subclass sets `model` and `template_name`.

    The context has the entry as `entry`, its `citation`, the languages it is published in as `alternates` and the one
    it is shown in as `canonical_language`, its card as `picture` and what machines read as `linked_data`.
    """

    # A `Together` that finds the `entry` by its slug, with the `body` as its only long text.
    row = None

    # A function of an entry, its picture and the context of the page; called in the language that the page is shown in.
    linked_data = None

    def get_object(self, queryset=None):
        found = self.row.of(self.kwargs["slug"])["entry"]
        if not found:
            raise Http404
        found[0].take_text("body")
        return found[0]

    def get_context_data(self, **kwargs):
        picture = picture_of(self.object)
        with override(self.object.shown_language):
            linked_data = self.linked_data and self.linked_data(self.object, picture, kwargs)
        return super().get_context_data(
            alternates=self.object.published_languages,
            canonical_language=self.object.shown_language,
            citation=Citation.of(self.object),
            picture=picture,
            linked_data=linked_data,
            **kwargs,
        )


class CitationView(EntryView):
    """The citation of an entry as a file for reference managers, of the `model` it is given."""

    def render_to_response(self, context, **_kwargs):
        content_type, write = FILES[self.kwargs["format"]]
        citation = Citation.of(self.object)
        with override(citation.title.lang):
            text = write(citation)
        name = f"{citation.slug}.{citation.title.lang}.{self.kwargs['format']}"
        headers = {"Content-Disposition": content_disposition_header(True, name), "X-Robots-Tag": "noindex"}
        return HttpResponse(text, content_type, headers=headers)
