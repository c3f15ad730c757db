"""Who may do what with which part in which state: one table, tried as functions, on the pages and in bulk."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from initiatives.models import InitiativeDraft
from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import roles, workflow
from peacedesk.editorial.desk.bulk import Seen
from peacedesk.editorial.desk.languages import translated_fields
from peacedesk.editorial.models import Entry
from peacedesk.languages import CONTENT_LANGUAGES
from tests.conftest import make_user
from tests.editorial.test_review_page import address, saved
from tests.factories import approve, make_initiative_draft, make_superuser, publish
from tests.forms import Forms

pytestmark = pytest.mark.django_db

TIME = timezone.now() + dt.timedelta(days=1)
EVERYTHING = [
    roles.AUTHORS,
    *(group(code) for code in CONTENT_LANGUAGES for group in (roles.translators, roles.reviewers)),
    roles.PUBLISHERS,
]

# The columns of the tables. Everything in them was made by "own". The shared facts and the English text were last
# changed by "all", who has every role that writes, reviews and publishes; the Kazakh text by "sup", a superuser.
PEOPLE = {
    "own": [roles.CONTRIBUTORS],
    "con": [roles.CONTRIBUTORS],
    "aut": [roles.AUTHORS],
    "tkk": [roles.translators("kk")],
    "ren": [roles.reviewers("en")],
    "rkk": [roles.reviewers("kk")],
    "pub": [roles.PUBLISHERS],
    "adm": [roles.ADMINISTRATORS],
    "aud": [roles.AUDITORS],
    "all": EVERYTHING,
    "sup": [],
    "sta": [],  # staff without a role
    "out": [],  # has an account, and no seat at the desk
    "any": None,  # nobody
}

# Y: may, -: has no right, 4: four eyes leave it to somebody else. Each row: what, with which part, in which entry.
TRANSITIONS = """
                            own con aut tkk ren rkk pub adm aud all sup sta out any
submit     shared fresh      Y   -   Y   -   -   -   -   -   -   Y   Y   -   -   -
submit     en     fresh      Y   -   Y   -   Y   -   -   -   -   Y   Y   -   -   -
submit     kk     fresh      -   -   -   Y   -   Y   -   -   -   Y   Y   -   -   -
submit     kk     returned   -   -   -   Y   -   Y   -   -   -   Y   Y   -   -   -
recall     shared waiting    Y   -   Y   -   -   -   Y   -   -   Y   Y   -   -   -
recall     en     waiting    Y   -   Y   -   Y   -   Y   -   -   Y   Y   -   -   -
recall     kk     waiting    -   -   -   Y   -   Y   Y   -   -   Y   Y   -   -   -
approve    shared waiting    -   -   -   -   Y   -   -   -   -   4   Y   -   -   -
approve    en     waiting    -   -   -   -   Y   -   -   -   -   4   Y   -   -   -
approve    kk     waiting    -   -   -   -   -   Y   -   -   -   Y   4   -   -   -
return     shared waiting    -   -   -   -   Y   -   -   -   -   Y   Y   -   -   -
return     en     waiting    -   -   -   -   Y   -   -   -   -   Y   Y   -   -   -
return     kk     waiting    -   -   -   -   -   Y   -   -   -   Y   Y   -   -   -
publish    shared approved   -   -   -   -   -   -   Y   -   -   4   Y   -   -   -
publish    en     approved   -   -   -   -   -   -   Y   -   -   4   Y   -   -   -
publish    kk     approved   -   -   -   -   -   -   Y   -   -   Y   4   -   -   -
publish    kk     scheduled  -   -   -   -   -   -   Y   -   -   Y   4   -   -   -
schedule   en     approved   -   -   -   -   -   -   Y   -   -   4   Y   -   -   -
schedule   kk     approved   -   -   -   -   -   -   Y   -   -   Y   4   -   -   -
unschedule en     scheduled  -   -   -   -   -   -   Y   -   -   Y   Y   -   -   -
unschedule kk     scheduled  -   -   -   -   -   -   Y   -   -   Y   Y   -   -   -
unpublish  en     newdraft   -   -   -   -   -   -   Y   Y   -   Y   Y   -   -   -
unpublish  kk     newdraft   -   -   -   -   -   -   Y   Y   -   Y   Y   -   -   -
restore    shared newdraft   Y   -   Y   -   -   -   -   -   -   Y   Y   -   -   -
restore    en     fresh      Y   -   Y   -   Y   -   -   -   -   Y   Y   -   -   -
restore    kk     newdraft   -   -   -   Y   -   Y   -   -   -   Y   Y   -   -   -
discard    shared newdraft   Y   -   Y   -   -   -   -   -   -   Y   Y   -   -   -
discard    en     newdraft   Y   -   Y   -   Y   -   -   -   -   Y   Y   -   -   -
discard    kk     newdraft   -   -   -   Y   -   Y   -   -   -   Y   Y   -   -   -
assign     kk     fresh      -   -   Y   -   Y   Y   Y   -   -   Y   Y   -   -   -
delete     -      fresh      -   -   -   -   -   -   Y   Y   -   Y   Y   -   -   -
"""

# Typing into the form, with everything else forged along. A text is written on the form of its language.
WRITING = """
                            own con aut tkk ren rkk pub adm aud all sup sta out any
