"""Every other door of the desk: what the stock admin opens beside its forms, and what nobody sends by honest means."""

import datetime as dt
import re
import uuid

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import strip_tags

from events.models import EventDraft
from initiatives.models import InitiativeDraft, MilestoneDraft
from peacedesk.accounts.models import LogRecord, User
from peacedesk.editorial import revisions, roles, workflow
from peacedesk.editorial.desk.bulk import Seen
from peacedesk.editorial.models import Entry, Note, Part, Revision, WorkingChild
from tests.conftest import make_user
from tests.editorial.test_review_page import rows_without_log, saved
from tests.factories import (
    approve,
    make_event_draft,
    make_image,
    make_initiative_draft,
    make_milestone_draft,
    make_source,
    make_superuser,
    make_theme,
    publish,
)
from tests.forms import Forms

pytestmark = pytest.mark.django_db

CANARY = "Canary"
PAGES = ("change", "delete", "history", "review", "publish", "unschedule", "take-down", "compare", "restore")
LIST = "admin:initiatives_initiativedraft_changelist"
AUTOCOMPLETE = "admin:autocomplete"
OTHERS = [group for group in roles.ROLES if group != roles.CONTRIBUTORS]
NOT_FOR_PEOPLE = [group for group in roles.ROLES if group not in {roles.ADMINISTRATORS, roles.AUDITORS}]


def address(record, page="change", *arguments, query=None):
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[record.pk, *arguments], query=query)


def form_of(client, url):
    """The fields of the form of a record, as a browser would send them."""
    response = client.get(url)
    assert response.status_code == 200
    name = next(name for name in Forms(response.content.decode()).fields if name.endswith("_form"))
    return Forms(response.content.decode()).fields[name]


def entry_of(draft):
    return Entry.objects.get(pk=draft.pk)


def rows():
    """All rows but those of the logs and sessions."""
    return {table: found for table, found in rows_without_log().items() if table != "django_admin_log"}


@pytest.fixture
def hidden(db):
    """An initiative that no contributor wrote, with its working copy, notes and history full of canaries."""
    texts = {f"title_{code}": CANARY for code in ("en", "kk", "ru", "ar")}
    draft = make_initiative_draft(slug="canary", **texts)
    make_milestone_draft(draft, text_en=CANARY)
    publish(draft, "shared", "en")
    saved(draft, None, summary_en=CANARY)
    Note.objects.create(kind="initiatives.initiative", object_id=draft.pk, text=CANARY)
    return draft


@pytest.fixture
def hidden_event(db):
    return make_event_draft(title_en=CANARY, slug="canary-event")


@pytest.fixture
def contributor(client, db):
    """Signed in."""
    person = make_user("contributor", roles.CONTRIBUTORS)
    client.force_login(person)
    return person


def make_own(person, make=make_initiative_draft, **fields):
    draft = make(**fields)
    Entry.objects.filter(pk=draft.pk).update(created_by=person)
    return draft


# What contributors learn of entries that are not theirs: nothing.


@pytest.mark.parametrize(
    ("app", "model", "field"),
    [
        ("initiatives", "initiativedraft", "related"),
        ("events", "eventdraft", "initiatives"),
        ("events", "eventdraft", "successor"),
    ],
)
def test_autocomplete_offers_contributors_entries_of_their_own(
    client, contributor, hidden, hidden_event, app, model, field
):
    make_own(contributor, title_en="Mine")
    make_own(contributor, make_event_draft, title_en="Mine")
    asked = {"app_label": app, "model_name": model, "field_name": field}

    found = client.get(reverse(AUTOCOMPLETE), asked).json()["results"]
    sought = client.get(reverse(AUTOCOMPLETE), {**asked, "term": CANARY}).json()["results"]

    assert ([option["text"] for option in found], sought) == (["Mine"], [])
    client.force_login(make_user("auditor", roles.AUDITORS))
    assert CANARY in client.get(reverse(AUTOCOMPLETE), asked).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_hidden_entry_answers_as_one_that_never_was(client, contributor, hidden, page):
    make_own(contributor)
    before = rows()
    never = InitiativeDraft(pk=uuid.uuid4())
    answers = []
    for draft in (hidden, never):
        url = address(draft, page)
        for send in (client.get, client.post, client.head, client.put, client.delete):
            response = send(url)
            content = response.content.decode().replace(str(draft.pk), "ID")
            content = re.sub(r'nonce="[^"]+"|csrfmiddlewaretoken" value="[^"]+"', "", content)
            answers.append((response.status_code, response.get("Location", "").replace(str(draft.pk), "ID"), content))

    assert answers[:5] == answers[5:]
    assert CANARY not in str(answers)
    assert rows() == before


