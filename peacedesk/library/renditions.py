"""Smaller copies of uploaded pictures, so that a small screen loads a small file.

They are made when a picture is stored, never while a reader waits. A copy lies beside its original, under the same
random name with its width: images/3f….jpg has images/3f…-800.webp. Why WebP and these numbers: docs/decisions/0014.
"""

import io
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.db import transaction

WIDTHS = (1600, 1200, 800, 400)  # a column of at most 800 px, on screens of one and of two dots per pixel
KIND = "webp"
QUALITY = 78
METHOD = 4


def rendition_name(name, width):
    """The name of the rendition of a stored picture that is `width` pixels wide."""
    return str(PurePosixPath(name).with_suffix("")) + f"-{width}.{KIND}"


def names_of(name, widths):
    """The names of all files of a picture: its own first."""
    return [name, *(rendition_name(name, width) for width in widths)]


def make_renditions(file):
    """Store the renditions of a stored picture (a `FieldFile`) beside it and return their widths in pixels, ascending.

    A picture is never made larger, and a copy that is no lighter than the original is left out.
    """
    widths = []
    for width, content in _rendered(file):
        if len(content) < file.size:
            name = rendition_name(file.name, width)
            file.storage.delete(name)  # else the storage would choose another name
            file.storage.save(name, ContentFile(content))
            widths.append(width)
    return sorted(widths)


def _rendered(file):
    """The width and the bytes of each rendition, the widest first: each is made of the one before."""
    from PIL import Image  # noqa: PLC0415  (4 MB of memory that pages for readers do not need)

    with file.open() as stored, Image.open(stored) as picture:
        widest = min(picture.width, WIDTHS[0])
        wanted = [widest, *(width for width in WIDTHS if width < widest)]
        ratio = picture.height / picture.width
        picture.draft(None, (widest, round(widest * ratio)))  # a JPEG is decoded no larger than needed
        for width in wanted:
            picture = picture.resize((width, max(1, round(width * ratio))), Image.Resampling.LANCZOS)
            target = io.BytesIO()
            picture.save(target, KIND, quality=QUALITY, method=METHOD)
            yield width, target.getvalue()


def remove_after_commit(storage, names):
    """Delete files as soon as the database no longer names them."""
    transaction.on_commit(lambda: [storage.delete(name) for name in names])