write      shared fresh      Y   -   Y   -   -   -   -   -   -   Y   Y   -   -   -
write      en     fresh      Y   -   Y   -   Y   -   -   -   -   Y   Y   -   -   -
write      kk     fresh      -   -   -   Y   -   Y   -   -   -   Y   Y   -   -   -
write      ar     fresh      -   -   -   -   -   -   -   -   -   Y   Y   -   -   -
write      shared newdraft   Y   -   Y   -   -   -   -   -   -   Y   Y   -   -   -
write      en     newdraft   Y   -   Y   -   Y   -   -   -   -   Y   Y   -   -   -
write      kk     newdraft   -   -   -   Y   -   Y   -   -   -   Y   Y   -   -   -
"""

# Pages to open.
READING = """
                            own con aut tkk ren rkk pub adm aud all sup sta out any
change     -      fresh      Y   -   Y   Y   Y   Y   Y   Y   Y   Y   Y   -   -   -
history    -      fresh      Y   -   Y   Y   Y   Y   Y   Y   Y   Y   Y   -   -   -
compare    -      newdraft   Y   -   Y   Y   Y   Y   Y   Y   Y   Y   Y   -   -   -
review     -      waiting    Y   -   Y   Y   Y   Y   Y   Y   Y   Y   Y   -   -   -
preview    en     fresh      Y   -   Y   Y   Y   Y   Y   Y   Y   Y   Y   -   -   -
preview    ar     newdraft   Y   -   Y   Y   Y   Y   Y   Y   Y   Y   Y   -   -   -
publish    -      approved   -   -   -   -   -   -   Y   Y   -   Y   Y   -   -   -
take-down  -      newdraft   -   -   -   -   -   -   Y   Y   -   Y   Y   -   -   -
restore    -      fresh      Y   -   Y   Y   Y   Y   -   -   -   Y   Y   -   -   -
delete     -      fresh      -   -   -   -   -   -   Y   Y   -   Y   Y   -   -   -
delete     -      newdraft   -   -   -   -   -   -   -   -   -   -   -   -   -   -
"""

# Pages of the desk that belong to no entry. To somebody without their right they exist, and are refused.
DESK = """
                            own con aut tkk ren rkk pub adm aud all sup sta out any
initiatives:initiativedraft_changelist  Y   Y   Y   Y   Y   Y   Y   Y   Y   Y   Y   -   -   -
initiatives:initiativedraft_add         Y   Y   Y   -   -   -   -   -   -   Y   Y   -   -   -
events:eventdraft_add                   Y   Y   Y   -   -   -   -   -   -   Y   Y   -   -   -
library:theme_changelist                Y   Y   Y   Y   Y   Y   Y   Y   Y   Y   Y   -   -   -
library:theme_add                       -   -   Y   -   Y   Y   -   Y   -   Y   Y   -   -   -
editorial:note_changelist               -   -   Y   Y   Y   Y   Y   Y   Y   Y   Y   -   -   -
editorial:note_add                      -   -   Y   Y   Y   Y   -   Y   -   Y   Y   -   -   -
accounts:user_changelist                -   -   -   -   -   -   -   Y   Y   -   Y   -   -   -
accounts:user_add                       -   -   -   -   -   -   -   Y   -   -   Y   -   -   -
auth:group_changelist                   -   -   -   -   -   -   -   Y   Y   -   Y   -   -   -
auth:group_add                          -   -   -   -   -   -   -   -   -   -   -   -   -   -
accounts:logrecord_changelist           -   -   -   -   -   -   -   Y   Y   -   Y   -   -   -
accounts:logrecord_add                  -   -   -   -   -   -   -   -   -   -   -   -   -   -
"""

# In which states of a part a transition happens for somebody with every right who wrote nothing: Y, or x: refused.
STATES = """
            none fresh waiting returned approved scheduled live newdraft withdrawn