def test_hidden_preview_and_bulk_step_answer_as_for_an_entry_that_never_was(client, contributor, hidden):
    before = rows()
    url = reverse("admin:initiatives_initiativedraft_bulk_submit")
    told = []
    for key in (hidden.pk, uuid.uuid4()):
        preview = client.get(reverse("admin:initiatives_initiativedraft_preview", args=[key, "en"]))
        bulk = client.post(url, {"parts": "all", "entries": str(Seen(key, 1, {}))})
        chosen = client.post(reverse(LIST), {"action": "submit", "_selected_action": [key]})
        assert CANARY not in preview.content.decode() + bulk.content.decode() + chosen.content.decode()
        told.append(
            (preview.status_code, bulk.status_code, [str(row.told) for row in bulk.context["rows"]], chosen.status_code)
        )

    assert told[0] == told[1]
    assert rows() == before


QUERIES = [
    {"q": "anary"},
    {"slug": "canary"},
    {"slug__startswith": "c"},
    {"title_en__startswith": "Canar"},
    {"title_kk__icontains": "anary"},
    {"published": "en"},
    {"published": "none"},
    {"differs": "yes"},
    {"differs": "no"},
    {"status": "ongoing"},
    {"_facets": "True"},
    {"all": ""},
    {"o": "1.-2"},
    {"themes__id__exact": "1"},
    {"themes__name_en__startswith": "N"},
    {"related__title_en__startswith": "Canar"},
    {"related__slug": "canary"},
    {"events__title_en__startswith": "Canar"},
    {"milestones__text_en__startswith": "Canar"},
    {"created_by": "1"},
    {"entry__created_by": "1"},
    {"parts__state": "draft"},
    {"pk__in": "1,2"},
    {"_popup": "1"},
    {"_to_field": "slug"},
    {"_to_field": "id", "_popup": "1"},
    {"e": "1"},
]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_no_filter_of_the_list_tells_contributors_of_others(client, contributor, hidden, query):
    own = make_own(contributor, title_en="Mine")
    own.related.add(hidden)

    response = client.get(reverse(LIST), query)

    assert response.status_code in {200, 302, 400}
    assert CANARY not in response.content.decode()
    if response.status_code == 200:
        assert response.context["cl"].full_result_count in {None, 1}
        assert {root.pk for root in response.context["cl"].result_list} <= {own.pk}
        for spec in response.context["cl"].filter_specs:
            counts = [
                int(n)
                for choice in spec.choices(response.context["cl"])
                for n in re.findall(r"\((\d+)\)$", str(choice["display"]))
            ]
            assert all(count <= 1 for count in counts), spec.title


@pytest.mark.parametrize(
    "key", ["related__title_en__startswith", "milestones__text_en", "parts__state", "created_by", "entry__x"]
)
def test_lists_take_no_filter_that_leads_out_of_the_entry(client, contributor, hidden, key):
    make_own(contributor).related.add(hidden)

    found = client.get(reverse(LIST), {key: CANARY})
    missing = client.get(reverse(LIST), {key: "No such thing"})

    assert (found.status_code, found.get("Location")) == (missing.status_code, missing.get("Location"))
    assert found.status_code in {302, 400}


@pytest.mark.parametrize(
    ("app", "model", "field"),
    [
        ("initiatives", "initiativedraft", "related"),
        ("events", "eventdraft", "initiatives"),
        ("events", "eventdraft", "successor"),
    ],
)
def test_contributors_link_to_no_entry_that_they_do_not_see(
    client, contributor, hidden, hidden_event, app, model, field
):
    target = hidden_event if field == "successor" else hidden
    make = make_event_draft if app == "events" else make_initiative_draft
    own = make_own(contributor, make, title_en="Mine")
    add = client.get(reverse(f"admin:{app}_{model}_add"), {field: target.pk}).content.decode()
    latest = entry_of(own).latest

    response = client.post(address(own), {**form_of(client, address(own)), field: target.pk, "_continue": "1"})

    assert CANARY not in add
    assert (response.status_code, entry_of(own).latest) == (200, latest)
    assert CANARY not in response.content.decode()


def test_link_that_somebody_else_made_stays_when_a_contributor_saves(client, contributor, hidden):
    own = make_own(contributor, title_en="Mine")
    own.related.add(hidden)
    revisions.record(root=own, origin="desk")

    client.post(address(own), {**form_of(client, address(own)), "title_en": "Still mine", "_continue": "1"})

    own.refresh_from_db()
    assert (own.title_en, list(own.related.all())) == ("Still mine", [hidden])


