"""Four editors and eight readers at once, over HTTP: nobody waits in vain, and no save is lost."""

import http.client
import os
import statistics
import threading
import time
from contextlib import closing
from itertools import cycle
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from peacedesk.editorial import graph, revisions, roles
from peacedesk.editorial.models import Entry, Revision
from tests.conftest import make_user
from tests.factories import make_initiative_draft, make_milestone_draft, publish
from tests.forms import Forms
from tests.server import serving

SECONDS = float(os.environ.get("LOAD_SECONDS", "5"))
LANGUAGES = ("en", "kk", "ru", "ar")
KIND, MILESTONE = "initiatives.initiative", "initiatives.milestone"


@pytest.fixture
def server(transactional_db):
    """The port of granian with two processes, as in production, on the test database."""
    with serving() as site:
        yield site.port


class Browser:
    """One person at one connection; the times of all answers by method."""

    def __init__(self, port, session=""):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {"sessionid": session} if session else {}
        self.seconds = {"GET": [], "POST": []}

    def close(self):
        self.connection.close()

    def get(self, path):
        return self.request("GET", path)

    def post(self, path, form):
        return self.request("POST", path, urlencode(form, doseq=True))

    def request(self, method, path, body=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        self.seconds[method].append(time.perf_counter() - start)
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, text


class Editor:
    """Somebody who opens forms, changes a field in each and saves. `accepted` has what the desk took."""

    def __init__(self, port, user, forms):
        client = Client()
        client.force_login(user)
        self.browser = Browser(port, client.cookies["sessionid"].value)
        self.user, self.forms, self.accepted, self.clashes = user, forms, [], 0

    def work(self, until):
        for number, (entry, query, columns) in enumerate(cycle(self.forms)):
            if time.monotonic() > until:
                return
            self.edit(entry, query, columns[number // len(self.forms) % len(columns)], f"{self.user} {number}")

    def edit(self, entry, query, name, text):
        address = f"/admin/initiatives/initiativedraft/{entry.pk}/change/{query}"
        status, page = self.browser.get(address)
        assert status == 200, (status, page[:500])
        form = Forms(page).fields["initiativedraft_form"]
        status, page = self.browser.post(address, form | {name: text, "_save": "1"})
        if status == 409:
            self.clashes += 1
            return
        assert status == 302, (status, page[:500])
        row = (MILESTONE, form["milestones-0-id"][0]) if name.startswith("milestones-0-") else (KIND, str(entry.pk))
        self.accepted.append((str(entry.pk), (*row, name.removeprefix("milestones-0-"), text)))


class Reader:
    def __init__(self, port, pages):
        self.browser, self.pages = Browser(port), pages

    def work(self, until):
        for page in cycle(self.pages):
            if time.monotonic() > until:
                return
            status, text = self.browser.get(page)
            assert status == 200, (page, status, text[:500])


def let_work(people):
    """Have all people work, each in a thread; what they stumbled over is raised at the end."""
    faults = []

    def guarded(person):
        try:
            with closing(person.browser):
                person.work(time.monotonic() + SECONDS)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise ExceptionGroup("at work", faults)


def saved_changes(entry):
    """What each revision of an entry changed: [(username, {(kind, row, column, new value), …}), …]."""
    found, before = [], None
    for revision in Revision.objects.filter(entry=entry).select_related("user"):
        after = {
            (kind, pk, column): value
            for kind, rows in revision.data["rows"].items()
            for pk, row in rows.items()
            for column, value in row.items()
            if value not in ("", None)
        }
        if before is not None:
            changes = {(*key, after.get(key)) for key in {*before, *after} if before.get(key) != after.get(key)}
            found.append((revision.user and revision.user.username, changes))
        before = after
    return found


def make_entry():
    draft = make_initiative_draft(**{f"title_{language}": f"Title {language}" for language in LANGUAGES})
    make_milestone_draft(draft, **{f"text_{language}": f"Text {language}" for language in LANGUAGES})
    publish(draft)
    return draft


def test_nobody_waits_in_vain_and_no_save_is_lost(server):
    entries = [make_entry(), make_entry()]
    before = {str(entry.pk): len(saved_changes(entry.pk)) for entry in entries}
    source = ("title_en", "summary_en", "milestones-0-text_en")
    own = {lang: (f"title_{lang}", f"summary_{lang}", f"milestones-0-text_{lang}") for lang in ("kk", "ru", "ar")}
    editors = [
        Editor(server, make_user("author", roles.AUTHORS), [(entry, "", source) for entry in entries]),
        *(
            Editor(
                server,
                make_user(f"translator-{language}", roles.translators(language)),
                [(entry, f"?lang={language}", own[language]) for entry in entries],
            )
            for language in ("kk", "ru")
        ),
        # Also writes the source text, so that two people change the same fields.
        Editor(
            server,
            make_user("author-ar", roles.AUTHORS, roles.translators("ar")),
            [form for entry in entries for form in ((entry, "?lang=ar", own["ar"]), (entry, "", source))],
        ),
    ]
    pages = [f"/{lang}/initiatives/{slug}" for lang in LANGUAGES for slug in ("", *(f"{e.slug}/" for e in entries))]
    readers = [Reader(server, pages[number:] + pages[:number]) for number in range(8)]

    let_work([*editors, *readers])

    for entry in entries:
        key = str(entry.pk)
        found = saved_changes(key)[before[key] :]
        accepted = [
            (editor.user.username, {change}) for editor in editors for to, change in editor.accepted if to == key
        ]
        assert sorted(found, key=repr) == sorted(accepted, key=repr)
        assert Entry.objects.get(pk=key).latest == Revision.objects.filter(entry=key).count()
        assert graph.capture(type(entry), entry.pk) == revisions.newest(Entry.objects.get(pk=key)).data
    report(editors, readers)


def report(editors, readers):
    def times(people, method):
        seconds = [second for person in people for second in person.browser.seconds[method]]
        twentieths = statistics.quantiles(seconds, n=20)
        figures = f"median {twentieths[9]:.2f} s, 95 % {twentieths[18]:.2f} s, most {max(seconds):.2f} s"
        return f"{len(seconds)} × {method}, {figures}"

    saves, clashes = sum(len(e.accepted) for e in editors), sum(e.clashes for e in editors)
    print(f"{SECONDS:.0f} s on {connection.vendor}: {saves} saves, {clashes} clashes (409), no other refusal, no error")
    print(f"editors: {times(editors, 'GET')}; {times(editors, 'POST')}\nreaders: {times(readers, 'GET')}")