submit       x     Y      x       Y        x         x      x      Y        Y
recall       x     x      Y       x        x         x      x      x        x
approve      x     x      Y       x        x         x      x      x        x
return       x     x      Y       x        x         x      x      x        x
publish      x     x      x       x        Y         Y      x      x        x
schedule     x     x      x       x        Y         Y      x      x        x
unschedule   x     x      x       x        x         Y      x      x        x
unpublish    x     x      x       x        Y         Y      Y      Y        x
restore      Y     Y      Y       Y        Y         Y      Y      Y        Y
discard      x     x      x       x        Y         Y      Y      Y        x
assign       Y     Y      Y       Y        Y         Y      Y      Y        Y
delete       Y     Y      Y       Y        x         x      x      x        Y
"""

DONE, DENIED, REFUSED = "done", "denied", "refused"
ABOUT = ("action", "part", "name")
MEANING = {"Y": DONE, "-": DENIED, "4": REFUSED, "x": REFUSED}


# Texts as a form leaves them, so that a save of nothing changes nothing.
BLANK = {f"{name}_{code}": "" for name in translated_fields(InitiativeDraft) for code in CONTENT_LANGUAGES}


def rows_of(table):
    """The rows of a table as (words of the row, {column: outcome})."""
    heading, *rows = (line.split() for line in table.strip().splitlines())
    width = len(heading)
    return [
        (row[:-width], {column: MEANING[cell] for column, cell in zip(heading, row[-width:], strict=True)})
        for row in rows
    ]


def without(table, *words):
    """A table without the rows in which one of these words occurs."""
    return "\n".join(line for line in table.splitlines() if not set(line.split()) & {*words})


def each_row(table, *names):
    rows = rows_of(table)
    return pytest.mark.parametrize(
        (*names, "expected"),
        [(*words, expected) for words, expected in rows],
        ids=["-".join(word for word in words if word != "-") for words, _expected in rows],
    )


NOT_COMPARED = {"accounts_logrecord", "django_admin_log", "django_session"}


def tables():
    """All rows but those of the sessions and of the logs, as {table: rows}."""
    with connection.cursor() as cursor:
        names = {*connection.introspection.django_table_names()} - NOT_COMPARED
        return {name: frozenset(cursor.execute(f'SELECT * FROM "{name}"').fetchall()) for name in names}  # noqa: S608


class World:
    """Entries in each state, people, and what the database was like before any of them did anything."""

    def __init__(self):
        self.people = {name: self.person(name, groups) for name, groups in PEOPLE.items() if groups is not None}
        self.people["any"] = AnonymousUser()
        self.clients = {name: self.browser(user) for name, user in self.people.items()}
        self.chief = make_superuser("chief")
        self.entries = {name: getattr(self, f"make_{name}")() for name in STATES.split("\n")[1].split()}
        self.before = tables()

    def person(self, name, groups):
        if name == "sup":
            return make_superuser(name)
        user = make_user(name, *groups)
        user.is_staff = name != "out"
        user.save()
        return user

    def browser(self, user):
        client = Client()
        if user.is_authenticated:
            client.force_login(user)
        return client

    def written(self, draft, edition):
        """Each part last changed by the person of whom the tables say so."""
        saved(draft, self.people["all"], title_en=f"English {edition}", date=f"201{edition}")
        saved(draft, self.people["sup"], title_kk=f"Қазақша {edition}")
        return draft

    def make_none(self):
        """An entry of which the parts in question, but for one, have no text."""
        draft = make_initiative_draft(**BLANK, source_language="ru")
        return saved(draft, None, title_ru="Русский") and draft

    def make_fresh(self):
        draft = make_initiative_draft(**{**BLANK, "title_en": "English", "title_kk": "Қазақша"})
        Entry.objects.filter(pk=draft.pk).update(created_by=self.people["own"])
        return self.written(draft, 1)

    def make_waiting(self):
        draft = self.make_fresh()
        self.submit(draft)
        return draft

    def submit(self, draft):
        entry = Entry.objects.get(pk=draft.pk)
        about = {"entry": entry, "parts": ["shared", "en", "kk"], "revision": entry.latest}
        workflow.submit(**about, user=make_superuser("writer"))
        return about

    def make_returned(self):
        draft = self.make_fresh()
        workflow.send_back(**self.submit(draft), user=make_superuser("reviewer"), reason="Sources.")
        return draft

    def make_live(self):
        draft = self.make_fresh()
        publish(draft)
        return draft

    def make_newdraft(self):
        return self.written(self.make_live(), 2)

    def make_approved(self):
        draft = self.make_newdraft()
        approve(draft, "shared", "en", "kk")
        return draft

    def make_scheduled(self):
        draft = self.make_approved()
        entry = Entry.objects.get(pk=draft.pk)
        workflow.schedule(
            entry=entry, parts=dict.fromkeys(("shared", "en", "kk"), entry.latest), at=TIME, user=self.chief
        )
        return draft

    def make_withdrawn(self):
        draft = self.make_newdraft()
        entry = Entry.objects.get(pk=draft.pk)
        workflow.unpublish(entry=entry, parts=["en", "kk"], user=self.chief, reason="Rights.")
        return draft

    def entry(self, name):
        return Entry.objects.get(pk=self.entries[name].pk)

    def approved(self, name, part):
        part = self.entry(name).parts.select_related("approved").get(part=part)
        return part.approved.number if part.approved else 0


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once. Each attempt runs in a transaction of its own that is undone, as is this one at the end."""
    with django_db_blocker.unblock(), translation.override("en"), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def attempted(world, attempt, *about):
    """What became of an attempt, after which all is as it was: its outcome, if rows and log agree with it."""
    newest = LogRecord.objects.first()
    with transaction.atomic():
        outcome = attempt(world, *about)
        is_changed = tables() != world.before
        lines = list(LogRecord.objects.filter(pk__gt=newest.pk).values_list("action", "outcome"))
        transaction.set_rollback(True)
    return outcome, is_changed, lines


