"""Renditions of uploaded pictures: made at upload, public exactly as long as their picture, removed with it."""

import datetime as dt
import io
import os

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image as Picture
from PIL import ImageFilter

from peacedesk.editorial import workflow
from peacedesk.editorial.models import Entry
from peacedesk.library.models import Image
from peacedesk.library.models.images import validate_widths
from peacedesk.library.renditions import make_renditions
from peacedesk.library.uploads import cleaned_picture
from tests.editorial.test_admin import address, save
from tests.factories import make_image, make_initiative_draft, make_superuser, publish
from tests.library.test_admin import add
from tests.library.test_pictures import upload
from tests.website.page_cache.asking import Process

pytestmark = pytest.mark.django_db


def photo(size=(1000, 500), kind="JPEG"):
    """Something with the grain of a photograph, in bytes."""
    target = io.BytesIO()
    grain = Picture.effect_noise((size[0] // 4, size[1] // 4), 90).resize(size).filter(ImageFilter.GaussianBlur(2))
    Picture.merge("RGB", (grain, grain.rotate(180), grain)).save(target, kind, quality=95)
    return target.getvalue()


def make_photo(**fields):
    image = Image.objects.create(key="photo", alt_en="A hall", file=cleaned_picture(upload(photo())), **fields)
    image.rendition_widths = make_renditions(image.file)
    image.save()
    return image


def size(path):
    with Picture.open(path) as picture:
        return picture.size


def kept(image):
    """Which of the files of a picture are in the storage."""
    return [name for name in image.file_names if image.file.storage.exists(name)]


def answer(client, name, **headers):
    """The answer to a request of a browser for a file, as (response, bytes)."""
    response = client.get(f"/media/{name}", headers={"accept_encoding": "gzip, br", **headers})
    return response, response.getvalue()


def statuses(client, names, **headers):
    return [answer(client, name, **headers)[0].status_code for name in names]


@pytest.fixture
def librarian(client):
    client.force_login(make_superuser("librarian"))


@pytest.mark.usefixtures("librarian")
def test_an_upload_has_smaller_copies_until_it_is_replaced_or_deleted(client, django_capture_on_commit_callbacks):
    add(client, Image, key="photo", alt_en="A hall", file=upload(photo(), "holiday.jpg"))
    first = Image.objects.get()
    sizes = [size(first.file.storage.path(name)) for name in kept(first)]
    weights = [first.file.storage.size(name) for name in kept(first)]
    entry = publish(make_initiative_draft(cover=first))
    cover = BeautifulSoup(client.get(entry.get_absolute_url()).content, "html.parser").select_one(".cover picture")

    assert sizes == [(1000, 500), (400, 200), (800, 400), (1000, 500)]
    assert weights[0] > weights[3] > weights[2] > weights[1]
    stem = first.url.removesuffix(".jpg")
    assert cover.source["type"] == "image/webp"
    assert cover.source["srcset"] == ", ".join(f"{stem}-{width}.webp {width}w" for width in (400, 800, 1000))
    assert (cover.img["src"], cover.img["width"], cover.img["height"]) == (first.url, "1000", "500")
    assert f'src="{stem}-400.webp"' in client.get("/admin/library/image/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        save(client, first, file=upload(photo((500, 500), "PNG")))
    second = Image.objects.get()
    assert kept(first) == []
    assert kept(second) == second.file_names
    assert second.rendition_widths == [400, 500]

    save(client, second, alt_en="Another hall")
    assert kept(second) == second.file_names
    spare = Image.objects.create(key="spare", alt_en="Spare", file=cleaned_picture(upload(photo((60, 40)))))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(spare, "delete"), {"post": "yes"})
    assert not spare.file.storage.exists(spare.file.name)


@pytest.mark.usefixtures("librarian")
def test_a_drawing_instead_of_an_upload_has_no_copies(client, django_capture_on_commit_callbacks):
    image = make_photo()

    with django_capture_on_commit_callbacks(execute=True):
        save(client, image, **{"file-clear": "on", "static_path": "art/mark.svg"})

    assert kept(image) == []
    image.refresh_from_db()
    assert (image.file_names, image.rendition_widths, image.static_path) == ([], [], "art/mark.svg")


def test_a_picture_with_its_copies_is_public_exactly_while_an_entry_shows_it(client):
    image = make_photo()
    names = image.file_names
    unknown = [names[0].replace(".jpg", ending) for ending in (".png", ".webp", "-401.webp", "-400.jpg", "-.webp")]
    draft = make_initiative_draft(cover=image)
    hidden = statuses(client, [*names, *unknown])

    publish(draft)
    with CaptureQueriesContext(connection) as queries:
        shown = [answer(client, name) for name in names]
        asked = len(queries)
    etags = [response["ETag"] for response, _content in shown]
    again = [answer(client, name, if_none_match=etag) for name, etag in zip(names, etags, strict=True)]
    garbage = [statuses(client, names, if_none_match=value) for value in ('"', "W/", ",,;", '"other"')]
    head = client.head(f"/media/{names[1]}")
    assert head.getvalue() == b""
    strange = statuses(client, unknown)
    refused = client.post(f"/media/{names[1]}").status_code

    about = {"entry": Entry.objects.get(pk=draft.pk), "parts": ["en"], "reason": "Untrue."}
    workflow.unpublish(**about, user=make_superuser("publisher"))
    gone = [statuses(client, names, if_none_match=etag) for etag in etags]

    assert set(hidden) == {404}
    assert [response["Content-Type"] for response, _content in shown] == ["image/jpeg", *["image/webp"] * 3]
    assert [Picture.open(io.BytesIO(content)).width for _response, content in shown] == [1000, 400, 800, 1000]
    assert {response["Cache-Control"] for response, _content in shown} == {"public, no-cache"}
    assert asked == len(names)
    assert len(set(etags)) == len(names)
    assert [(response.status_code, response["ETag"], content) for response, content in again] == [
        (304, etag, b"") for etag in etags
    ]
    assert garbage == [[200] * 4] * 4
    assert (head.status_code, int(head["Content-Length"]), head["ETag"]) == (200, len(shown[1][1]), etags[1])
    assert set(strange) == {404}
    assert refused == 405
    assert gone == [[404] * 4] * 4


@pytest.mark.django_db(transaction=True)
def test_a_kept_copy_goes_with_its_entry(settings):
    image = make_photo()
    draft = make_initiative_draft(cover=image)
    process = Process(settings.PAGE_STATE)
    address = f"/media/{image.file_names[1]}"
    hidden = process.ask(address).status
    publish(draft)
    process.made.clear()

    first, second = process.ask(address), process.ask(f"{address}?v=2")
    known = process.ask(address, If_None_Match=first.headers["ETag"])
    made = process.made.copy()
    about = {"entry": Entry.objects.get(pk=draft.pk), "parts": ["en"], "reason": "Untrue."}
    workflow.unpublish(**about, user=make_superuser("publisher"))
    gone = process.ask(address, If_None_Match=first.headers["ETag"]).status

    assert (hidden, first.status, known.status, gone) == (404, 200, 304, 404)
    assert first.body == second.body
    assert size(io.BytesIO(first.body)) == (400, 200)
    assert made == [address]


def test_tidying_makes_what_is_missing_and_removes_what_nobody_names(client):
    image = make_photo()
    storage, names = image.file.storage, image.file_names
    storage.delete(names[1])
    bare = Image.objects.create(key="bare", alt_en="Bare", file=cleaned_picture(upload(photo((500, 300)))))
    lost = make_image("lost", static_path="", file="images/lost.jpg")
    old, young = (storage.path(storage.save(f"images/{name}.jpg", io.BytesIO(b"x"))) for name in ("old", "young"))
    long_ago = (timezone.now() - dt.timedelta(days=1)).timestamp()
    for path in (old, *map(storage.path, kept(image))):
        os.utime(path, (long_ago, long_ago))

    for _time in range(2):
        call_command("tidy_pictures", verbosity=0)

    bare.refresh_from_db()
    assert kept(image) == names
    assert bare.rendition_widths == [400, 500]
    assert kept(bare) == bare.file_names
    assert kept(lost) == []
    assert (os.path.exists(old), os.path.exists(young)) == (False, True)


@pytest.mark.parametrize("value", ["400", [0], [True], [400, 400], ["400"], [4.5], {"400": 1}, None])
def test_widths_that_are_none_are_refused(value):
    with pytest.raises(ValidationError):
        validate_widths(value)
