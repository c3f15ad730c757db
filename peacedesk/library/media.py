"""Uploaded pictures and their renditions: for readers exactly while a public row shows the picture."""

from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from peacedesk.library.models import Image
from peacedesk.library.querysets import public
from peacedesk.library.renditions import names_of
from peacedesk.library.uploads import FORMATS, media_type

LIGHT = 300_000  # bytes
# Browsers and shared caches ask each time, and hear in a few bytes that their copy is good: what was withdrawn is gone
# at once.
PUBLIC = {"public": True, "no_cache": True}
PRIVATE = {"private": True, "no_store": True}


@require_safe
def picture(request, stem, kind):
    """A picture that a public row shows, or any for those who see the images of the desk.

    To all others it is as unknown as one that never was.
    """
    name = f"images/{stem}.{kind}"
    if is_named(public(Image), name):
        etag = f'"{stem}.{kind}"'  # the name is the version: a replaced picture has another one
        response = get_conditional_response(request, etag=etag) or stored(name)
        response["ETag"] = etag
        patch_cache_control(response, **PUBLIC)
        return response
    if request.user.is_staff and request.user.has_perm("library.view_image") and is_named(Image.objects, name):
        response = stored(name)
        patch_cache_control(response, **PRIVATE)
        return response
    raise Http404


def is_named(images, name):
    """Whether a file belongs to one of the images, as its picture or as a rendition of it. One query, by an index."""
    stem = name.rpartition(".")[0].rpartition("-")[0]
    possible = [name, *(f"{stem}.{ending}" for ending in FORMATS.values())]
    found = images.filter(file__in=possible).values_list("file", "rendition_widths")
    return any(name in names_of(file, widths) for file, widths in found)


def stored(name):
    """The file of this name: whole where it is light, so that it can be kept. Raises `Http404` when it is lost."""
    try:
        file = Image._meta.get_field("file").storage.open(name)
    except FileNotFoundError as error:
        raise Http404 from error
    if file.size > LIGHT:
        return FileResponse(file, content_type=media_type(name))
    with file:
        return HttpResponse(file.read(), content_type=media_type(name))


picture.kept_parameters = ()  # the same for everyone, until the next publication: see peacedesk.website.page_cache
