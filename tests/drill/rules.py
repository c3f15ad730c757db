"""The rules of the desk once more, in plain dicts, and independent of `peacedesk.editorial`.

A state of an entry is `{(kind, id): {column: text}}`; an empty text is the same as none.
"""

import datetime as dt
from dataclasses import dataclass, field, replace

LANGUAGES = ("en", "kk", "ru", "ar")
PARTS = ("shared", *LANGUAGES)


def part_of(column):
    ending = column[-2:]
    return ending if column[-3:-2] == "_" and ending in LANGUAGES else "shared"


def of_parts(row, parts):
    return {column: value for column, value in row.items() if part_of(column) in parts}


def difference(old, new):
    """The parts in which two states differ; None is the state of what is not there."""
    old, new = old or {}, new or {}
    parts = {"shared"} if old.keys() != new.keys() else set()
    for key in {*old, *new}:
        before, after = old.get(key, {}), new.get(key, {})
        for column in {*before, *after}:
            part = part_of(column)
            is_there_twice = key in old and key in new
            if (part != "shared" or is_there_twice) and before.get(column, "") != after.get(column, ""):
                parts.add(part)
    return parts


def edited(old, new):
    """The parts that somebody wrote anew: where only rows went away, that is no edit of the languages."""
    without = {key: row for key, row in (old or {}).items() if key in new}
    return difference(without, new) | (difference(old, new) & {"shared"})


def differing(newest, approved, part):
    """Rows that both revisions have and whose texts of a part differ: an approval covers one text only."""
    return [
        key
        for key in newest.keys() & approved.keys()
        if of_parts(newest[key], [part]) != of_parts(approved[key], [part])
    ]


class Refusal(Exception):
    """The rules refuse this: nothing changes."""


@dataclass(frozen=True)
class Saved:
    rows: dict
    parts: set
    user: str | None


@dataclass(frozen=True)
class PartState:
    """What the `Part` row must hold; revisions are numbers."""

    state: str = "draft"
    submitted: int | None = None
    approved: int | None = None
    live: int | None = None
    scheduled: int | None = None
    at: dt.datetime | None = None
    editor: str | None = None


