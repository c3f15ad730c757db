"""What was typed before the session ended: kept through signing in, with the checks against forged requests on."""

from urllib.parse import urlencode

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from initiatives.models import InitiativeDraft
from peacedesk.accounts.kept import SALT
from tests.factories import make_initiative_draft, make_milestone_draft, make_theme
from tests.forms import Forms

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
PASSWORD = "correct horse battery staple"  # as `make_user` gives it
SENTENCE = "Your session has ended. Sign in again: what you typed is kept."
NO_FILES = "Files are not kept"


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def entry():
    draft = make_initiative_draft(title_en="Before", title_kk="Бұрын")
    make_milestone_draft(draft, text_en="It began.")
    make_milestone_draft(draft, text_en="It went on.", date="2014")
    return draft


def change_form(browser, user, entry):
    """The address and the fields of an entry's form, opened by someone whose session ends then."""
    browser.force_login(user)
    address = reverse("admin:initiatives_initiativedraft_change", args=[entry.pk])
    fields = Forms(browser.get(address).content.decode()).fields["initiativedraft_form"]
    browser.session.delete()
    return address, fields


def page(response):
    return Forms(response.content.decode())


def sign_in(browser, response, username, password=PASSWORD):
    """Fill in the login form of a page as a browser would, with the field that belongs to the form from outside."""
    forms = page(response)
    outside = {a["name"]: a["value"] for tag, a in forms.elements if tag == "input" and a.get("form") == "login-form"}
    fields = forms.fields["login-form"] | outside | {"username": username, "password": password}
    return browser.post(LOGIN, urlencode(fields, doseq=True), content_type="application/x-www-form-urlencoded")


def resume(browser, response):
    """Press the button of the page after signing in."""
    forms = page(response)
    action = next(a["action"] for tag, a in forms.elements if tag == "form" and a.get("id") == "resume-form")
    return browser.post(action, forms.fields["resume-form"])


def without_token(fields):
    return {name: values for name, values in fields.items() if name != "csrfmiddlewaretoken"}


def test_entry_is_saved_after_signing_in_again(browser, editor, entry):
    address, fields = change_form(browser, editor, entry)
    themes = [make_theme().pk, make_theme("mediation", name_en="Mediation").pk]
    changes = {"title_en": "After", "title_kk": "Кейін", "milestones-1-text_en": "It ended.", "themes": themes}

    refused = browser.post(address, fields | changes | {"_continue": "1"})
    mistaken = sign_in(browser, refused, "editor", "wrong")
    signed_in = sign_in(browser, mistaken, "editor")
    saved = resume(browser, signed_in)

    assert [r.status_code for r in (refused, mistaken, signed_in, saved)] == [403, 200, 200, 302]
    assert [SENTENCE in r.content.decode() for r in (refused, mistaken, signed_in)] == [True, True, False]
    assert saved.url == address
    entry.refresh_from_db()
    assert (entry.title_en, entry.title_kk, set(entry.themes.values_list("pk", flat=True))) == (
        "After",
        "Кейін",
        set(themes),
    )
    assert {m.text_en for m in entry.milestones.all()} == {"It began.", "It ended."}


def test_all_fields_are_kept_as_they_were_typed(browser, editor, entry):
    address, fields = change_form(browser, editor, entry)
    typed = fields | {
        "title_en": ["  <b>\"Peace\" & 'more'</b> "],
        "summary_ar": ["سلام\r\nسطر"],
        "themes": ["b", "a", "b"],
        "note": ["&quot; \u2028 𝄞"],
        "empty": [""],
    }

    response = sign_in(browser, browser.post(f"{address}?lang=kk&_popup=1", typed), "editor")

    forms = page(response)
    sent = forms.fields["resume-form"]
    assert without_token(sent) == without_token(typed)
    assert len(sent["csrfmiddlewaretoken"]) == 1
    assert sent["csrfmiddlewaretoken"] != fields["csrfmiddlewaretoken"]
    assert response.context["kept"].address == f"{address}?lang=kk&_popup=1"
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert [a for tag, a in forms.elements if tag == "button" and "autofocus" in a] != []


def test_long_texts_in_every_language_stay_within_the_limit_of_a_request(browser, editor, entry):
    address, fields = change_form(browser, editor, entry)
    text = " ".join(f"бейбітшілік {number}" for number in range(60_000))

    response = sign_in(browser, browser.post(address, fields | {"summary_kk": text}), "editor")

    assert page(response).fields["resume-form"]["summary_kk"] == [text]


def test_kept_text_of_somebody_else_needs_the_usual_rights(browser, editor, stranger, entry):
    address, fields = change_form(browser, editor, entry)

    signed_in = sign_in(browser, browser.post(address, fields | {"title_en": "After"}), "stranger")
    refused = resume(browser, signed_in)

    assert (signed_in.status_code, refused.status_code) == (200, 403)
    assert InitiativeDraft.objects.get().title_en == "Before"


def test_page_to_sign_in_again_is_in_the_language_of_the_browser_then_of_the_person(browser, editor, entry):
    editor.interface_language = "ru"
    editor.save()
    address, fields = change_form(browser, editor, entry)

    refused = browser.post(address, fields, headers={"accept-language": "ar"})
    signed_in = sign_in(browser, refused, "editor")

    assert '<html lang="ar" dir="rtl"' in refused.content.decode()
    assert '<html lang="ru" dir="ltr"' in signed_in.content.decode()


