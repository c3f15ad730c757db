"""What every public page has around its content, and the addresses that lead to it."""

import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError, connection

from peacedesk.editorial.models import PublicAddress
from tests.factories import make_initiative, make_initiative_draft, publish

pytestmark = pytest.mark.django_db


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("ru,en;q=0.5", "ru"), ("kk-KZ", "kk"), ("ar", "ar"), ("fr", "en"), ("", "en"), ("\x00;q=9", "en")],
)
def test_the_bare_host_leads_to_the_language_of_the_browser(client, accepted, language):
    response = client.get("/", headers={"accept-language": accepted})

    assert (response.status_code, response["Location"]) == (302, f"/{language}/")
    assert response["Cache-Control"] == "no-store"
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies


def test_an_address_without_a_language_leads_to_the_one_with_it(client):
    response = client.get("/initiatives/?q=water", headers={"accept-language": "ar"})

    assert response["Location"] == "/ar/initiatives/?q=water"


def test_the_switcher_keeps_the_page_and_its_filters(client):
    links = page(client, "/kk/initiatives/?from=1990&sort=title").select(".langs a")

    assert [(a.get_text(), a["lang"], a["dir"], a["hreflang"], a["href"]) for a in links] == [
        ("Қазақша", "kk", "ltr", "kk", "/kk/initiatives/?from=1990&sort=title"),
        ("Русский", "ru", "ltr", "ru", "/ru/initiatives/?from=1990&sort=title"),
        ("English", "en", "ltr", "en", "/en/initiatives/?from=1990&sort=title"),
        ("العربية", "ar", "rtl", "ar", "/ar/initiatives/?from=1990&sort=title"),
    ]
    assert [a["lang"] for a in links if a.has_attr("aria-current")] == ["kk"]


def test_canonical_and_alternates_name_published_languages_only_and_never_the_host_of_the_request(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_initiative(slug="one", title_en="One", title_ru="Один")

    soup = BeautifulSoup(client.get("/kk/initiatives/one/", headers={"host": "evil.example"}).content, "html.parser")

    assert soup.select_one("link[rel=canonical]")["href"] == "http://127.0.0.1:8000/en/initiatives/one/"
    alternates = {link["hreflang"]: link["href"] for link in soup.select("link[rel=alternate][hreflang]")}
    assert set(alternates) == {"ru", "en", "x-default"}
    assert "evil.example" not in str(soup)


def test_an_old_address_leads_to_the_present_one_in_the_same_language(client):
    draft = make_initiative_draft(slug="old")
    publish(draft)
    draft.slug = "new"
    draft.save()
    publish(draft)

    response = client.get("/ar/initiatives/old/")

    assert (response.status_code, response["Location"]) == (301, "/ar/initiatives/new/")


def test_a_withdrawn_entry_says_so_and_names_nothing(client):
    public = make_initiative(slug="gone", title_en="CANARY")
    PublicAddress.objects.update(gone_at="2026-01-01T00:00Z")
    public.delete()

    assert "CANARY" not in str(page(client, "/ru/initiatives/gone/", 410))


@pytest.mark.parametrize(
    "address", ["/en/nothing/", "/ar/initiatives/none/", "/kk/events/x/", "/ru/themes/none/", "/fr/"]
)
def test_a_missing_page_helps_on_in_the_language_of_the_address(client, address):
    soup = page(client, address, 404)

    language = address.split("/")[1]
    assert soup.html["lang"] == (language if language != "fr" else "en")
    assert soup.select("main a[href]")
    assert soup.select_one("main input[name=q]")


@pytest.mark.parametrize(
    "address", ["/en/%00/", "/en/initiatives/a%00b/", "/en/initiatives/" + "a" * 3000 + "/", "/en/%ff/"]
)
def test_an_absurd_address_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_failing_database_is_told_in_the_language_of_the_page(client):
    def refuse(*args):
        raise OperationalError

    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        soup = page(client, "/ar/", 500)
        assert client.get("/readyz").status_code == 503

    assert (soup.html["lang"], soup.html["dir"]) == ("ar", "rtl")
    assert soup.h1


def test_health_is_answered_without_the_database_and_readiness_with_it(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"
    assert client.get("/readyz").content == b"ok"


def test_every_answer_has_the_protective_headers(client):
    for address in ("/en/", "/en/nothing/", "/admin/login/", "/healthz"):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert "camera=()" in headers["Permissions-Policy"]


def test_public_pages_need_no_nonce_and_the_desk_has_one_on_its_forms(client, chief):
    assert "nonce" not in client.get("/en/")["Content-Security-Policy"]
    client.force_login(chief)
    response = client.get("/admin/initiatives/initiativedraft/add/")
    nonce = response["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
    assert f'nonce="{nonce}"' in response.content.decode()