def test_no_page_of_a_contributor_has_anything_of_others(client, contributor, hidden, hidden_event):
    own = make_own(contributor, title_en="Mine")
    pages = [
        reverse("admin:index"),
        reverse("desk:coverage"),
        reverse(LIST),
        reverse("admin:events_eventdraft_changelist"),
        reverse("admin:initiatives_initiativedraft_add"),
        reverse("admin:events_eventdraft_add"),
        *(address(own, page) for page in ("change", "history", "review", "compare")),
        address(own, "preview", "en"),
        f"{address(own, 'restore')}?revision=1",
        reverse("admin:app_list", args=["initiatives"]),
        reverse("admin:jsi18n"),
    ]

    for page in pages:
        response = client.get(page)
        assert (response.status_code, CANARY in response.content.decode()) == (200, False), page


def test_notes_are_not_for_contributors(client, contributor, hidden):
    note = Note.objects.get()
    own = make_own(contributor)
    Note.objects.create(kind="initiatives.initiative", object_id=own.pk, text="About mine")
    list_url = reverse("admin:editorial_note_changelist")
    add = f"{reverse('admin:editorial_note_add')}?kind=initiatives.initiative&object_id={hidden.pk}"

    answers = [
        client.get(url) for url in (list_url, add, *(address(note, page) for page in ("change", "delete", "history")))
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert "About mine" not in client.get(address(own)).content.decode()
    assert client.post(add, {"topic": "use", "text": "Forged", "language": "en"}).status_code == 403
    assert client.post(address(note), {"text": "Forged"}).status_code == 403


def test_stock_shortcut_to_the_page_of_any_row_is_closed(client, hidden):
    client.force_login(make_superuser("root"))
    for model in (InitiativeDraft, MilestoneDraft, Revision, Note, User):
        kind = ContentType.objects.get_for_model(model).pk
        for key in (model.objects.first().pk, uuid.uuid4(), "x", 10**30):
            assert client.get(f"/admin/r/{kind}/{key}/").status_code == 404


# Autocomplete and popups.


@pytest.mark.parametrize("group", [None, *roles.ROLES])
def test_people_are_found_by_those_who_may_see_them(client, group):
    client.force_login(make_user("person", *([group] if group else [])))
    may = group in {roles.ADMINISTRATORS, roles.AUDITORS}

    for app, model, field in [
        ("editorial", "part", "assignee"),
        ("editorial", "entry", "created_by"),
        ("accounts", "user", "groups"),
    ]:
        asked = {"app_label": app, "model_name": model, "field_name": field}
        assert client.get(reverse(AUTOCOMPLETE), asked).status_code == (200 if may else 403), field


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"app_label": "editorial", "model_name": "revision", "field_name": "entry"},
        {"app_label": "editorial", "model_name": "part", "field_name": "live"},
        {"app_label": "initiatives", "model_name": "initiative", "field_name": "related"},
        {"app_label": "initiatives", "model_name": "milestonedraft", "field_name": "initiative"},
        {"app_label": "initiatives", "model_name": "milestonedraft", "field_name": "text_en"},
        {"app_label": "sessions", "model_name": "session", "field_name": "session_data"},
        {"app_label": "nothing", "model_name": "of", "field_name": "this"},
        {"app_label": "admin", "model_name": "logentry", "field_name": "user"},
        {"app_label": "auth", "model_name": "group", "field_name": "permissions"},
    ],
    ids=str,
)
def test_autocomplete_knows_no_other_tables(client, stranger, hidden, asked):
    client.force_login(stranger)
    assert client.get(reverse(AUTOCOMPLETE), asked).status_code == 403

    client.force_login(make_user("auditor", roles.AUDITORS))
    assert "Revision" not in client.get(reverse(AUTOCOMPLETE), asked).content.decode()


@pytest.mark.parametrize(
    "query", [{"term": "\x00"}, {"term": "x" * 5000}, {"term": "%"}, {"page": "x"}, {"page": "9" * 5000}]
)
def test_autocomplete_takes_any_input(client, editor, hidden, query):
    client.force_login(editor)
    for app, model, field in [
        ("events", "eventdraft", "initiatives"),
        ("initiatives", "initiativedraft", "themes"),
        ("initiatives", "citationdraft", "source"),
    ]:
        asked = {"app_label": app, "model_name": model, "field_name": field}
        assert client.get(reverse(AUTOCOMPLETE), {**asked, **query}).status_code in {200, 404}


@pytest.mark.parametrize("column", ["slug", "title_en", "password", "x"])
def test_popups_hand_out_no_other_column_than_the_key(client, editor, hidden, column):
    client.force_login(editor)
    url = f"{reverse('admin:initiatives_initiativedraft_add')}?_popup=1&_to_field={column}"

    assert client.get(url).status_code == 400
    assert client.post(url, {"_popup": "1", "_to_field": column}).status_code == 400
    assert client.get(reverse(LIST), {"_to_field": column}).status_code == 400


