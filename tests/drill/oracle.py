"""A random walk over the desk that compares the database with the rules after every step."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import replace
from random import Random

from django.db import transaction
from django.utils import timezone, translation

from peacedesk.accounts.models import LogRecord
from peacedesk.editorial import revisions, roles, scheduling, workflow
from peacedesk.editorial.models import Entry, Part, PublicAddress, Revision
from tests.conftest import EDITOR, make_user
from tests.drill.rules import LANGUAGES, PARTS, Model, PartState, Refusal, changes, differing, edited, of_parts
from tests.drill.tables import CHOICES, EVENT, INITIATIVE, from_graph, read, write
from tests.factories import make_person, make_source, make_theme


def has_news(part):
    """Whether something is approved that is not public."""
    return part.approved and part.approved != part.live


# The parts that a step is about.
FITS = {
    "submit": lambda part: part.state in {"draft", "returned"},
    "recall": lambda part: part.state == "in_review",
    "approve": lambda part: part.state == "in_review",
    "send_back": lambda part: part.state == "in_review",
    "publish": has_news,
    "schedule": has_news,
    "unschedule": lambda part: part.scheduled,
    "publish_due": lambda part: part.scheduled,
    "unpublish": lambda part: part.live,
    "discard": lambda part: part.live,
}


class Walk:
    """A random walk over two initiatives and an event; `log` has the steps for whoever must find a fault."""

    def __init__(self, seed):
        self.random = Random(seed)  # noqa: S311  (a walk can be repeated)
        self.log, self.outcomes = [], Counter()
        self.lines = LogRecord.objects.count()
        self.now = timezone.now() + dt.timedelta(hours=1)
        reviewers = [roles.reviewers(language) for language in LANGUAGES]
        groups = {
            "first-writer": EDITOR,
            "second-writer": EDITOR,
            "reviewer": reviewers,
            "publisher": [roles.PUBLISHERS],
            "all-in-one": [*EDITOR, *reviewers, roles.PUBLISHERS],
        }
        self.people = {name: make_user(name, *names) for name, names in groups.items()}
        self.themes = [str(make_theme(key).pk) for key in ("nuclear-disarmament", "peacekeeping", "food-security")]
        self.sources = [str(make_source(key).pk) for key in ("src-one", "src-two")]
        self.persons = [str(make_person(key).pk) for key in ("tokayev", "nazarbayev")]
        self.count = 0
        self.addresses = {}
        self.entries = [self.begin(family) for family in (INITIATIVE, INITIATIVE, EVENT)]
        self.put_out(self.entries[0])
        self.put_out(self.entries[2])

    def begin(self, family):
        self.count += 1
        model = Model(family, str(uuid.UUID(int=self.random.getrandbits(128))))
        facts = self.facts(family[0]) | {"slug": f"place-{self.count}", "source_language": "en"}
        model.working = {model.root: self.columns(family[0]) | facts | {"title_en": self.text("title_en")}}
        write(model, model.working)
        model.save(model.working, "first-writer")
        self.record(model, "first-writer")
        return model

    def put_out(self, model):
        """Publish a new entry, as it comes to be public without any turn."""
        parts, numbers = ["shared", "en"], {"shared": 1, "en": 1}
        about = {"parts": parts, "revision": 1}
        self.both("submit", model, lambda m: m.submit(parts, 1, "first-writer"), about, "first-writer", **about)
        self.both("approve", self.entry, lambda m: m.approve(parts, 1, "reviewer"), about, "reviewer", **about)
        self.both(
            "publish", self.entry, lambda m: m.publish(numbers, "publisher", ()), about, "publisher", parts=numbers
        )
        self.announce(self.entry)

    def record(self, model, user):
        root = model.family[0].working.objects.get(pk=model.id)
        revisions.record(root=root, origin="desk", user=self.people[user])

    # Content

    def columns(self, kind):
        return dict.fromkeys((*kind.columns, *kind.links), "")

    def facts(self, kind):
        """Values of all shared columns of a row but its address."""
        values = {
            "date": f"20{self.random.randrange(10, 25)}",
            "position": str(self.random.randrange(9)),
            "source_id": self.random.choice(self.sources),
            "person_id": self.random.choice(self.persons),
            "session_id": "",
            "themes": " ".join(sorted(self.random.sample(self.themes, self.random.randint(1, 3)))),
            "initiatives": "",
        }
        name = kind.public._meta.model_name
        values |= {column: self.random.choice(of[name]) for column, of in CHOICES.items() if name in of}
        return {column: values[column] for column in (*kind.facts, *kind.links) if column in values}

    def text(self, column):
        self.count += 1
        text = f"{column} {self.count}"
        return f"<p>{text}</p>" if column.startswith("body") else text

    def edited(self, model):
        """The working copy after one to three changes."""
        rows = {key: dict(row) for key, row in model.working.items()}
        changes = [
            self.change_text,
            self.change_text,
            self.change_facts,
            self.add,
            self.delete,
            self.reorder,
            self.undo,
        ]
        for _ in range(self.random.randint(1, 3)):
            self.random.choice(changes)(model, rows)
        sessions = {pk for label, pk in rows if label == "events.session"}
        for row in rows.values():
            if row.get("session_id") and row["session_id"] not in sessions:
                row["session_id"] = ""
        return rows

    def change_text(self, model, rows):
        language = self.random.choice(LANGUAGES)
        key = self.random.choice(sorted(rows))
        column = self.random.choice(sorted(of_parts(rows[key], [language])))
        rows[key][column] = self.text(column) if self.random.random() < 0.8 else ""
        rows[model.root][f"title_{language}"] = rows[model.root][f"title_{language}"] or self.text(f"title_{language}")

    def change_facts(self, model, rows):
        key = self.random.choice(sorted(rows))
        kind = next(kind for kind in model.family if kind.label == key[0])
        facts = self.facts(kind)
        if sessions := sorted(pk for label, pk in rows if label == "events.session"):
            facts |= {"session_id": self.random.choice(["", *sessions])} if "session_id" in kind.facts else {}
        if "initiatives" in kind.links:
            facts["initiatives"] = " ".join(sorted(m.id for m in self.entries[:2] if self.random.random() < 0.5))
        column = self.random.choice([*facts, "slug"] if key == model.root else [*facts])
        if column != "slug":
            rows[key][column] = facts[column]
        elif (slug := f"place-{self.random.randint(1, 5)}") not in self.working_addresses(model):
            rows[key]["slug"] = slug

    def add(self, model, rows):
        kind = self.random.choice(model.family[1:])
        if sum(label == kind.label for label, _pk in rows) < 5:
            row = self.columns(kind) | self.facts(kind)
            for language in self.random.sample(LANGUAGES, 2):
                row[f"{kind.texts[0]}_{language}"] = self.text(f"{kind.texts[0]}_{language}")
            rows[kind.label, str(uuid.UUID(int=self.random.getrandbits(128)))] = row

    def delete(self, model, rows):
        if children := sorted(key for key in rows if key != model.root):
            del rows[self.random.choice(children)]

    def reorder(self, model, rows):
        for column in ("position", "date"):
            movable = sorted(key for key in rows if key != model.root and column in rows[key])
            values = [rows[key][column] for key in movable]
            self.random.shuffle(values)
            for key, value in zip(movable, values, strict=True):
                rows[key][column] = value

    def undo(self, model, rows):
        """Write by hand what an older revision has, as an editor who changes their mind."""
        old = self.random.choice(model.saves).rows
        language = self.random.choice(LANGUAGES)
        for key in rows.keys() & old.keys():
            rows[key] |= of_parts(old[key], [language])

    def working_addresses(self, model):
        return self.taken(model, lambda other: other.working)

    def public_addresses(self, model):
        return self.taken(model, lambda other: other.public)

    def taken(self, model, side):
        others = (other for other in self.entries if other.family is model.family and other is not model)
        return {side(other)[other.root]["slug"] for other in others if side(other)}

    # Steps

    STEPS = {
        "edit": 8,
        "shell": 1,
        "submit": 8,
        "recall": 1,
        "approve": 8,
        "send_back": 1,
        "publish": 8,
        "schedule": 4,
        "unschedule": 1,
        "publish_due": 5,
        "unpublish": 1,
        "restore": 2,
        "discard": 1,
    }

    def step(self):
        name = self.random.choices(list(self.STEPS), self.STEPS.values())[0]
        fitting = [model for model in self.entries if self.fits(name, model)]
        self.entry = self.random.choice(fitting if fitting and self.random.random() < 0.95 else self.entries)
        with translation.override(self.random.choice(LANGUAGES)):
            getattr(self, name)(self.entry)
        self.check()

    def fits(self, name, model):
        """Whether a step can come to something with this entry."""
        return name not in FITS or any(FITS[name](part) for part in model.parts.values())

    def both(self, name, model, expected, given, user, **real):
        """Run a transition by the rules and for real, and compare whether it is refused."""
        self.log.append(f"{len(self.log) + 1} {name} {model.root} {user} {given}")
        model_then = model.synced()
        try:
            expected(model_then)
            outcome = "done"
        except Refusal:
            model_then, outcome = model.synced(), "refused"
        entry = Entry.objects.get(pk=model.id)
        try:
            getattr(workflow, name)(entry=entry, user=self.people[user], **real)
            found = "done"
        except workflow.Refused as refusal:
            found = f"refused: {refusal}"
        assert found.startswith(outcome), f"the rules say {outcome}, the desk says {found}"
        self.lines += 1
        self.outcomes[name, outcome] += 1
        self.replace(model, model_then)
        return outcome

    def replace(self, model, trial):
        self.entries[next(i for i, m in enumerate(self.entries) if m is model)] = trial
        self.entry = trial

    def some(self, parts, most=3):
        parts = list(parts)
        return self.random.sample(parts, min(len(parts), self.random.randint(1, most)))

    def likely(self, model, step):
        """Parts for a step: nearly always those that it is about, and often the shared facts, without which nothing
        becomes public; else any."""
        written = [part for part in PARTS if part == "shared" or model.working[model.root][f"title_{part}"]]
        fitting = [part for part in written if FITS[step](model.parts[part])]
        if not fitting or self.random.random() < 0.05:
            return self.some(PARTS)
        shared = {"shared"} if "shared" in fitting and self.random.random() < 0.6 else set()
        return sorted({*self.some(fitting), *shared})

    def edit(self, model):
        user = self.random.choice(["first-writer", "second-writer", "second-writer", "all-in-one"])
        rows = self.edited(model)
        self.log.append(f"{len(self.log) + 1} edit {model.root} {user} {changes(model.working, rows)}")
        trial = model.synced()
        trial.save(rows, user)
        with transaction.atomic():
            revisions.sync(revisions.lock(uuid.UUID(model.id), model.family[0].label))
            write(model, rows)
            self.record(model, user)
        self.replace(model, trial)
        self.outcomes["edit", "done"] += 1

    def shell(self, model):
        """Somebody writes working rows past the desk."""
        rows = self.edited(model)
        self.log.append(f"{len(self.log) + 1} shell {model.root} {changes(model.working, rows)}")
        write(model, rows)
        self.replace(model, replace(model.copy(), working=rows))
        self.outcomes["shell", "done"] += 1

    def submit(self, model):
        parts = self.likely(model, "submit")
        user = self.random.choice(["first-writer", "second-writer", "second-writer", "all-in-one"])
        trial = model.synced()
        number = len(trial.saves) - (self.random.random() < 0.05)
        self.both("submit", model, lambda m: m.submit(parts, number, user), (parts, number), user, **{
            "parts": parts, "revision": number,
        })  # fmt: skip

    def recall(self, model):
        parts = self.likely(model, "recall")
        self.both("recall", model, lambda m: m.recall(parts, None), parts, "publisher", parts=parts)

    def approve(self, model):
        self.decide("approve", model)

    def send_back(self, model):
        self.decide("send_back", model, reason="A word is missing.")

    def decide(self, name, model, **reason):
        parts = self.likely(model, name)
        user = self.random.choice(["reviewer", "reviewer", "reviewer", "all-in-one"])
        number = len(model.saves) - (self.random.random() < 0.05)
        self.both(name, model, lambda m: getattr(m, name)(parts, number, user), (parts, number), user, **{
            "parts": parts, "revision": number, **reason,
        })  # fmt: skip

    def numbers(self, model):
        """Parts for a publication with their approved revisions, now and then a wrong one."""
        parts = self.likely(model, "publish")
        numbers = {part: model.parts[part].approved or len(model.saves) for part in parts}
        if self.random.random() < 0.05:
            numbers[parts[0]] += 1
        return numbers

    def publish(self, model):
        numbers, user = self.numbers(model), self.random.choice(["publisher", "publisher", "publisher", "all-in-one"])
        taken = self.public_addresses(model)

        def expected(m):
            m.publish(numbers, user, taken)

        if self.both("publish", model, expected, numbers, user, parts=numbers) == "done":
            self.announce(self.entry)
            self.check()
            assert self.both("publish", self.entry, expected, "again", user, parts=numbers) == "refused"

    def announce(self, model):
        """All addresses of a public entry lead to it."""
        self.addresses[model.family[0].label, model.public[model.root]["slug"]] = [model.id, False]
        for address in self.addresses.values():
            address[1] = address[1] and address[0] != model.id

    def schedule(self, model):
        numbers, user = self.numbers(model), self.random.choice(["publisher", "publisher", "all-in-one"])
        at = self.now + dt.timedelta(minutes=self.random.randint(1, 100), microseconds=len(self.log))
        self.both("schedule", model, lambda m: m.schedule(numbers, at, user), numbers, user, parts=numbers, at=at)

    def unschedule(self, model):
        parts = self.likely(model, "unschedule")
        self.both("unschedule", model, lambda m: m.unschedule(parts, None), parts, "publisher", parts=parts)

    def publish_due(self, _model):
        self.now += dt.timedelta(minutes=self.random.randint(1, 100))
        self.log.append(f"{len(self.log) + 1} publish_due {self.now}")
        planned = {(part.at, i) for i, m in enumerate(self.entries) for part in m.parts.values() if part.at}
        expected = []
        for _at, i in sorted((at, i) for at, i in planned if at <= self.now):
            trial = self.entries[i].synced()
            try:
                trial.publish_due(self.now, self.public_addresses(self.entries[i]))
            except Refusal:
                self.entries[i] = self.entries[i].synced()
                if (trial.id, "refused") not in expected:  # the same refusal is told once
                    expected.append((trial.id, "refused"))
                continue
            expected.append((trial.id, "done"))
            self.entries[i] = trial
            self.announce(trial)
        found = [
            (str(entry.pk), "refused" if isinstance(outcome, workflow.Refused) else "done")
            for entry, outcome in scheduling.publish_due(self.now)
        ]
        assert found == expected
        self.lines += len(found)
        self.outcomes.update(("publish_due", outcome) for _id, outcome in found)

    def unpublish(self, model):
        live = [language for language in LANGUAGES if model.parts[language].live]
        whole = self.random.random() < 0.3
        languages = live if live and whole else self.likely(model, "unpublish")
        outcome = self.both(
            "unpublish", model, lambda m: m.unpublish(languages, None), languages, "publisher",
            parts=languages, reason="A mistake.",
        )  # fmt: skip
        if outcome == "done" and self.entry.public is None:
            for address in self.addresses.values():
                address[1] = address[1] or address[0] == self.entry.id

    def restore(self, model):
        parts = self.some(PARTS, 5)
        number = self.random.randint(1, len(model.saves) + (self.random.random() < 0.1))
        taken = self.working_addresses(model)
        user = self.random.choice(["first-writer", "second-writer"])
        self.both(
            "restore", model, lambda m: m.restore(parts, number, user, taken), (parts, number), user,
            parts=parts, revision=number,
        )  # fmt: skip

    def discard(self, model):
        parts = self.likely(model, "discard")
        taken = self.working_addresses(model)
        self.both(
            "discard", model, lambda m: m.discard(parts, "first-writer", taken), parts, "first-writer", parts=parts
        )

    # Comparing

    def check(self):
        for model in self.entries:
            compare(model)
        addresses = PublicAddress.objects.values_list("kind", "slug", "entry", "gone_at")
        assert {(kind, slug): [str(entry), bool(gone)] for kind, slug, entry, gone in addresses} == self.addresses
        assert LogRecord.objects.count() == self.lines


def compare(model):
    """Hold what the database says of an entry against the rules."""
    working, public = read(model)
    assert working == model.working, f"working copy: {changes(model.working, working)}"
    assert (public or None) == model.public, f"public version: {changes(model.public or {}, public)}"
    entry = Entry.objects.get(pk=model.id)
    saved = list(
        Revision.objects.filter(entry=entry).order_by("number").values_list("number", "parts", "user__username")
    )
    assert saved == [
        (number, [part for part in PARTS if part in save.parts], save.user)
        for number, save in enumerate(model.saves, start=1)
    ]
    assert entry.latest == len(saved)
    assert from_graph(model, revisions.newest(entry).data) == model.newest
    assert set(entry.dirty) == edited(model.public, model.newest)
    parts = {part.part: part for part in Part.objects.filter(entry=entry).select_related("last_editor")}
    written_in = next(row["source_language"] for key, row in model.newest.items() if key[1] == model.id)
    for part in parts.values():
        expected = model.parts[part.part]
        assert part.is_source == (part.part == written_in)
        follows = part.part in LANGUAGES and part.part != written_in and bool(part.digest)
        assert part.is_outdated == (follows and part.source_digest != parts[written_in].digest), part.part
        assert part.in_trash == (not working), part.part
        numbers = {
            name: getattr(part, name) and getattr(part, name).number
            for name in ("submitted", "approved", "live", "scheduled")
        }
        found = PartState(
            part.state, at=part.publish_at, editor=part.last_editor and part.last_editor.username, **numbers
        )
        assert found == expected, f"{part.part}: {found} instead of {expected}"
        if part.state == "approved":
            assert differing(model.newest, model.at(numbers["approved"]), part.part) == [], part.part
    if model.public:
        root = model.family[0].public._base_manager.get(pk=model.id)
        assert {language for language in LANGUAGES if getattr(root, f"published_at_{language}")} == model.languages
        assert root.published_seq == model.changes


def walk(seed, steps):
    """Walk; a fault is raised with the seed and all steps before it. Returns the `Walk`."""
    path = Walk(seed)
    try:
        path.check()
        for _ in range(steps):
            path.step()
    except Exception as fault:
        fault.add_note(f"seed {seed}, after these steps:\n" + "\n".join(path.log[-40:]))
        raise
    return path
