"""Addresses of pages: the same page in another language, and what answers at an address that an entry has left."""

from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils.http import urlencode

from peacedesk.editorial.graph import kind_of
from peacedesk.editorial.models import PublicAddress
from peacedesk.languages import LANGUAGE_NAMES


def in_language(address, language):
    """The address of the same page in `language`; of the home page when `address` has no language prefix.

    Takes a path with or without a query, as `request.get_full_path()` gives it.
    """
    code, _slash, rest = address.removeprefix(get_script_prefix()).partition("/")
    return f"{get_script_prefix()}{language}/{rest if code in LANGUAGE_NAMES else ''}"


def with_query(path, pairs):
    """A path with (parameter, value) pairs; without a question mark where there are none."""
    return f"{path}?{urlencode(pairs)}" if pairs else path


def webcal(path):
    """The address at which calendar programs subscribe to a calendar; with https they would load the file once."""
    return f"webcal://{settings.SITE_URL.partition('://')[2]}{path}"


def former_address(request, model, slug):
    """The answer where no entry of a public `model` stands at `slug` now.

    A permanent redirect (RFC 9110, 15.4.2) to the same of an entry that moved, its page or its calendar, at the present
    address; 410 for one that was withdrawn. Raises `Http404` when no entry ever stood there in public.
    """
    former = PublicAddress.objects.filter(kind=kind_of(model), slug=slug).first()
    if former is None:
        raise Http404
    entry = model.objects.filter(pk=former.entry).first()
    if entry is None:
        return render(request, "410.html", status=410)
    match = request.resolver_match
    return HttpResponsePermanentRedirect(reverse(match.view_name, kwargs=match.kwargs | {"slug": entry.slug}))