def test_popup_saves_a_draft_like_any_form(client, editor, hidden):
    publish(hidden)
    client.force_login(editor)
    live = rows_without_log()["initiatives_initiative"]

    response = client.post(
        f"{address(hidden)}?_popup=1",
        {**form_of(client, address(hidden)), "title_en": "Popup", "_popup": "1", "_save": "1"},
    )

    assert response.status_code == 200
    assert revisions.newest(entry_of(hidden)).parts == ["en"]
    assert rows_without_log()["initiatives_initiative"] == live


# People and roles.


@pytest.mark.parametrize("group", NOT_FOR_PEOPLE)
def test_people_are_no_business_of_those_who_edit(client, group, publisher):
    person = make_user("person", group)
    client.force_login(person)
    for other in (publisher, person):
        urls = [
            address(other),
            address(other, "delete"),
            address(other, "history"),
            f"/admin/accounts/user/{other.pk}/password/",
        ]
        assert [client.get(url).status_code for url in urls] == [403] * 4
        assert [client.post(url, {"password1": "x", "groups": "1"}).status_code for url in urls] == [403] * 4
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 403
    assert client.get(reverse("admin:password_change")).status_code == 200


def test_auditor_reads_people_and_changes_none(client, publisher):
    client.force_login(make_user("auditor", roles.AUDITORS))
    before = rows()

    assert client.get(address(publisher)).status_code == 200
    answers = [
        client.post(url, {"username": "forged", "password1": "x" * 20, "password2": "x" * 20, "post": "yes"})
        for url in (address(publisher), address(publisher, "delete"), f"/admin/accounts/user/{publisher.pk}/password/")
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert rows() == before


FORGED_RIGHTS = {"is_superuser": "on", "user_permissions": ["1", "2"], "last_login_0": "2020-01-01"}


def test_administrator_gives_themselves_no_right(client):
    administrator = make_user("administrator", roles.ADMINISTRATORS)
    client.force_login(administrator)
    groups = [group.pk for group in Group.objects.all()]

    client.post(address(administrator), {**form_of(client, address(administrator)), **FORGED_RIGHTS, "groups": groups})

    administrator.refresh_from_db()
    assert [group.name for group in administrator.groups.all()] == [roles.ADMINISTRATORS]
    assert (administrator.is_superuser, administrator.user_permissions.count()) == (False, 0)


def test_administrator_makes_no_superuser_and_touches_none(client, publisher):
    client.force_login(make_user("administrator", roles.ADMINISTRATORS))
    password = "another correct horse battery staple"
    new = {"username": "new", "password1": password, "password2": password, "usable_password": "true", "is_staff": "on"}

    client.post(reverse("admin:accounts_user_add"), {**new, **FORGED_RIGHTS})
    client.post(address(publisher), {**form_of(client, address(publisher)), **FORGED_RIGHTS})
    root = make_superuser("root")
    before = rows()
    answers = [
        client.post(address(root), {"username": "root", "is_active": ""}),
        client.post(f"/admin/accounts/user/{root.pk}/password/", {"password1": password, "password2": password}),
        client.post(address(root, "delete"), {"post": "yes"}),
    ]

    assert User.objects.get(username="new").groups.count() == 0
    assert list(User.objects.filter(is_superuser=True)) == [root]
    assert User.user_permissions.through.objects.count() == 0
    assert [answer.status_code for answer in answers] == [403] * 3
    assert rows() == before


def test_single_permissions_of_a_person_count_for_nothing(client, stranger, hidden):
    stranger.user_permissions.set(Group.objects.get(name=roles.PUBLISHERS).permissions.all())
    client.force_login(stranger)

    assert client.get(address(hidden)).status_code == 403


@pytest.mark.parametrize("user", ["administrator", "root"])
def test_nobody_changes_a_role_at_the_desk(client, user):
    make_user("administrator", roles.ADMINISTRATORS)
    make_superuser("root")
    client.force_login(User.objects.get(username=user))
    group = Group.objects.first()
    before = rows()

    answers = [client.post(address(group, page), {"name": "Forged", "post": "yes"}) for page in ("change", "delete")]
    answers.append(client.post(reverse("admin:auth_group_add"), {"name": "Forged"}))

    assert [answer.status_code for answer in answers] == [403] * 3
    assert rows() == before


@pytest.mark.parametrize(
    "key", ["password__startswith", "password", "groups__permissions__codename", "is_superuser__x"]
)
def test_no_filter_reads_passwords(client, key):
    client.force_login(make_user("auditor", roles.AUDITORS))
    assert client.get(reverse("admin:accounts_user_changelist"), {key: "md5"}).status_code in {302, 400}


@pytest.mark.parametrize("group", [None, *roles.ROLES])
def test_the_log_is_read_by_auditors_and_administrators_and_taken_away_by_auditors(client, hidden, group):
    client.force_login(make_user("person", *([group] if group else [])))
    line = LogRecord.objects.first()
    may_read, may_export = group in {roles.ADMINISTRATORS, roles.AUDITORS}, group == roles.AUDITORS

    urls = [reverse("admin:accounts_logrecord_changelist"), address(line)]

    assert [client.get(url).status_code for url in urls] == [200 if may_read else 403] * 2
    assert client.post(reverse("admin:accounts_logrecord_export")).status_code == (200 if may_export else 403)
    assert client.get(reverse("admin:accounts_logrecord_export")).status_code == 405
    for page in ("change", "delete"):
        assert client.post(address(line, page), {"actor": "nobody", "post": "yes"}).status_code == 403


# Forged forms.


def test_rows_of_an_entry_have_no_pages_of_their_own():
    registered = [model for model in admin.site._registry if issubclass(model, (WorkingChild, Entry, Part, Revision))]

    assert registered == []
    with pytest.raises(NoReverseMatch):
        address(MilestoneDraft(pk=uuid.uuid4()))


def test_rows_of_another_entry_are_not_changed_through_a_form(client, editor, hidden):
    own = make_initiative_draft(title_en="Mine")
    make_milestone_draft(own)
    foreign = hidden.milestones.get()
    client.force_login(editor)
    form = form_of(client, address(own))
    before = rows()["initiatives_milestonedraft"]

    for changes in (
        {"milestones-0-id": foreign.pk, "milestones-0-text_en": "Forged"},
        {"milestones-0-id": foreign.pk, "milestones-0-DELETE": "on"},
        {"milestones-0-id": uuid.uuid4()},
        {"milestones-0-id": "x\x00"},
    ):
        response = client.post(address(own), {**form, **changes, "_continue": "1"})
        assert response.status_code in {200, 302}
        assert rows()["initiatives_milestonedraft"] == before

    client.post(
        address(own),
        {**form, "milestones-0-initiative": hidden.pk, "milestones-__prefix__-initiative": hidden.pk, "_continue": "1"},
    )
    assert list(MilestoneDraft.objects.filter(initiative=hidden)) == [foreign]


@pytest.mark.parametrize(
    "changes",
    [
        {"milestones-TOTAL_FORMS": "60"},
        {"milestones-TOTAL_FORMS": "x"},
        {"milestones-INITIAL_FORMS": "99"},
        {"milestones-INITIAL_FORMS": "-1"},
        {"milestones-INITIAL_FORMS": "0"},
        {"milestones-TOTAL_FORMS": "9" * 5000},
    ],
    ids=str,
)
def test_number_of_rows_may_be_anything(client, editor, hidden, changes):
    client.force_login(editor)

    response = client.post(address(hidden), {**form_of(client, address(hidden)), **changes, "_continue": "1"})

    assert response.status_code in {200, 302}
    assert hidden.milestones.count() == (2 if changes.get("milestones-INITIAL_FORMS") in {"0", "-1"} else 1)


@pytest.mark.parametrize("number", ["0", "-1"])
def test_rows_sent_as_new_ones_are_none_for_those_who_add_none(client, hidden, number):
    client.force_login(make_user("translator", roles.translators("kk")))
    form = form_of(client, address(hidden))
    new = {"milestones-INITIAL_FORMS": number, "milestones-0-id": "", "milestones-0-text_kk": "Жалған"}

    client.post(address(hidden), {**form, **new, "_continue": "1"})

    assert [row.text_kk or "" for row in hidden.milestones.all()] == [""]


def test_no_copy_is_made_by_saving_as_new(client, editor, hidden):
    client.force_login(editor)

    response = client.post(address(hidden), {**form_of(client, address(hidden)), "slug": "copy", "_saveasnew": "1"})

    assert (response.status_code, InitiativeDraft.objects.count()) == (400, 1)


@pytest.mark.parametrize("action", ["delete_selected", "approve_all", "", "__class__"])
def test_lists_take_no_other_action_and_edit_nothing(client, hidden, action):
    client.force_login(make_superuser("root"))
    before = rows()

    for changes in ({"action": action, "index": "0"}, {"_save": "1"}):
        fields = {"_selected_action": [hidden.pk], "post": "yes", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1"}
        row = {"form-0-id": hidden.pk, "form-0-title_en": "Forged", "form-0-slug": "forged"}
        assert client.post(reverse(LIST), {**fields, **row, **changes}).status_code in {200, 302}

    assert rows() == before


@pytest.mark.parametrize("language", ["fr", "", "..", "shared", "EN", "x" * 3000])
def test_form_in_an_unknown_language_is_the_usual_one(client, hidden, language):
    client.force_login(make_user("translator", roles.translators("kk")))
    usual = form_of(client, address(hidden))

    response = client.get(address(hidden), {"lang": language})
    assert Forms(response.content.decode()).fields["initiativedraft_form"].keys() == usual.keys()

    forged = {**usual, "title_en": "Forged", "slug": "forged", "title_kk": "Қазақша", "_continue": "1"}
    client.post(address(hidden, query={"lang": language}), forged)
    assert revisions.newest(entry_of(hidden)).parts == ["kk"]


# Methods and addresses.


@pytest.mark.parametrize("method", ["head", "put", "patch", "delete", "options", "trace"])
def test_only_a_post_does_anything(client, hidden, method):
    client.force_login(make_superuser("root"))
    approve(hidden, "shared", "en", "kk")
    before = rows()
    steps = {
        "action": "submit",
        "parts": "kk",
        "revision": "2",
        "post": "yes",
        "reason": "x",
        "when": "now",
        "newest": "2",
    }
    urls = [address(hidden, page) for page in PAGES] + [
        address(hidden, "preview", "en"),
        reverse("admin:initiatives_initiativedraft_bulk_publish"),
        reverse("desk:coverage"),
        reverse("admin:index"),
        reverse("admin:accounts_logrecord_export"),
        reverse("accounts:interface-language"),
    ]

    for url in urls:
        query = "?revision=1" if url.endswith("/restore/") else ""
        response = getattr(client, method)(
            url + query, *([] if method in {"head", "trace", "options"} else ["parts=kk"])
        )
        assert response.status_code < 500, url
        assert client.get(url, {**steps, "revision": "1"}).status_code < 500, url

    assert rows() == before


NUMBERS = ["9" * 30, "9" * 5000, "-1", "0", "1.5", "²", "٩", "1\x00", "", "2147483648"]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: ascii(number)[:20])
def test_number_of_a_revision_may_be_anything(client, hidden, number):
    client.force_login(make_superuser("root"))
    entry = entry_of(hidden)
    approve(hidden, "kk")
    before = rows()
    fields = {"parts": ["kk", "en"], "reason": "Sources.", "when": "now"}
    posts = [
        *(
            (address(hidden, "review"), {**fields, "action": action, "revision": number})
            for action in ("submit", "approve", "return")
        ),
        (address(hidden, "publish"), {**fields, "revision_kk": number, "revision_en": number}),
        (f"{address(hidden, 'restore')}?revision=1", {**fields, "newest": number}),
        (address(hidden, "restore"), {**fields, "newest": "2"}),
        *(
            (
                reverse(f"admin:initiatives_initiativedraft_bulk_{step}"),
                {**fields, "parts": "kk", "entries": f"{entry.pk} {number} kk={number}"},
            )
            for step in ("submit", "approve", "publish")
        ),
        (address(hidden), {**form_of(client, address(hidden)), "title_en": "", "revision": number}),
    ]
    gets = [
        (address(hidden, "compare"), {"from": number, "to": number}),
        (address(hidden, "restore"), {"revision": number}),
        (address(hidden, "preview", "en"), {"revision": number}),
        (address(hidden, "history"), {"p": number}),
        (reverse("desk:coverage"), {"page": number}),
        (reverse(LIST), {"p": number}),
        (reverse(LIST), {"o": number}),
        (reverse("admin:accounts_logrecord_changelist"), {"revision": number}),
        (reverse("admin:accounts_logrecord_changelist"), {"person": number, "kind": number, "since": number}),
        (reverse("admin:accounts_logrecord_changelist"), {"entry": number}),
        (reverse("admin:accounts_user_changelist"), {"role": number}),
    ]

    for url, data in posts:
        response = client.post(url, data)
        assert response.status_code in {200, 302, 400, 404, 409}, (url, data)
        assert rows() == before, (url, data)
    for url, data in gets:
        assert client.get(url, data).status_code in {200, 302, 400, 404}, (url, data)


@pytest.mark.parametrize("key", ["%00", "x", "1" * 40, "٩٩٩", "..%2f", "_00", "9" * 5000])
@pytest.mark.parametrize("group", [None, roles.AUDITORS])
def test_key_in_an_address_may_be_anything(client, hidden, key, group):
    client.force_login(make_user("person", *([group] if group else [])))
    lists = [
        "initiatives/initiativedraft",
        "library/theme",
        "accounts/user",
        "accounts/logrecord",
        "editorial/note",
        "auth/group",
    ]

    for base in lists:
        pages = (
            ("change", "history", "delete", "review", "compare", "preview/en")
            if "draft" in base
            else ("change", "history")
        )
        for page in pages:
            assert client.get(f"/admin/{base}/{key}/{page}/").status_code in {302, 403, 404}, (base, page)


@pytest.mark.parametrize("value", ["\x00", "x" * 3000, "9" * 5000, "[]", "{}", "2026-13-45"])
def test_filters_of_lists_take_any_value(client, hidden, value):
    client.force_login(make_superuser("root"))
    filters = {
        "initiatives_initiativedraft": [
            "q",
            "slug",
            "id",
            "status",
            "kind",
            "themes__id__exact",
            "published",
            "differs",
            "date_from",
            "cover",
        ],
        "events_eventdraft": ["q", "series__id__exact", "edition_number", "status_on", "format"],
        "library_source": ["q", "kind", "language", "author", "key"],
        "library_term": ["q", "category", "confidence_en"],
        "editorial_note": ["q", "kind", "object_id", "topic", "position"],
        "accounts_user": ["q", "role", "is_active__exact", "username", "date_joined__year", "id"],
        "accounts_logrecord": [
            "q",
            "action",
            "outcome__exact",
            "person",
            "kind",
            "entry",
            "revision",
            "at__year",
            "since",
            "until",
        ],
    }

    for base, names in filters.items():
        for name in names:
            response = client.get(reverse(f"admin:{base}_changelist"), {name: value})
            assert response.status_code in {200, 302, 400, 404}, (base, name)
    for name in ("q", "kind", "part", "status", "show", "page"):
        assert client.get(reverse("desk:coverage"), {name: value}).status_code in {200, 404}, name


# Steps that are late, forged or repeated.


def step(client, draft, action, *parts, **changes):
    entry = entry_of(draft)
    fields = {"action": action, "parts": parts, "revision": entry.latest, "reason": "Sources.", **changes}
    return client.post(address(draft, "review"), fields)


def sentences(client, response):
    if response.status_code == 302:
        response = client.get(response.url)
    return " ".join(str(message) for message in response.context["messages"])


def test_second_click_is_refused_with_a_sentence(client, editor, hidden):
    client.force_login(editor)

    answers = [step(client, hidden, "submit", "kk") for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "not possible any more" in sentences(client, answers[1])
    done = LogRecord.objects.filter(action="submit", actor="editor").values_list("outcome", flat=True)
    assert sorted(done) == ["done", "refused"]


@pytest.mark.parametrize("parts", [["fr"], ["kk", "fr"], ["Shared"], ["__class__"], [], ["x" * 3000]])
@pytest.mark.parametrize("page", ["review", "publish", "unschedule", "take-down", "restore"])
def test_part_that_no_entry_has_is_refused_with_a_sentence(client, hidden, page, parts):
    client.force_login(make_superuser("root"))
    before = rows()
    fields = {"parts": parts, "action": "submit", "revision": "2", "newest": "2", "reason": "x", "when": "now"}
    query = "?revision=1" if page == "restore" else ""

    response = client.post(address(hidden, page) + query, fields)

    assert response.status_code in {302, 409}
    content = (client.get(response.url) if response.status_code == 302 else response).content.decode()
    assert "Reload the page and choose again." in content or "Choose at least one part." in content
    assert rows() == before
    assert LogRecord.objects.filter(outcome="refused", actor="root").count() == 1


@pytest.mark.parametrize("part", ["kk", "ru", "ar"])
def test_part_without_approval_is_not_published(client, publisher, hidden, part):
    client.force_login(publisher)
    before = rows()

    answers = [
        client.post(address(hidden, "publish"), {"parts": [part], f"revision_{part}": number, "when": "now"})
        for number in ("", "0", "1", "2")
    ]

    assert [answer.status_code for answer in answers] == [409] * 4
    assert all("nothing of it is approved yet" in answer.content.decode() for answer in answers)
    assert rows() == before


@pytest.mark.parametrize(
    "at",
    [
        "2020-01-01T00:00",
        "1900-01-01T00:00",
        "0001-01-01T00:00",
        "x",
        "\x00",
        "",
        "2026-02-30T10:00",
    ],
)
def test_time_of_a_publication_that_cannot_be_is_refused(client, publisher, hidden, at):
    approve(hidden, "kk")
    client.force_login(publisher)
    before = rows()
    number = Part.objects.get(entry=hidden.pk, part="kk").approved.number

    response = client.post(
        address(hidden, "publish"), {"parts": ["kk"], "revision_kk": number, "when": "later", "at": at}
    )

    assert response.status_code in {200, 409}
    assert 'class="errorlist' in response.content.decode() or "errornote" in response.content.decode()
    assert rows() == before
    assert client.get(address(hidden, "history")).status_code == 200


def test_moment_that_just_passed_is_over(hidden, publisher):
    approve(hidden, "kk")
    number = Part.objects.get(entry=hidden.pk, part="kk").approved.number

    with pytest.raises(workflow.Refused, match="is over"):
        workflow.schedule(
            entry=entry_of(hidden),
            parts={"kk": number},
            at=timezone.now() - dt.timedelta(milliseconds=1),
            user=publisher,
        )


@pytest.mark.parametrize(
    "reason", ["\x00", "a\x00b", "x" * 100_000, "\u202eRTL", "<script>alert(1)</script>", " \n\t", "🕊" * 1000]
)
def test_reason_may_be_anything(client, hidden, reason):
    client.force_login(make_superuser("root"))
    workflow.submit(
        entry=entry_of(hidden), parts=["kk"], revision=entry_of(hidden).latest, user=make_superuser("writer")
    )
    url = reverse("admin:initiatives_initiativedraft_bulk_unpublish")
    seen = str(Seen(hidden.pk, entry_of(hidden).latest, {}))

    answers = [
        step(client, hidden, "return", "kk", reason=reason),
        client.post(address(hidden, "take-down"), {"parts": ["en"], "reason": reason}),
        client.post(url, {"parts": "all", "entries": seen, "reason": reason}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 302, 400, 409}
    for page in (
        address(hidden),
        address(hidden, "history"),
        reverse("admin:accounts_logrecord_changelist"),
        reverse("admin:index"),
    ):
        shown = client.get(page)
        assert (shown.status_code, "<script>alert(1)" in shown.content.decode()) == (200, False)


@pytest.mark.parametrize(
    "column", ["title_kk", "summary_kk", "slug", "date", "milestones-0-text_kk", "milestones-0-date"]
)
@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\u202e", "\ud800"])
def test_text_with_forbidden_characters_is_refused_on_the_form(client, editor, hidden, column, text):
    client.force_login(editor)
    form = form_of(client, address(hidden))
    before = rows()

    response = client.post(
        address(hidden), {**form, column: text.encode("utf-8", "replace").decode(), "_continue": "1"}
    )

    assert response.status_code in {200, 302}
    if text != "\ud800":  # a browser sends a question mark for half a character
        assert response.status_code == 200
        assert rows() == before


def test_form_from_before_an_address_was_given_away_is_refused(client, editor, hidden):
    client.force_login(editor)
    stale = form_of(client, address(hidden))
    saved(hidden, None, slug="moved")
    make_initiative_draft(slug="canary")
    before = rows()

    response = client.post(address(hidden), {**stale, "title_ru": "Новое", "_continue": "1"}, follow=True)

    assert (response.status_code, rows() == before) == (200, True)
    assert "Initiative with this Address already exists" in strip_tags(response.content.decode())
    assert "Новое" in response.content.decode()

    client.post(address(hidden), {**stale, "slug": "moved", "title_ru": "Новое", "_continue": "1"})
    hidden.refresh_from_db()
    assert (hidden.slug, hidden.title_ru, hidden.summary_en) == ("moved", "Новое", CANARY)


def test_form_from_before_a_record_was_deleted_is_saved_without_it(client, editor):
    image, source = make_image("gone"), make_source("gone")
    draft = make_initiative_draft(cover=image, themes=[make_theme("gone")])
    make_milestone_draft(draft, source=source)
    revisions.record(root=draft, origin="desk")
    client.force_login(editor)
    stale = form_of(client, address(draft))
    draft.milestones.all().delete()
    saved(draft, None, cover=None, title_en="Later")
    draft.themes.clear()
    revisions.record(root=draft, origin="desk")
    for record in (image, source, make_theme("gone")):
        record.delete()

    response = client.post(address(draft), {**stale, "title_kk": "Жаңа", "_continue": "1"})

    assert response.status_code in {200, 302, 409}
    restored = client.post(
        f"{address(draft, 'restore')}?revision=1", {"parts": ["shared", "en"], "newest": entry_of(draft).latest}
    )
    assert restored.status_code in {302, 409}


def test_deleted_entry_is_gone_for_every_page(client, publisher):
    draft = make_initiative_draft()
    client.force_login(publisher)
    client.post(address(draft, "delete"), {"post": "yes"})
    assert not InitiativeDraft.objects.exists()

    answers = {
        client.post(address(draft, page), {"parts": ["en"], "post": "yes"}).status_code
        for page in PAGES
        if page != "change"
    }

    assert answers <= {302, 404}
    assert not InitiativeDraft.objects.exists()


def test_entry_that_others_refer_to_says_so_before_it_is_deleted(client, publisher):
    successor = make_event_draft(title_en="The successor")
    make_event_draft(status="postponed", successor=successor)
    client.force_login(publisher)
    url = address(successor, "delete")

    shown, answer = client.get(url), client.post(url, {"post": "yes"})

    assert (shown.status_code, answer.status_code) in {(200, 200), (200, 302)}
    assert EventDraft.objects.filter(pk=successor.pk).exists() == (answer.status_code == 200)
