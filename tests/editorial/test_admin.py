"""The desk through its real forms: what is read from a page is sent back with a change."""

import datetime as dt

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from events.models import AppearanceDraft, Event, EventDraft, OutcomeDraft, SessionDraft
from initiatives.models import Initiative, InitiativeDraft, MilestoneDraft
from peacedesk.accounts.models import User
from peacedesk.editorial import revisions, roles
from peacedesk.editorial.models import Entry, Note, Revision
from tests.conftest import make_user
from tests.editorial.test_publishing import public_rows
from tests.factories import (
    make_event_draft,
    make_image,
    make_initiative,
    make_initiative_draft,
    make_milestone_draft,
    make_organisation,
    make_person,
    make_series,
    make_source,
    make_theme,
    make_track,
    publish,
)
from tests.forms import Forms

pytestmark = pytest.mark.django_db

LANGUAGES = ["en", "kk", "ru", "ar"]


def address(record, view="change"):
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{view}", args=[record.pk])


def page(client, record, **headers):
    """The change form of a record as `Forms`."""
    response = client.get(address(record), headers=headers)
    assert response.status_code == 200
    return Forms(response.content.decode())


def save(client, record, button="_save", **changes):
    """Open the change form of a record, change fields and press a button. Returns the page that follows."""
    form = page(client, record).fields[f"{record._meta.model_name}_form"]
    return client.post(address(record), {**form, **changes, button: "1"}, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


# Saving and publishing


def test_save_changes_no_public_row_and_keeps_a_revision(client, editor):
    draft = make_initiative_draft(title_en="Before")
    make_milestone_draft(draft)
    publish(draft)
    before = public_rows()
    client.force_login(editor)

    save(client, draft, title_en="After", title_kk="Кейін", **{"milestones-0-text_en": "It went on."})

    assert public_rows() == before
    draft.refresh_from_db()
    assert (draft.title_en, draft.milestones.get().text_en) == ("After", "It went on.")
    entry = Entry.objects.get(pk=draft.pk)
    newest = revisions.newest(entry)
    assert (newest.number, newest.origin, newest.user) == (3, Revision.Origin.DESK, editor)
    assert entry.dirty == ["en", "kk"]


def test_save_without_a_change_makes_no_revision(client, editor):
    draft = make_event_draft(time_zone="Asia/Almaty")
    start = dt.datetime(2023, 6, 8, 4, 30, tzinfo=dt.UTC)
    SessionDraft.objects.create(event=draft, title_en="Opening", kind="plenary", starts_at=start, source=make_source())
    revisions.record(root=draft, origin="desk")
    client.force_login(editor)

    save(client, draft)

    assert Entry.objects.get(pk=draft.pk).latest == 2


def test_save_and_publish_shows_the_change_in_public(client, chief):
    draft = make_initiative_draft(title_en="Before")
    publish(draft)
    client.force_login(chief)

    response = save(client, draft, "_publish", title_en="After", title_ru="После")

    assert said(response)[0] == "“After” was saved."
    assert said(response)[1].startswith("Published: shared facts, English, Русский. ")
    public = Initiative.objects.get(pk=draft.pk)
    assert (public.title_en, public.title_ru, public.published_languages) == ("After", "После", ["ru", "en"])
    assert client.get(f"/ru/initiatives/{draft.slug}/").status_code == 200


def test_new_entry_is_added_and_published_at_once(client, chief):
    client.force_login(chief)
    url = reverse("admin:initiatives_initiativedraft_add")
    form = Forms(client.get(url).content.decode()).fields["initiativedraft_form"]
    texts = {"slug": "new-one", "title_en": "New one", "kind": "proposal", "status": "ongoing", "date": "2024"}

    response = client.post(url, {**form, **texts, "themes": [make_theme().pk], "_publish": "1"}, follow=True)

    assert response.redirect_chain[-1][0] == address(InitiativeDraft.objects.get())
    assert Initiative.objects.get().slug == "new-one"


def test_publish_button_needs_the_right(client, editor, chief):
    draft = make_initiative_draft()
    client.force_login(editor)
    assert "_publish" not in page(client, draft).buttons["initiativedraft_form"]
    client.force_login(chief)
    assert "_publish" in page(client, draft).buttons["initiativedraft_form"]


def test_forged_publication_is_forbidden_and_changes_nothing(client, editor):
    draft = make_initiative_draft(title_en="Before")
    publish(draft)
    before = public_rows()
    client.force_login(editor)

    forged_save = save(client, draft, "_publish", title_en="After")
    forged_publication = client.post(address(draft, "publish"), {"revision": "1"})

    assert (forged_save.status_code, forged_publication.status_code) == (403, 403)
    assert public_rows() == before
    draft.refresh_from_db()
    assert draft.title_en == "Before"


def test_publisher_publishes_without_editing(client, publisher):
    draft = make_initiative_draft(title_en="Ready")
    client.force_login(publisher)
    forms = page(client, draft)
    assert forms.buttons["initiativedraft_form"] == {}

    response = client.post(address(draft, "publish"), forms.fields[address(draft, "publish")], follow=True)

    assert said(response)[0].startswith("Published: shared facts, English. ")
    assert Initiative.objects.get().title_en == "Ready"
    assert address(draft, "publish") not in page(client, draft).fields


def test_publication_of_an_older_form_is_refused(client, publisher):
    draft = make_initiative_draft(title_en="Seen")
    client.force_login(publisher)
    form = page(client, draft).fields[address(draft, "publish")]
    InitiativeDraft.objects.filter(pk=draft.pk).update(title_en="Unseen")
    revisions.record(root=draft, origin="desk")

    response = client.post(address(draft, "publish"), form, follow=True)

    assert said(response) == [
        "Someone saved this entry after you had opened it, so it was not published. Look at it again."
    ]
    assert not Initiative.objects.exists()


def test_second_save_does_not_overwrite_the_first(client, chief):
    draft = make_initiative_draft(title_en="Before")
    client.force_login(chief)
    form = page(client, draft).fields["initiativedraft_form"]
    save(client, draft, title_en="First")

    response = client.post(address(draft), {**form, "title_en": "Second", "_publish": "1"})

    assert response.status_code == 200
    assert "it is now at revision 2" in response.content.decode()
    assert 'value="Second"' in response.content.decode()
    draft.refresh_from_db()
    assert draft.title_en == "First"
    assert not Initiative.objects.exists()


def test_refused_publication_keeps_the_save_and_says_why(client, chief):
    make_initiative(slug="taken", title_en="The first")
    draft = make_initiative_draft(slug="free", title_en="The second")
    InitiativeDraft.objects.filter(slug="taken").update(slug="moved")
    client.force_login(chief)

    response = save(client, draft, "_publish", slug="taken")

    assert said(response)[1].startswith("Not published: The address “taken” is still used by “The first” in public.")
    draft.refresh_from_db()
    assert draft.slug == "taken"
    assert Initiative.objects.count() == 1


def test_publish_without_a_difference_says_so(client, chief):
    draft = make_initiative_draft()
    public = publish(draft)
    client.force_login(chief)

    response = save(client, draft, "_publish")

    assert said(response)[1] == "Nothing differs from the public version, so nothing was published."
    assert Initiative.objects.get().published_seq == public.published_seq


def test_language_that_lost_its_title_stays_public_and_the_editor_is_told(client, chief):
    client.force_login(chief)
    draft = make_initiative_draft(title_en="English", title_ar="عربي")
    publish(draft)

    answer = save(client, draft, "_publish", title_ar="", title_en="English 2")

    public = Initiative.objects.get()
    assert (public.title_en, public.title_ar) == ("English 2", "عربي")
    assert "Without a title, so its public text stays as it is: العربية." in said(answer)


def test_invisible_characters_are_refused_in_every_text(client, editor):
    client.force_login(editor)
    draft, theme = make_initiative_draft(title_en="Before"), make_theme()

    entry = save(client, draft, title_kk="a\u202eb")
    record = save(client, theme, aliases="one\na\u202eb")

    assert "RIGHT-TO-LEFT OVERRIDE" in entry.content.decode()
    assert "RIGHT-TO-LEFT OVERRIDE" in record.content.decode()
    assert not InitiativeDraft.objects.get().title_kk


def test_second_save_of_a_record_does_not_overwrite_the_first(client, editor):
    client.force_login(editor)
    theme = make_theme(name_en="Before")
    opened = page(client, theme).fields["theme_form"]
    save(client, theme, name_en="First")

    answer = client.post(address(theme), {**opened, "name_ru": "Второй", "_save": "1"})

    theme.refresh_from_db()
    assert (theme.name_en, theme.name_ru or "") == ("First", "")
    assert "This record was saved after you had opened it" in answer.content.decode()
    assert "Второй" in answer.content.decode()


def test_publish_by_get_is_refused(client, chief):
    client.force_login(chief)
    assert client.get(address(make_initiative_draft(), "publish")).status_code == 405


def test_event_without_status_and_recurrence_is_refused_by_the_form(client, editor):
    draft = make_event_draft(status="held")
    client.force_login(editor)

    response = save(client, draft, status="")

    assert "Give an event either a status or, if it is a recurring one, a recurrence." in response.content.decode()


# Deleting


def test_public_entry_is_not_deleted(client, editor):
    draft = make_initiative_draft(title_en="In public")
    publish(draft)
    client.force_login(editor)
    forms = page(client, draft)
    assert ("a", address(draft, "delete")) not in [(tag, attrs.get("href")) for tag, attrs in forms.elements]

    one = client.post(address(draft, "delete"), {"post": "yes"})
    many = client.post(
        reverse("admin:initiatives_initiativedraft_changelist"),
        {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"},
    )

    assert "“In public” as the public sees it" in one.content.decode()
    assert "“In public” as the public sees it" in many.content.decode()
    assert InitiativeDraft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("in_bulk", [False, True])
def test_deleted_entry_leaves_its_last_state(client, editor, in_bulk):
    draft = make_initiative_draft()
    InitiativeDraft.objects.filter(pk=draft.pk).update(title_en="Last words")
    client.force_login(editor)

    if in_bulk:
        chosen = {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"}
        client.post(reverse("admin:initiatives_initiativedraft_changelist"), chosen)
    else:
        client.post(address(draft, "delete"), {"post": "yes"})

    assert not InitiativeDraft.objects.filter(pk=draft.pk).exists()
    last = revisions.newest(Entry.objects.get(pk=draft.pk))
    root = last.data["rows"]["initiatives.initiative"][str(draft.pk)]
    assert (last.number, root["title_en"]) == (2, "Last words")


# Languages


def test_every_translated_input_has_its_language_and_direction(client, editor):
    draft = make_event_draft()
    SessionDraft.objects.create(event=draft, title_en="Opening", kind="plenary", source=make_source())
    client.force_login(editor)

    inputs = [attrs for tag, attrs in page(client, draft).elements if tag in {"input", "textarea"}]

    translated = {
        attrs["name"]: (attrs.get("lang"), attrs.get("dir"))
        for attrs in inputs
        if attrs.get("name", "").rpartition("_")[2] in LANGUAGES
    }
    assert len(translated) > 60
    for name, (lang, direction) in translated.items():
        assert (lang, direction) == (name[-2:], "rtl" if name.endswith("_ar") else "ltr"), name


def test_language_panels_follow_the_shared_fields_in_the_order_of_the_switcher(client, editor):
    client.force_login(editor)
    html = client.get(address(make_initiative_draft())).content.decode()

    positions = [html.index(f'name="{name}"') for name in ("slug", "title_kk", "title_ru", "title_en", "title_ar")]

    assert positions == sorted(positions)
    assert [html.index(f'name="{name}_en"') for name in ("title", "summary", "body")] == sorted(
        html.index(f'name="{name}_en"') for name in ("title", "summary", "body")
    )


def test_text_shown_to_a_publisher_is_formatted_and_marked(client, publisher):
    draft = make_initiative_draft(body_ar="<p>نص <strong>مهم</strong></p>", summary_kk="<b>")
    client.force_login(publisher)
    html = client.get(address(draft)).content.decode()
    assert '<div lang="ar" dir="rtl"><p>نص <strong>مهم</strong></p></div>' in html
    assert '<div lang="kk" dir="ltr"><p>&lt;b&gt;</p></div>' in html


def test_desk_language_is_kept_with_the_person(client, editor):
    client.force_login(editor)

    response = client.post("/admin/language/", {"interface_language": "ar", "next": "/admin/password_change/"})

    assert response.url == "/admin/password_change/"
    assert '<html lang="ar" dir="rtl">' in client.get("/admin/").content.decode()
    assert response.cookies.keys() <= {"csrftoken", "sessionid"}


@pytest.mark.parametrize("next_page", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_desk_language_leads_nowhere_else(client, editor, next_page):
    client.force_login(editor)
    response = client.post("/admin/language/", {"interface_language": "kk", "next": next_page})
    assert response.url == "/admin/"


def test_desk_language_refuses_what_it_does_not_know(client, editor):
    client.force_login(editor)
    assert client.post("/admin/language/", {"interface_language": "xx"}).status_code == 400
    assert client.get("/admin/language/").status_code == 405


def test_login_page_follows_the_browser(client):
    html = client.get("/admin/login/", headers={"accept-language": "ar"}).content.decode()
    assert '<html lang="ar" dir="rtl">' in html


# Events


def make_programme(sessions):
    draft = make_event_draft(time_zone="Asia/Almaty")
    for number in range(sessions):
        person = make_person(f"person-{number}", name_en=f"Person {number}")
        source, track = make_source(f"source-{number}"), make_track(f"track-{number}")
        session = SessionDraft.objects.create(
            event=draft, title_en=f"Session {number}", kind="panel", track=track, source=source
        )
        AppearanceDraft.objects.create(event=draft, person=person, session=session, source=source)
        OutcomeDraft.objects.create(event=draft, text_en="It ended.", source=source)
    revisions.record(root=draft, origin="desk")
    return draft


@pytest.mark.parametrize("person", ["chief", "publisher"])
def test_event_form_takes_as_many_queries_for_twenty_sessions_as_for_one(client, request, person):
    client.force_login(request.getfixturevalue(person))
    counts = []
    for sessions in (1, 20):
        url = address(make_programme(sessions))
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 40


def test_initiative_list_takes_as_many_queries_for_twenty_as_for_one(client, editor):
    client.force_login(editor)
    url = reverse("admin:initiatives_initiativedraft_changelist")
    counts = []
    for number in (1, 19):
        for _ in range(number):
            make_initiative(title_kk="Атау")
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9


def test_times_are_shown_and_read_in_the_zone_of_the_event(client, editor):
    draft = make_event_draft(time_zone="Asia/Almaty")
    start = dt.datetime(2023, 6, 8, 4, 30, tzinfo=dt.UTC)  # Almaty was at +06:00 then
    session = SessionDraft.objects.create(
        event=draft, title_en="A", kind="panel", starts_at=start, source=make_source()
    )
    client.force_login(editor)
    form = page(client, draft).fields["eventdraft_form"]
    assert (form["sessions-0-starts_at_0"], form["sessions-0-starts_at_1"]) == (["2023-06-08"], ["10:30:00"])

    save(client, draft, **{"sessions-0-starts_at_1": "11:00"})
    session.refresh_from_db()
    assert session.starts_at == dt.datetime(2023, 6, 8, 5, 0, tzinfo=dt.UTC)

    save(client, draft, time_zone="Europe/Zurich")  # the clock on the programme stays, the place moves
    session.refresh_from_db()
    assert session.starts_at == dt.datetime(2023, 6, 8, 9, 0, tzinfo=dt.UTC)


def test_speaker_is_tied_to_sessions_of_the_same_event_only(client, editor):
    draft, other = make_programme(1), make_programme(1)
    own, foreign = draft.sessions.get(), other.sessions.get()
    client.force_login(editor)

    options = [attrs.get("value") for tag, attrs in page(client, draft).elements if tag == "option"]
    response = save(client, draft, **{"appearances-0-session": str(foreign.pk)})

    assert str(own.pk) in options
    assert str(foreign.pk) not in options
    assert response.status_code == 200
    assert draft.appearances.get().session == own


# Lists, search, notes


@pytest.mark.parametrize(
    ("query", "titles"),
    [("жар", ["b"]), ("Опис", ["a"]), ("differs=yes", ["b"]), ("published=ru", ["a"]), ("published=none", ["b"])],
)
def test_initiatives_are_found_by_texts_of_every_language_and_by_state(client, editor, query, titles):
    make_initiative(slug="a", title_ru="Название", summary_ru="описание")
    make_initiative_draft(slug="b", title_kk="ЖАРЛЫҚ")
    client.force_login(editor)

    found = client.get(f"/admin/initiatives/initiativedraft/?{query if '=' in query else f'q={query}'}")

    assert [entry.slug for entry in found.context["cl"].result_list] == titles


def test_list_says_how_far_each_language_is(client, editor):
    draft = make_initiative_draft(title_ru="Название", title_kk="")
    publish(draft)
    InitiativeDraft.objects.filter(pk=draft.pk).update(title_ru="Иначе", title_ar="عنوان")
    revisions.record(root=draft, origin="desk")
    client.force_login(editor)

    html = client.get("/admin/initiatives/initiativedraft/").content.decode()

    row = html[html.index("<tbody>") : html.index("</tbody>")]
    states = [
        row.split(f'field-language_{code}">')[1].split("</svg>")[1].split("<")[0] for code in ("kk", "ru", "en", "ar")
    ]
    assert states == ["Empty", "Published, differs", "Published", "Draft"]


def test_form_says_what_the_public_sees(client, chief):
    draft = make_initiative_draft(title_en="Word", title_kk="Сөз")
    client.force_login(chief)
    assert "Not public yet." in client.get(address(draft)).content.decode()

    publish(draft)
    save(client, draft, title_kk="Сөздер", status="completed")

    html = client.get(address(draft)).content.decode()
    assert ", in: Қазақша, English." in html
    assert "The working copy differs in: shared facts, Қазақша." in html
    assert f'href="/en/initiatives/{draft.slug}/"' in html
    assert "Revision 2, saved by chief on " in html


def test_notes_stand_on_the_form_of_their_record(client, editor):
    draft, source = make_initiative_draft(), make_source()
    Note.objects.create(kind="initiatives.initiative", object_id=draft.pk, text="Check the year.")
    client.force_login(editor)
    html = client.get(address(draft)).content.decode()
    assert "Check the year." in html
    assert f"/admin/editorial/note/add/?kind=initiatives.initiative&amp;object_id={draft.pk}" in html

    url = f"/admin/editorial/note/add/?kind=library.source&object_id={source.pk}"
    form = Forms(client.get(url).content.decode()).fields["note_form"]
    client.post(url, {**form, "text": "Seen in print."})

    assert "Seen in print." in client.get(address(source)).content.decode()


def test_note_about_nothing_is_refused(client, editor):
    client.force_login(editor)
    fields = {"kind": "library.theme", "object_id": make_source().pk, "topic": "use", "language": "en", "text": "?"}
    response = client.post("/admin/editorial/note/add/", {**fields, "position": "0"})
    assert "There is no such record." in response.content.decode()
    assert not Note.objects.exists()


# Rights


@pytest.fixture
def one_of_each(db):
    """At least one record of every registered model."""
    draft = make_programme(1)
    publish(draft)
    initiative = make_initiative(organisations=[make_organisation()], cover=make_image())
    make_milestone_draft(InitiativeDraft.objects.get(pk=initiative.pk))
    make_series()
    Note.objects.create(kind="initiatives.initiative", object_id=initiative.pk, text="A note.")


@pytest.mark.usefixtures("one_of_each")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["superuser", roles.EDITORS, roles.PUBLISHERS, roles.ADMINISTRATORS])
def test_every_page_of_the_desk_opens(client, role, language):
    person = make_user("someone", role)
    person.interface_language, person.is_superuser = language, role == "superuser"
    person.save()
    client.force_login(person)

    assert client.get("/admin/").status_code == 200
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        rights = client.get("/admin/").wsgi_request
        rights.user = User.objects.get(pk=person.pk)
        may_view, may_add = model_admin.has_view_permission(rights), model_admin.has_add_permission(rights)
        pages = {reverse(f"{name}_changelist"): may_view, reverse(f"{name}_add"): may_add}
        record = model._default_manager.first()
        if record:
            pages |= {address(record): may_view, address(record, "history"): may_view}
        for url, allowed in pages.items():
            response = client.get(url)
            assert response.status_code == (200 if allowed else 403), url
            if allowed:
                assert (
                    f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">'
                    in response.content.decode()
                )


def test_public_tables_are_not_in_the_admin():
    registered = set(admin.site._registry)
    assert not registered & {Initiative, Event}
    assert registered >= {InitiativeDraft, EventDraft}
    assert MilestoneDraft not in registered


def test_stranger_sees_nothing(client, stranger):
    client.force_login(stranger)
    draft = make_initiative_draft()
    assert client.get(address(draft)).status_code == 403
    assert client.post(address(draft, "publish"), {"revision": 1}).status_code == 403


def test_administrator_gives_roles_and_never_to_themselves(client):
    administrator, other = make_user("root", roles.ADMINISTRATORS), make_user("other")
    publishers = Group.objects.get(name=roles.PUBLISHERS)
    client.force_login(administrator)

    save(client, other, groups=[publishers.pk], is_superuser="on")
    save(client, administrator, groups=[publishers.pk], is_superuser="on")

    other.refresh_from_db()
    assert list(other.groups.all()) == [publishers]
    assert not other.is_superuser
    assert [group.name for group in administrator.groups.all()] == [roles.ADMINISTRATORS]


def test_administrator_does_not_touch_a_superuser(client):
    superuser = User.objects.create_superuser("super", password="long enough and more")
    client.force_login(make_user("root", roles.ADMINISTRATORS))
    password = reverse("admin:auth_user_password_change", args=[superuser.pk])

    changed = client.post(address(superuser), {"username": "mine"})
    reset = client.post(password, {"password1": "another long one", "password2": "another long one"})

    assert (changed.status_code, reset.status_code) == (403, 403)


def test_roles_are_named_in_the_language_of_the_desk(client):
    administrator = make_user("root", roles.ADMINISTRATORS)
    administrator.interface_language = "ru"
    administrator.save()
    client.force_login(administrator)
    html = client.get("/admin/auth/group/").content.decode()
    with translation.override("ru"):
        assert str(roles.ROLES[roles.EDITORS][0]) in html
