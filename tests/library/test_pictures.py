"""Uploaded pictures: refused unless they are what they say, stored clean, and public only with an entry."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from PIL.PngImagePlugin import PngInfo

from peacedesk.library.models import Image
from peacedesk.library.uploads import cleaned_picture
from tests.factories import make_initiative_draft, publish


def encoded(kind="PNG", size=(40, 20), **options):
    target = io.BytesIO()
    Picture.new("RGB", size, "teal").save(target, kind, **options)
    return target.getvalue()


def upload(content, name="photo.png"):
    return SimpleUploadedFile(name, content)


def test_a_picture_is_stored_without_what_was_hidden_in_it():
    exif = Picture.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "CANARY description"
    notes = PngInfo()
    notes.add_text("Comment", "CANARY text")

    jpeg = cleaned_picture(upload(encoded("JPEG", exif=exif) + b"CANARY after the end"))
    png = cleaned_picture(upload(encoded("PNG", pnginfo=notes)))

    assert b"CANARY" not in jpeg.read()
    assert b"CANARY" not in png.read()
    jpeg.seek(0)
    assert Picture.open(jpeg).size == (20, 40)
    assert "photo" not in jpeg.name + png.name


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "format"),
        (encoded("GIF"), "format"),
        (encoded("TIFF"), "format"),
        (encoded("BMP"), "format"),
        (encoded("JPEG", (400, 400))[:500], "format"),
        (encoded("PNG")[:40], "format"),
        (encoded("PNG", (9400, 4300)), "pixels"),
        (b"\x00" * (15 * 1024 * 1024 + 1), "bytes"),
    ],
    ids=["empty", "svg", "gif", "tiff", "bmp", "half a jpeg", "half a png", "too many pixels", "too many bytes"],
)
def test_what_is_no_whole_picture_is_refused(content, code):
    with pytest.raises(ValidationError) as refused:
        cleaned_picture(upload(content))

    assert refused.value.code == code


@pytest.mark.django_db
def test_an_uploaded_picture_is_public_only_with_an_entry_that_shows_it(client):
    image = Image.objects.create(key="photo", alt_en="A hall", file=cleaned_picture(upload(encoded())))
    draft = make_initiative_draft(cover=image)
    before = client.get(image.url)

    public = publish(draft)
    after = client.get(image.url)

    assert before.status_code == client.get("/media/images/never-was.png").status_code == 404
    assert after.status_code == 200
    assert after["Content-Type"] == "image/png"
    assert Picture.open(io.BytesIO(after.getvalue())).size == (40, 20)
    assert image.url in client.get(public.get_absolute_url()).content.decode()