@dataclass
class Model:
    """What the rules say about one entry. Its values are replaced, never changed in place."""

    family: tuple
    id: str
    working: dict = field(default_factory=dict)
    saves: list = field(default_factory=list)
    public: dict | None = None
    languages: frozenset = frozenset()
    changes: int = 0
    parts: dict = field(default_factory=lambda: dict.fromkeys(PARTS, PartState()))

    def copy(self):
        return replace(self, saves=list(self.saves), parts=dict(self.parts))

    @property
    def root(self):
        return (self.family[0].label, self.id)

    @property
    def newest(self):
        return self.saves[-1].rows if self.saves else None

    def at(self, number):
        return self.saves[number - 1].rows

    def set(self, parts, **columns):
        self.parts |= {part: replace(self.parts[part], **columns) for part in parts}

    # Saving

    def save(self, rows, user):
        changed = edited(self.newest, rows)
        self.working = rows
        if self.saves and not changed:
            return
        changed |= {part for part in LANGUAGES if part not in changed and self.is_uncovered(part, rows)}
        self.saves.append(Saved(rows, changed, user))
        for part in changed:
            state = (
                {"state": "approved", "approved": self.parts[part].live}
                if self.is_as_published(part)
                else {"state": "draft"}
            )
            self.set([part], editor=user or self.parts[part].editor, **state)

    def is_uncovered(self, part, rows):
        """Whether what was approved or submitted of a part has another text in a row that is here again."""
        state = self.parts[part]
        number = {"approved": state.approved, "in_review": state.submitted}.get(state.state)
        return bool(number and differing(rows, self.at(number), part))

    def is_as_published(self, part):
        """Whether there is nothing in a part that the public does not see, or would see once a row appears."""
        live = self.parts[part].live
        if live is None or part in edited(self.public, self.newest):
            return False
        published = self.at(live)
        return part == "shared" or all(
            of_parts(row, [part]) == of_parts(published.get(key, {}), [part])
            for key, row in self.newest.items()
            if any(of_parts(row, [part]).values()) or any(of_parts(published.get(key, {}), [part]).values())
        )

    def synced(self):
        """A copy in which what a shell wrote past the desk has a revision of its own: so every transition begins."""
        model = self.copy()
        model.save(self.working, None)
        return model

    # Review

    def editor_of(self, part, number):
        """Who last changed a part up to a revision; what a shell wrote (by nobody) clears nobody."""
        return next((save.user for save in reversed(self.saves[:number]) if part in save.parts and save.user), None)

    def in_state(self, parts, *states):
        if any(self.parts[part].state not in states for part in parts):
            raise Refusal

    def submit(self, parts, number, user):
        if number != len(self.saves):
            raise Refusal
        self.in_state(parts, "draft", "returned")
        if any(part != "shared" and not self.working[self.root][f"title_{part}"] for part in parts):
            raise Refusal
        self.set(parts, state="in_review", submitted=number)

    def recall(self, parts, user):
        self.in_state(parts, "in_review")
        self.set(parts, state="draft", submitted=None)

    def approve(self, parts, number, user):
        self.decidable(parts, number)
        for part in parts:
            if self.editor_of(part, self.parts[part].submitted) == user:
                raise Refusal
            self.set([part], state="approved", approved=self.parts[part].submitted)

    def send_back(self, parts, number, user):
        self.decidable(parts, number)
        self.set(parts, state="returned")

    def decidable(self, parts, number):
        self.in_state(parts, "in_review")
        if any(not self.parts[part].submitted <= number <= len(self.saves) for part in parts):
            raise Refusal

    # Publication

    def cleared(self, numbers, user):
        """The approved revisions that may go out, of which one at least is not public yet: {part: number}."""
        if self.public is None and "shared" not in numbers:
            numbers = {"shared": self.parts["shared"].approved, **numbers}
        for part, number in numbers.items():
            approved = self.parts[part].approved
            if approved is None or approved != number or self.editor_of(part, approved) == user:
                raise Refusal
        if all(self.parts[part].live == number for part, number in numbers.items()):
            raise Refusal
        return numbers

    def publish(self, numbers, user, taken):
        self.put_out(self.cleared(numbers, user), taken)

    def put_out(self, numbers, taken):
        languages = {part for part in numbers if part != "shared"}
        if any(not self.at(numbers[language])[self.root][f"title_{language}"] for language in languages):
            raise Refusal
        if self.public is None and not (languages and "shared" in numbers):
            raise Refusal
        old = self.public or {}
        if "shared" in numbers:
            facts = self.at(numbers["shared"])
            if facts[self.root]["slug"] in taken:
                raise Refusal
            rows = {key: of_parts(row, ["shared"]) for key, row in facts.items()}
        else:
            rows = {key: of_parts(row, ["shared"]) for key, row in old.items()}
        for key, row in rows.items():
            for language in LANGUAGES:
                row |= self.public_text(key, language, old, numbers)
        self.public, self.languages = rows, self.languages | languages
        for part, number in numbers.items():
            self.set([part], live=number, scheduled=None, at=None)
        self.finish()

    def finish(self):
        """Count the change. A draft that is what the public sees by now needs nobody any more."""
        self.changes += 1
        for part, row in self.parts.items():
            if row.state == "draft" and self.is_as_published(part):
                self.set([part], state="approved", approved=row.live)

    def public_text(self, key, language, old, numbers):
        """The texts of a public row in one language after a publication of `numbers`."""
        if language in numbers and key in self.at(numbers[language]):
            return of_parts(self.at(numbers[language])[key], [language])
        if key in old:
            return of_parts(old[key], [language])
        live = self.parts[language].live
        if language not in numbers and live and key in self.at(live):
            return of_parts(self.at(live)[key], [language])
        return dict.fromkeys(of_parts(self.columns(key), [language]), "")

    def columns(self, key):
        kind = next(kind for kind in self.family if kind.label == key[0])
        return dict.fromkeys((*kind.columns, *kind.links), "")

    def schedule(self, numbers, at, user):
        for part, number in self.cleared(numbers, user).items():
            self.set([part], scheduled=number, at=at)

    def unschedule(self, parts, user):
        if any(self.parts[part].scheduled is None for part in parts):
            raise Refusal
        others = [part for part in LANGUAGES if part not in parts and self.parts[part].scheduled]
        if "shared" in parts and others and not any(part.live for part in self.parts.values()):
            raise Refusal
        self.set(parts, scheduled=None, at=None)

    def publish_due(self, now, taken):
        times = [part.at for part in self.parts.values() if part.at and part.at <= now]
        due = {name: part.scheduled for name, part in self.parts.items() if part.at == min(times)}
        if self.public is None and "shared" not in due:
            shared = self.parts["shared"]
            if shared.scheduled:
                due["shared"] = shared.scheduled
        self.put_out(due, taken)

    def unpublish(self, languages, user):
        if any(language == "shared" or self.parts[language].live is None for language in languages):
            raise Refusal
        self.languages -= set(languages)
        gone = [*languages] if self.languages else [*languages, "shared"]
        self.public = self.languages and {
            key: row | dict.fromkeys(of_parts(row, languages), "") for key, row in self.public.items()
        }
        self.public = self.public or None
        self.finish()
        self.set(gone, state="draft", submitted=None, approved=None, live=None, scheduled=None, at=None)
        if "shared" in gone:  # nothing of it may come back by itself
            self.set(PARTS, scheduled=None, at=None)

    # The way back

    def restore(self, parts, number, user, taken):
        if not 1 <= number <= len(self.saves):
            raise Refusal
        self.bring_back(self.at(number), parts, user, taken)

    def discard(self, parts, user, taken):
        if any(self.parts[part].live is None for part in parts):
            raise Refusal
        self.bring_back(self.public, parts, user, taken)

    def bring_back(self, old, parts, user, taken):
        if "shared" in parts and old[self.root]["slug"] in taken:
            raise Refusal
        rows = {}
        for key in old if "shared" in parts else self.working:
            is_back = key not in self.working  # with all its texts
            rows[key] = old[key] if is_back else self.working[key] | of_parts(old.get(key, {}), parts)
        self.save(rows, user)


def changes(old, new):
    """What differs between two states, for the log: [(row, column, old, new)]."""
    return [
        (key, column, old.get(key, {}).get(column, "-"), new.get(key, {}).get(column, "-"))
        for key in sorted({*old, *new})
        for column in sorted({*old.get(key, {}), *new.get(key, {})})
        if old.get(key, {}).get(column, "-") != new.get(key, {}).get(column, "-")
    ]
