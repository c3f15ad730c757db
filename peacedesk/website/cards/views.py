from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe
from django.views.generic import View

from peacedesk.languages import current_language
from peacedesk.website.addresses import former_address
from peacedesk.website.cards.content import Card
from peacedesk.website.page_cache import kept


class EntryCardView(View):
    """The card of a public entry in a language that it is published in, else 404, of the `model` it is given.

    An address that the entry has left redirects to the present one, a withdrawn entry answers 410.
    """

    model = None
    kept_parameters = ()
    http_method_names = ("get", "head")

    def get(self, request, slug):
        entry = self.model.objects.defer("body").filter(slug=slug).first()
        if entry is None:
            return former_address(request, self.model, slug)
        if current_language() not in entry.published_languages:
            raise Http404
        return picture(request, Card.of(entry))


@kept
@require_safe
def site_card(request):
    return picture(request, Card.of_site())


def drawn(card):
    """The bytes of a card as a PNG picture."""
    from peacedesk.website.cards.drawing import png  # noqa: PLC0415  (Pillow: 4 MB that other pages do not need)

    return png(card)


def picture(request, card):
    """A card as an answer, which other sites may show in their pages; "304 Not Modified" to who has it."""
    response = get_conditional_response(request, etag=card.etag) or HttpResponse(drawn(card), content_type="image/png")
    response["ETag"] = card.etag
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True, max_age=300)
    return response
