"""The desk through its real forms: what is read from a page is sent back with a change."""

import datetime as dt
from itertools import count

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from events.models import AppearanceDraft, Event, EventDraft, OutcomeDraft, SessionDraft
from initiatives.models import Initiative, InitiativeDraft, MilestoneDraft
from peacedesk.accounts.models import LogRecord, User
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


def test_changes_that_do_not_clash_are_merged_and_the_editor_is_told(client, editor, chief):
    draft = make_initiative_draft(title_en="Before", title_kk="Бұрын")
    make_milestone_draft(draft)
    make_milestone_draft(draft, date="2014")
    revisions.record(root=draft, origin="desk")
    client.force_login(editor)
    opened = page(client, draft).fields["initiativedraft_form"]
    client.force_login(chief)
    save(client, draft, title_en="First", **{"milestones-0-text_en": "It went on."})
    client.force_login(editor)

    answer = client.post(address(draft), {**opened, "title_kk": "Кейін", "_continue": "1"}, follow=True)

    assert said(answer) == ["Saved, together with what chief had changed meanwhile: English."]
    draft.refresh_from_db()
    assert (draft.title_en, draft.title_kk) == ("First", "Кейін")
    assert [row.text_en for row in draft.milestones.all()] == ["It went on.", "It began."]
    newest = revisions.newest(Entry.objects.get(pk=draft.pk))
    assert (newest.user, newest.parts) == (editor, ["kk"])


def test_what_is_saved_while_a_form_opens_is_never_put_back(client, chief, editor):
    client.force_login(editor)

    for moment in range(40):
        draft = make_initiative_draft(title_en="Before", summary_en="Old")
        revisions.record(root=draft, origin="desk")
        opened, is_saved = opened_while(client, draft, moment, chief)
        answer = client.post(address(draft), {**opened, "summary_en": "New", "_save": "1"})

        assert answer.status_code == 302
        draft.refresh_from_db()
        assert (draft.title_en, draft.summary_en) == ("First" if is_saved else "Before", "New"), moment
        if not is_saved:
            return
    pytest.fail("a form takes fewer queries")


def opened_while(client, draft, moment, person):
    """The form of a draft, to which somebody else gave another title after so many queries, and whether they did."""
    queries, is_saved = count(), False

    def save_between(execute, *arguments):
        nonlocal is_saved
        if next(queries) == moment and not is_saved:
            is_saved = True
            type(draft).objects.filter(pk=draft.pk).update(title_en="First")
            revisions.record(root=type(draft).objects.get(pk=draft.pk), origin="desk", user=person)
        return execute(*arguments)

    with connection.execute_wrapper(save_between):
        return page(client, draft).fields["initiativedraft_form"], is_saved


def test_a_clash_shows_both_texts_and_saves_nothing(client, chief, editor):
    draft = make_initiative_draft(title_en="Before", summary_en="Old")
    client.force_login(editor)
    opened = page(client, draft).fields["initiativedraft_form"]
    client.force_login(chief)
    save(client, draft, title_en="First")
    client.force_login(editor)

    clash = client.post(address(draft), {**opened, "title_en": "Second", "summary_en": "New", "_continue": "1"})

    html = clash.content.decode()
    assert clash.status_code == 409
    assert "First" in html
    assert "Second" in html
    draft.refresh_from_db()
    assert (draft.title_en, draft.summary_en, Entry.objects.get(pk=draft.pk).latest) == ("First", "Old", 2)
    form = next(iter(fields for fields in Forms(html).fields.values() if "_clash_revision" in fields))
    assert form["title_en"] == ["Second"]

    client.post(address(draft), {**form, "_clash": "mine"})

    draft.refresh_from_db()
    assert (draft.title_en, draft.summary_en) == ("Second", "New")


def test_keeping_theirs_saves_the_rest(client, chief, editor):
    draft = make_initiative_draft(title_en="Before", summary_en="Old")
    client.force_login(editor)
    opened = page(client, draft).fields["initiativedraft_form"]
    save(client, draft, title_en="First")

    clash = client.post(address(draft), {**opened, "title_en": "Second", "summary_en": "New", "_save": "1"})
    form = next(fields for fields in Forms(clash.content.decode()).fields.values() if "_clash_revision" in fields)
    client.post(address(draft), {**form, "_clash": "theirs"})

    draft.refresh_from_db()
    assert (draft.title_en, draft.summary_en) == ("First", "New")


def test_a_choice_does_not_cover_what_was_saved_after_it(client, editor):
    draft = make_initiative_draft(title_en="Before")
    client.force_login(editor)
    opened = page(client, draft).fields["initiativedraft_form"]
    save(client, draft, title_en="First")
    clash = client.post(address(draft), {**opened, "title_en": "Second", "_save": "1"})
    form = next(fields for fields in Forms(clash.content.decode()).fields.values() if "_clash_revision" in fields)
    save(client, draft, title_en="Third")

    again = client.post(address(draft), {**form, "_clash": "mine"})

    assert again.status_code == 409
    draft.refresh_from_db()
    assert draft.title_en == "Third"


def test_a_row_that_was_deleted_and_changed_at_once_clashes(client, editor):
    draft = make_initiative_draft()
    make_milestone_draft(draft)
    revisions.record(root=draft, origin="desk")
    client.force_login(editor)
    opened = page(client, draft).fields["initiativedraft_form"]
    save(client, draft, **{"milestones-0-DELETE": "on"})

    clash = client.post(address(draft), {**opened, "milestones-0-text_en": "It went on.", "_save": "1"})

    assert clash.status_code == 409
    assert not draft.milestones.exists()


