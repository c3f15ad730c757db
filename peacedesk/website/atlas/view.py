"""The page of the map: which places it shows, in which order, and what it says about values that do not hold."""

from typing import NamedTuple

from django import forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import TemplateView

from peacedesk.editorial.graph import content_roots
from peacedesk.website.addresses import with_query
from peacedesk.website.atlas.drawing import drawing
from peacedesk.website.atlas.places import public_places
from peacedesk.website.listing import Link
from peacedesk.website.listing.fields import NUL_FAULT, ChoiceField, holds_nul

# By the name of an order its label and the key to sort by; places of one rank stay in the order of their names.
ORDERS = {
    "entries": (gettext_lazy("Most entries first"), lambda place: -place.entries),
    "name": (pgettext_lazy("sort by", "Name"), lambda place: 0),
    "distance": (gettext_lazy("Nearest first"), lambda place: (place.point is None, place.distance)),
}
DEFAULT_ORDER = "entries"


class Chip(NamedTuple):
    """A link to the places of one kind of entries, or of all, and how many there are."""

    label: str
    places: int
    url: str
    is_current: bool


def kinds():
    """The kinds of entries: (name, label)."""
    return [(root._meta.model_name, capfirst(root._meta.verbose_name_plural)) for root in content_roots()]


class MapForm(forms.Form):
    kind = ChoiceField(required=False, label=gettext_lazy("Kind of entries"), choices=kinds)
    sort = ChoiceField(
        required=False, label=gettext_lazy("Sort by"), choices=[(key, label) for key, (label, _key) in ORDERS.items()]
    )


class MapView(TemplateView):
    """The context has `drawing` and `places`, `chips` and `sorts`, links to other choices and orders, or `faults`.

    A value that does not hold is answered with 404, a NUL character with 400, both with sentences that say so.
    """

    kept_parameters = ("kind", "sort")
    template_name = "website/map.html"

    def get(self, request, *args, **kwargs):
        form = MapForm(request.GET)
        if holds_nul(request.GET):
            faults, status = [NUL_FAULT], 400
        else:
            faults, status = [fault for faults in form.errors.values() for fault in faults], 404
        if faults:
            return self.render_to_response({"faults": faults}, status=status)
        return self.render_to_response(map_of(form.cleaned_data["kind"], form.cleaned_data["sort"] or DEFAULT_ORDER))


def map_of(kind, sort):
    """The context of a map of the places of one kind of entries, or of all with "", in the order `sort`."""
    known = public_places()
    shown = of_kind(kind, known)
    return {
        "drawing": drawing(shown),
        "places": sorted(shown, key=ORDERS[sort][1]),
        "chips": [
            Chip(label, len(of_kind(name, known)), address(name, sort), name == kind)
            for name, label in [("", pgettext("places", "All")), *kinds()]
        ],
        "sorts": [Link(label, address(kind, key), key == sort, key) for key, (label, _key) in ORDERS.items()],
    }


def of_kind(kind, places):
    return [found for place in places if (found := place.of_kind(kind))] if kind else places


def address(kind, sort):
    pairs = [("kind", kind)] * bool(kind) + [("sort", sort)] * (sort != DEFAULT_ORDER)
    return with_query(reverse("website:map"), pairs)
