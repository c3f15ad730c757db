"""Uploaded pictures in a storage that is no folder of this machine, such as a bucket."""

import io

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image as Picture

from peacedesk.library.models import Image
from tests.conftest import make_user
from tests.editorial.test_admin import address, save
from tests.factories import make_initiative_draft, publish
from tests.library.test_admin import add, photo


@pytest.fixture
def bucket(settings):
    """A storage that knows no paths, and as the folder of uploads one that nobody could make."""
    settings.MEDIA_ROOT = "/dev/null/uploads"
    backend = "django.core.files.storage.InMemoryStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend}}


@pytest.mark.django_db
@pytest.mark.usefixtures("bucket")
def test_a_picture_is_kept_shown_changed_and_lost_in_a_bucket(client):
    librarian = Client()
    librarian.force_login(make_user("librarian", "Administrators"))
    add(librarian, Image, key="photo", alt_en="A hall", file=photo())
    image = Image.objects.get(key="photo")
    draft = make_initiative_draft(cover=image)
    draft_page = address(draft).removesuffix("change/")

    assert client.get(image.url).status_code == 404
    assert size(librarian.get(address(image, "file"))) == (60, 40)
    assert image.url in librarian.get(f"{draft_page}preview/en/").content.decode()
    entry = publish(draft)
    assert image.url in client.get(entry.get_absolute_url()).content.decode()
    assert size(client.get(image.url)) == (60, 40)

    save(librarian, image, file=photo(size=(80, 20)))
    image.refresh_from_db()
    assert (image.width, image.height) == (80, 20)
    assert size(client.get(image.url)) == (80, 20)

    default_storage.delete(image.file.name)
    assert client.get(image.url).status_code == 404


def size(response):
    return Picture.open(io.BytesIO(response.getvalue())).size