def test_a_stale_form_with_faults_shows_them_and_keeps_the_text(client, editor):
    draft = make_initiative_draft(title_en="Before")
    client.force_login(editor)
    opened = page(client, draft).fields["initiativedraft_form"]
    save(client, draft, title_en="First")

    answer = client.post(address(draft), {**opened, "title_kk": "Екінші", "date": "someday", "_save": "1"})

    assert answer.status_code == 200
    assert 'value="Екінші"' in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.title_en, draft.title_kk or "") == ("First", "")


@pytest.mark.parametrize("number", ["", "99", "-1", "x"])
def test_a_form_with_a_revision_that_is_not_there_overwrites_nothing(client, editor, number):
    draft = make_initiative_draft(title_en="Before")
    client.force_login(editor)
    opened = page(client, draft).fields["initiativedraft_form"]
    save(client, draft, title_en="First")

    answer = client.post(address(draft), {**opened, "title_en": "Second", "revision": number, "_save": "1"})

    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.title_en == "First"


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


def test_event_without_status_and_recurrence_is_refused_by_the_form(client, editor):
    draft = make_event_draft(status="held")
    client.force_login(editor)

    response = save(client, draft, status="")

    assert "Give an event either a status or, if it is a recurring one, a recurrence." in response.content.decode()


# Deleting


def test_public_entry_is_not_deleted(client, publisher):
    draft = make_initiative_draft(title_en="In public")
    publish(draft)
    client.force_login(publisher)
    forms = page(client, draft)
    assert ("a", address(draft, "delete")) not in [(tag, attrs.get("href")) for tag, attrs in forms.elements]

    assert client.post(address(draft, "delete"), {"post": "yes"}).status_code == 403

    assert InitiativeDraft.objects.filter(pk=draft.pk).exists()


def test_many_entries_are_not_deleted_at_once(client, publisher):
    draft = make_initiative_draft()
    client.force_login(publisher)

    chosen = {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"}
    client.post(reverse("admin:initiatives_initiativedraft_changelist"), chosen)

    assert InitiativeDraft.objects.filter(pk=draft.pk).exists()


def test_deleted_entry_leaves_its_last_state(client, publisher):
    draft = make_initiative_draft()
    InitiativeDraft.objects.filter(pk=draft.pk).update(title_en="Last words")
    client.force_login(publisher)

    client.post(address(draft, "delete"), {"post": "yes"})

    assert not InitiativeDraft.objects.filter(pk=draft.pk).exists()
    last = revisions.newest(Entry.objects.get(pk=draft.pk))
    root = last.data["rows"]["initiatives.initiative"][str(draft.pk)]
    assert (last.number, root["title_en"]) == (2, "Last words")
    assert LogRecord.objects.get(action="delete").title == "Last words"


def test_those_who_write_do_not_delete(client, editor):
    draft = make_initiative_draft()
    client.force_login(editor)

    assert client.post(address(draft, "delete"), {"post": "yes"}).status_code == 403

    assert InitiativeDraft.objects.filter(pk=draft.pk).exists()


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
def test_event_form_takes_as_many_queries_for_fifty_sessions_as_for_one(client, request, person):
    client.force_login(request.getfixturevalue(person))
    counts = []
    for sessions in (1, 50):
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
    cells = [row.split(f'field-language_{code}">')[1].split("</td>")[0] for code in ("kk", "ru", "en", "ar")]
    states = [" ".join(strip_tags(cell).split()) for cell in cells]
    assert states == ["Not started", "Published Newer draft", "Published", "Draft"]


def test_form_says_what_the_public_sees(client, chief):
    draft = make_initiative_draft(title_en="Word", title_kk="Сөз")
    client.force_login(chief)
    assert "View on site" not in client.get(address(draft)).content.decode().split("user-tools")[0]

    publish(draft)
    save(client, draft, title_kk="Сөздер", status="completed")

    html = client.get(address(draft)).content.decode()
    assert html.count("The public sees revision 1. The draft stays at the desk") == 2
    assert html.count("The public sees revision 1.") == 3
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
@pytest.mark.parametrize("role", ["superuser", roles.AUTHORS, roles.PUBLISHERS, roles.ADMINISTRATORS])
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
        assert str(roles.ROLES[roles.AUTHORS][0]) in html


@pytest.mark.parametrize("most", [0, 10])
def test_entries_are_listed_by_theme_whether_few_or_many_have_it(client, chief, monkeypatch, most):
    monkeypatch.setattr("peacedesk.editorial.desk.filters.MOST", most)
    wanted, other = make_theme(), make_theme("peacekeeping")
    both, none = make_initiative_draft(slug="both"), make_initiative_draft(slug="none")
    both.themes.set([wanted, other])
    none.themes.set([other])
    client.force_login(chief)
    address = reverse("admin:initiatives_initiativedraft_changelist")

    page = client.get(address, {"themes__id__exact": wanted.pk})

    assert [row.slug for row in page.context["cl"].result_list] == ["both"]
    assert page.context["cl"].result_count == 1
    assert client.get(address, {"themes__id__exact": "x"}).status_code == 302