# Transitions as functions.


def call(world, action, part, name, person):
    entry, user = world.entry(name), world.people.get(person, world.chief)
    about = {"entry": entry, "user": user, "parts": [part]}
    seen = about | {"revision": entry.latest}
    numbers = about | {"parts": {part: part != "-" and world.approved(name, part)}}
    transition, given = {
        "submit": (workflow.submit, seen),
        "recall": (workflow.recall, about),
        "approve": (workflow.approve, seen),
        "return": (workflow.send_back, seen | {"reason": "Sources."}),
        "publish": (workflow.publish, numbers),
        "schedule": (workflow.schedule, numbers | {"at": TIME + dt.timedelta(hours=1)}),
        "unschedule": (workflow.unschedule, about),
        "unpublish": (workflow.unpublish, about | {"reason": "Rights."}),
        "restore": (workflow.restore, about | {"revision": 1}),
        "discard": (workflow.discard, about),
        "assign": (workflow.assign, about | {"assignee": world.people["all"]}),
        "delete": (workflow.delete, {"entry": entry, "user": user}),
    }[action]
    try:
        transition(**given)
    except PermissionDenied:
        return DENIED
    except workflow.Refused:
        return REFUSED
    return DONE


def logged(action, outcome):
    return [(action, "done" if outcome == DONE else "refused")]


@each_row(TRANSITIONS, *ABOUT)
def test_a_transition_happens_for_those_who_have_the_right(world, action, part, name, expected):
    for person, outcome in expected.items():
        found = attempted(world, call, action, part, name, person)

        assert found == (outcome, outcome == DONE, logged(action, outcome)), person


@each_row(STATES, "action")
def test_a_transition_happens_in_the_states_that_it_is_for(world, action, expected):
    for name, outcome in expected.items():
        found, is_changed, lines = attempted(world, call, action, "en", name, "chief")

        assert (found, lines) == (outcome, logged(action, outcome)), name
        assert not is_changed or outcome == DONE, name