def test_files_are_not_kept_and_the_pages_say_so(browser, editor, entry):
    address, fields = change_form(browser, editor, entry)
    file = SimpleUploadedFile("picture.png", b"...")

    with_file = browser.post(address, fields | {"picture": file})
    mistaken = sign_in(browser, with_file, "editor", "wrong")
    signed_in = sign_in(browser, mistaken, "editor")
    browser.session.delete()
    without_file = browser.post(address, page(signed_in).fields["resume-form"])

    pages = (with_file, mistaken, signed_in, without_file)
    assert [NO_FILES in response.content.decode() for response in pages] == [True, True, True, False]
    assert "picture" not in page(signed_in).fields["resume-form"]


def test_choice_of_the_desk_language_is_kept_too(browser, editor, entry):
    _address, fields = change_form(browser, editor, entry)
    choice = {"csrfmiddlewaretoken": fields["csrfmiddlewaretoken"], "interface_language": "kk"}

    chosen = resume(browser, sign_in(browser, browser.post("/admin/language/", choice), "editor"))

    editor.refresh_from_db()
    assert (chosen.status_code, editor.interface_language) == (302, "kk")


# What stays as it is


def test_reading_after_the_session_ended_leads_to_the_login_page(browser, editor, entry):
    address, _fields = change_form(browser, editor, entry)

    assert browser.get(address).url == f"{LOGIN}?next={address}"


def test_logout_after_the_session_ended_leads_to_the_front_page(browser, editor, entry):
    _address, fields = change_form(browser, editor, entry)
    token = {"csrfmiddlewaretoken": fields["csrfmiddlewaretoken"]}

    assert browser.post("/admin/logout/", token).url == "/admin/"


def test_plain_login_leads_to_the_page_that_asked_for_it(browser, editor, entry):
    address, _fields = change_form(browser, editor, entry)

    response = sign_in(browser, browser.get(f"{LOGIN}?next={address}"), "editor")

    assert (response.status_code, response.url) == (302, address)


def test_person_without_a_seat_at_the_desk_is_redirected_as_before(browser, editor, entry):
    address, fields = change_form(browser, editor, entry)
    editor.is_staff = False
    editor.save()
    browser.force_login(editor)

    response = browser.post(address, fields)

    assert (response.status_code, response.url) == (302, f"{LOGIN}?next={address}")


# What is refused


@pytest.mark.parametrize("cookie", [True, False])
def test_forged_post_after_the_session_ended_shows_no_login_form(browser, editor, entry, cookie):
    address, fields = change_form(browser, editor, entry)
    if cookie:
        fields["csrfmiddlewaretoken"] = "x" * 64
    else:
        del browser.cookies["csrftoken"]

    response = browser.post(address, fields | {"title_en": "Forged"})

    assert response.status_code == 403
    assert "This form could not be accepted" in response.content.decode()
    assert "Forged" not in response.content.decode()
    assert 'name="kept"' not in response.content.decode()


def test_forged_login_with_a_kept_post_is_refused(browser, editor, entry):
    address, fields = change_form(browser, editor, entry)
    refused = browser.post(address, fields | {"title_en": "After"})
    del browser.cookies["csrftoken"]

    response = sign_in(browser, refused, "editor")

    assert response.status_code == 403
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("name", ["old_password", "password1", "usable_password"])
def test_passwords_are_never_written_into_a_page(browser, editor, entry, name):
    address, fields = change_form(browser, editor, entry)

    response = browser.post(address, fields | {name: "secret"})

    assert (response.status_code, response.url) == (302, f"{LOGIN}?next={address}")


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/admin/",
        "//elsewhere.example/admin/",
        "/\\elsewhere.example/admin/",
        "javascript:alert(1)",
        "/en/",
        "/administrator/",
        "",
        "/admin/login/",
        "/admin/login/?next=/admin/",
        "/admin/logout/",
        "/admin/password_change/",
    ],
)
def test_kept_post_goes_to_pages_of_the_desk_only(browser, editor, address):
    forged = signing.dumps({"address": address, "fields": {"a": ["b"]}, "had_files": False}, salt=SALT)
    login = page(browser.get(LOGIN)).fields["login-form"]
    person = {"username": "editor", "password": PASSWORD}

    response = browser.post(LOGIN, login | person | {"kept": forged})

    assert (response.status_code, response.url) == (302, "/admin/")


def test_kept_post_that_this_site_did_not_seal_is_ignored(browser, editor):
    kept = {"address": "/admin/accounts/user/", "fields": {"a": ["b"]}, "had_files": False}
    login = page(browser.get(LOGIN)).fields["login-form"]
    person = {"username": "editor", "password": PASSWORD}

    response = browser.post(LOGIN, login | person | {"kept": signing.dumps(kept, salt="another")})

    assert (response.status_code, response.url) == (302, "/admin/")


def test_sealed_post_goes_on(browser, editor):
    """The two tests above send a form that would be taken if its address and its seal were right."""
    kept = {"address": "/admin/accounts/user/", "fields": {"a": ["b"]}, "had_files": False}
    login = page(browser.get(LOGIN)).fields["login-form"]
    person = {"username": "editor", "password": PASSWORD}

    response = browser.post(LOGIN, login | person | {"kept": signing.dumps(kept, salt=SALT)})

    assert without_token(page(response).fields["resume-form"]) == {"a": ["b"]}
