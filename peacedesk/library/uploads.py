"""Uploaded pictures: checked, and stored again without anything but the picture."""

import io
import secrets
from pathlib import PurePosixPath

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
MEDIA_TYPES = {f".{ending}": f"image/{kind.lower()}" for kind, ending in FORMATS.items()}
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
QUALITY = 88

NOT_A_PICTURE = ValidationError(
    _("This file is not a JPEG, PNG or WebP picture, or it is damaged. Save it again as one of these and try again."),
    code="format",
)
TOO_HEAVY = ValidationError(_("This file is larger than 15 MB. Reduce the picture and try again."), code="bytes")
TOO_LARGE = ValidationError(
    _("This picture has more than 40 megapixels. Reduce its width and height and try again."), code="pixels"
)


def cleaned_picture(upload):
    """The picture of an uploaded file as a new file with a name of our own.

    Its rotation is applied; EXIF, places, texts, colour profiles, further frames and trailing bytes are gone.
    Raises `ValidationError` when the file is no whole JPEG, PNG or WebP picture within the limits.
    """
    from PIL import Image  # noqa: PLC0415  (4 MB of memory that pages for readers do not need)

    if upload.size > MAX_BYTES:
        raise TOO_HEAVY
    try:
        picture = Image.open(upload, formats=list(FORMATS))
        if picture.width * picture.height > MAX_PIXELS:  # known from the header, before anything is decoded
            raise TOO_LARGE
        kind = picture.format
        picture.load()
        return ContentFile(_stored(picture, kind), name=f"{secrets.token_hex(16)}.{FORMATS[kind]}")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TOO_LARGE from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise NOT_A_PICTURE from error


def media_type(name):
    """The media type of a stored picture by the ending of its name; None for any other file."""
    return MEDIA_TYPES.get(PurePosixPath(name).suffix)


def _stored(picture, kind):
    from PIL import ImageOps  # noqa: PLC0415  (as above)

    has_alpha = kind != "JPEG" and picture.has_transparency_data
    clean = ImageOps.exif_transpose(picture).convert("RGBA" if has_alpha else "RGB")
    clean.info.clear()
    target = io.BytesIO()
    clean.save(target, kind, quality=QUALITY, optimize=kind == "JPEG")  # a PNG of 12 megapixels would take 20 seconds
    return target.getvalue()


class PictureField(forms.FileField):
    """A form field of a `models.ImageField` for uploads that are stored as `cleaned_picture` makes them."""

    def to_python(self, data):
        upload = super().to_python(data)
        return upload and cleaned_picture(upload)