# Transitions on the pages.


def post(world, action, part, name, person):
    """Send what the page of the transition would send. Returns the response."""
    draft, entry, client = world.entries[name], world.entry(name), world.clients[person]
    step = {"action": action, "parts": [part], "revision": entry.latest, "reason": "Sources."}
    going_out = {"parts": [part], f"revision_{part}": part != "-" and world.approved(name, part)}
    later = timezone.localtime(TIME + dt.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    restoring = {"parts": [part], "newest": entry.latest}
    page, query, fields = {
        "publish": ("publish", "", going_out | {"when": "now"}),
        "schedule": ("publish", "", going_out | {"when": "later", "at": later}),
        "unschedule": ("unschedule", "", {"parts": [part]}),
        "unpublish": ("take-down", "", {"parts": [part], "reason": "Rights."}),
        "restore": ("restore", "?revision=1", restoring),
        "discard": ("restore", "?revision=live", restoring),
        "delete": ("delete", "", {"post": "yes"}),
    }.get(action, ("review", "", step))
    return client.post(address(draft, page=page) + query, fields)


def answer(response, person):
    """What a page says to a person: done, denied or refused, and a sentence where it is refused."""
    if person in {"out", "any"}:
        assert (response.status_code, "admin/login" in getattr(response, "url", "")) in {(302, True), (403, False)}
        return DENIED
    if person == "con" and response.status_code in {302, 404}:  # as if there were no such entry
        assert response.status_code == 404 or response.url == reverse("admin:index")
        return DENIED
    if response.status_code == 409:
        assert "somebody else must do this" in response.content.decode()
    return {302: DONE, 200: DONE, 403: DENIED, 409: REFUSED}[response.status_code]


def lines_of_page(action, outcome, person, lines):
    """The line that a page must leave: of the transition, or of a page that was refused as such."""
    if outcome == DENIED and person in {"con", "out", "any"}:
        return [] if lines == [] else [("open", "refused")]
    if outcome == DENIED and lines == [("open", "refused")]:
        return lines
    return logged(action, outcome)


def press(world, action, part, name, person):
    return answer(post(world, action, part, name, person), person)


@each_row(without(TRANSITIONS, "assign"), *ABOUT)
def test_a_page_lets_the_same_people_take_the_step(world, action, part, name, expected):
    for person, outcome in expected.items():
        found, is_changed, lines = attempted(world, press, action, part, name, person)

        assert (found, is_changed) == (outcome, outcome == DONE), person
        assert lines == lines_of_page(action, outcome, person, lines), person


# Transitions in bulk.


def send_in_bulk(world, action, part, name, person):
    entry = world.entry(name)
    approved = {row.part: row.approved.number for row in entry.parts.select_related("approved") if row.approved}
    chosen = {"parts": "source" if part == "shared" else part, "entries": [str(Seen(entry.pk, entry.latest, approved))]}
    asked = {"unpublish": {"reason": "Rights."}, "assign": {"assignee": world.people["all"].pk}}.get(action, {})
    url = reverse(f"admin:initiatives_initiativedraft_bulk_{action}")
    response = world.clients[person].post(url, chosen | asked)
    if response.status_code != 200:
        return answer(response, person)
    [row] = response.context["rows"]
    assert row.told
    return DONE if row.is_done else DENIED


@each_row(
    without(TRANSITIONS, "shared", "recall", "return", "schedule", "restore", "discard", "unschedule", "delete"), *ABOUT
)
def test_a_step_for_many_is_open_to_the_same_people(world, action, part, name, expected):
    for person, outcome in expected.items():
        found, is_changed, lines = attempted(world, send_in_bulk, action, part, name, person)

        assert (found == DONE, is_changed) == (outcome == DONE, outcome == DONE), person
        assert lines == lines_of_page(action, outcome, person, lines), person


# Writing.

FORGED = {
    "title_en": "Forged",
    "title_kk": "Жалған",
    "title_ru": "Подделка",
    "title_ar": "مزور",
    "slug": "forged",
    "status": "completed",
    "state": "approved",
    "published_at_en": "2020-01-01",
    "publish_at": "2020-01-01",
    "created_by": "1",
    "assignee": "1",
    "last_editor": "",
    "latest": "99",
}
TYPED = {
    "shared": ("slug", "typed"),
    "en": ("title_en", "Typed"),
    "kk": ("title_kk", "Терілді"),
    "ar": ("title_ar", "كتب"),
}


def write(world, part, name, person):
    """Type into the form of a part, whoever may see it. Returns the parts that were changed by that."""
    draft, entry, client = world.entries[name], world.entry(name), world.clients[person]
    url = address(draft, page="change") + ("" if part == "shared" else f"?lang={part}")
    shown = Forms(client.get(url).content.decode()).fields.get("initiativedraft_form", {})
    column, value = TYPED[part]
    client.post(url, {**shown, column: value, "_continue": "1"})
    newest = entry.revisions.order_by("number").last()
    return newest.parts if newest.number > entry.latest else []


@each_row(WRITING, *ABOUT)
def test_a_form_takes_what_a_person_may_write(world, action, part, name, expected):
    for person, outcome in expected.items():
        parts, is_changed, lines = attempted(world, write, part, name, person)

        assert parts == ([part] if outcome == DONE else []), person
        assert is_changed == (outcome == DONE), person
        assert set(lines) <= {("open", "refused")}, person


def forge(world, name, person):
    """Send every field there is, also those that the form of the person does not have. Returns the parts changed."""
    draft, entry, client = world.entries[name], world.entry(name), world.clients[person]
    url = address(draft, page="change")
    shown = Forms(client.get(url).content.decode()).fields.get("initiativedraft_form", {})
    before = {row["part"]: row for row in entry.parts.values()}
    client.post(url, {**shown, **FORGED, "_continue": "1"})
    newest = entry.revisions.order_by("number").last()
    parts = newest.parts if newest.number > entry.latest else []
    entry.refresh_from_db()
    assert (entry.created_by, entry.latest) == (world.people["own"], newest.number)
    assert [row for row in entry.parts.values() if row["part"] not in parts and row != before[row["part"]]] == []
    return parts


@pytest.mark.parametrize(
    ("person", "writable"),
    [
        ("own", ["shared", "en"]),
        ("con", []),
        ("aut", ["shared", "en"]),
        ("tkk", ["kk"]),
        ("ren", ["en"]),
        ("rkk", ["kk"]),
        ("pub", []),
        ("adm", []),
        ("aud", []),
        ("all", ["shared", *CONTENT_LANGUAGES]),
        ("sup", ["shared", *CONTENT_LANGUAGES]),
        ("sta", []),
        ("out", []),
        ("any", []),
    ],
)
@pytest.mark.parametrize("name", ["fresh", "newdraft"])
def test_forged_fields_reach_no_part_but_those_of_the_person(world, name, person, writable):
    parts, is_changed, _lines = attempted(world, forge, name, person)

    assert (parts, is_changed) == (writable, bool(writable))


# Reading.


def read(world, page, part, name, person):
    draft, client = world.entries[name], world.clients[person]
    language = [part] if page == "preview" else []
    url = reverse(f"admin:initiatives_initiativedraft_{page}", args=[draft.pk, *language])
    response = client.get(url, {"revision": 1} if page == "restore" else {})
    assert not (response.status_code == 200 and draft.title_en not in response.content.decode())
    return answer(response, person)


@each_row(READING, "page", "part", "name")
def test_a_page_opens_for_those_who_may_see_it(world, page, part, name, expected):
    for person, outcome in expected.items():
        found, is_changed, lines = attempted(world, read, page, part, name, person)

        assert (found, is_changed) == (outcome, False), person
        assert lines in ([("open", "refused")] if outcome == DENIED else [], []), person
        assert lines or outcome == DONE or person in {"con", "out", "any"}, person


def visit(world, page, person):
    return answer(world.clients[person].get(reverse(f"admin:{page.replace(':', '_')}")), person)


@each_row(DESK, "page")
def test_a_page_of_the_desk_opens_for_those_who_may_see_it(world, page, expected):
    for person, outcome in expected.items():
        found, is_changed, lines = attempted(world, visit, page, person)

        assert (found, is_changed) == (outcome, False), person
        is_told = outcome == DENIED and person not in {"out", "any"}
        assert lines == ([("open", "refused")] if is_told else []), person
