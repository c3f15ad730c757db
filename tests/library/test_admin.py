"""Library records at the desk: public at once, found by every spelling, and never lost while something needs them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Picture

from events.models import EventSeries
from peacedesk.editorial import publishing
from peacedesk.editorial.models import SiteGeneration
from peacedesk.library.models import Image, Organisation, Source, Theme
from tests.conftest import make_user
from tests.editorial.test_admin import address, page, save
from tests.factories import make_image, make_initiative, make_organisation, make_series, make_source, make_theme
from tests.forms import Forms

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced(monkeypatch):
    """What followers of publications are told, as (kind, ids)."""
    heard = []
    monkeypatch.setattr(publishing, "after_publish", [lambda kind, ids: heard.append((kind, ids))])
    return heard


@pytest.fixture
def librarian(client, db):
    person = make_user("librarian", "Administrators")
    client.force_login(person)
    return person


def photo(kind="JPEG", size=(60, 40)):
    target = io.BytesIO()
    Picture.new("RGB", size, "teal").save(target, kind)
    return SimpleUploadedFile("IMG_2024 <holiday>.jpg", target.getvalue())


def add(client, model, **fields):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    form = Forms(client.get(url).content.decode()).fields[f"{model._meta.model_name}_form"]
    return client.post(url, {**form, **fields}, follow=True)


@pytest.mark.usefixtures("librarian")
def test_change_is_announced_and_counted(client, announced):
    theme = make_theme()
    save(client, theme, name_ru="Ядерное разоружение")
    assert announced == [("library.theme", [theme.pk])]
    assert SiteGeneration.objects.get().number == 1


@pytest.mark.usefixtures("librarian")
def test_series_of_events_are_announced_likewise(client, announced):
    series = make_series()
    save(client, series, name_ru="Форум")
    assert announced == [("events.eventseries", [series.pk])]
    assert EventSeries.objects.get().name_ru == "Форум"


@pytest.mark.usefixtures("librarian")
@pytest.mark.parametrize("in_bulk", [False, True])
def test_deletion_is_announced(client, announced, in_bulk):
    theme = make_theme()
    if in_bulk:
        chosen = {"action": "delete_selected", "_selected_action": [theme.pk], "post": "yes"}
        client.post(reverse("admin:library_theme_changelist"), chosen)
    else:
        client.post(address(theme, "delete"), {"post": "yes"})
    assert announced == [("library.theme", [theme.pk])]
    assert not Theme.objects.exists()


@pytest.mark.usefixtures("librarian")
def test_record_in_use_is_not_deleted(client, announced):
    cover = make_image()
    make_initiative(cover=cover)
    announced.clear()
    response = client.post(address(cover, "delete"), {"post": "yes"})
    assert "Cannot delete image" in response.content.decode()
    assert Image.objects.filter(pk=cover.pk).exists()
    assert announced == []


@pytest.mark.usefixtures("librarian")
def test_spellings_are_edited_one_on_a_line(client):
    organisation = make_organisation(aliases=["United Nations Organization", "ООН"])
    form = page(client, organisation).fields["organisation_form"]
    assert form["aliases"] == ["United Nations Organization\nООН"]

    save(client, organisation, aliases=" ООН \r\n\r\nБҰҰ\r\n", wrong_forms="")

    organisation.refresh_from_db()
    assert (organisation.aliases, organisation.wrong_forms) == (["ООН", "БҰҰ"], [])


@pytest.mark.usefixtures("librarian")
def test_spelling_that_is_too_long_is_refused(client):
    response = save(client, make_organisation(), aliases="x" * 201)
    assert "Write one name per line, each at most 200 characters long." in response.content.decode()


@pytest.mark.usefixtures("librarian")
@pytest.mark.parametrize("query", ["біріккен", "UN", "оон", "бұұ", "united nation", "un-key", "нато"])
def test_record_is_found_by_names_in_every_language_and_by_every_spelling(client, query):
    make_organisation(
        "un-key", name_kk="Біріккен Ұлттар Ұйымы", aliases=["ООН", "БҰҰ"], wrong_forms=["НАТО"], abbreviation_ru="ООН"
    )
    make_organisation("other", name_en="Other", abbreviation_en="")
    found = client.get("/admin/library/organisation/", {"q": query}).context["cl"].result_list
    assert [record.key for record in found] == ["un-key"]


@pytest.mark.usefixtures("librarian")
def test_autocomplete_finds_a_record_by_its_spelling(client, editor):
    client.force_login(editor)
    theme = make_theme(aliases=["Нераспространение"])
    query = {"app_label": "initiatives", "model_name": "initiativedraft", "field_name": "themes", "term": "нераспр"}
    assert [one["id"] for one in client.get("/admin/autocomplete/", query).json()["results"]] == [str(theme.pk)]


@pytest.mark.usefixtures("librarian")
def test_key_is_given_once(client):
    add(client, Theme, key="food-security", name_en="Food security", line="humanitarian")
    theme = Theme.objects.get()
    assert theme.key == "food-security"

    assert "key" not in page(client, theme).fields["theme_form"]
    save(client, theme, key="hunger")

    theme.refresh_from_db()
    assert theme.key == "food-security"


@pytest.mark.usefixtures("librarian")
def test_record_without_a_name_is_refused(client):
    response = add(client, Organisation, key="nameless", kind="un_body")
    assert "Give a name in at least one language." in response.content.decode()
    assert not Organisation.objects.exists()


@pytest.mark.usefixtures("librarian")
def test_list_says_how_complete_each_language_is(client):
    make_theme(name_en="Name", name_kk="Атау", name_ru="", scope_en="Scope", scope_kk="", name_ar="", scope_ar="")
    html = client.get("/admin/library/theme/").content.decode()
    states = [html.split(f'field-language_{code}">')[1].split("</svg>")[1].split("<")[0] for code in ("kk", "ru", "en")]
    assert states == ["Incomplete", "Empty", "Complete"]


@pytest.mark.usefixtures("librarian")
def test_upload_is_stored_under_a_name_of_our_own(client):
    add(client, Image, key="photo", alt_en="A hall", file=photo())

    image = Image.objects.get()
    assert (image.width, image.height) == (60, 40)
    assert image.file.name.removeprefix("images/").removesuffix(".jpg").isalnum()
    html = client.get(address(image)).content.decode()
    assert f'src="{address(image, "file")}"' in html
    answer = client.get(address(image, "file"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    answer.close()
    image.file.delete(save=False)


@pytest.mark.usefixtures("librarian")
def test_upload_that_is_no_picture_is_refused_in_plain_words(client):
    fake = SimpleUploadedFile("photo.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    response = add(client, Image, key="fake", alt_en="A hall", file=fake)
    assert "This file is not a JPEG, PNG or WebP picture, or it is damaged." in response.content.decode()
    assert not Image.objects.exists()


def test_stranger_does_not_see_an_upload(client, stranger):
    image = make_image(static_path="", file="images/nowhere.jpg")
    client.force_login(stranger)
    assert client.get(address(image, "file")).status_code == 403
    client.logout()
    assert client.get(address(image, "file")).status_code == 302


@pytest.mark.usefixtures("librarian")
def test_editorial_source_must_say_what_it_rests_on(client):
    response = save(client, make_source(), kind="editorial_record")
    assert "An editorial record must say in its note what it rests on." in response.content.decode()
    assert Source.objects.get().kind == "fact_sheet"


@pytest.mark.parametrize("path", ["theme", "source", "term", "organisation", "image", "person", "country", "track"])
def test_editor_may_not_delete_library_records(client, editor, path):
    client.force_login(editor)
    html = client.get(f"/admin/library/{path}/").content.decode()
    assert "delete_selected" not in html
