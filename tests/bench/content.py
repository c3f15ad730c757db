"""Public entries in any number, made of the words of the catalogue, without the rows that only the desk reads."""

import json
import random
import re
import uuid
from datetime import date, timedelta
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from events.models import Event, EventSeries, Session
from events.models import EventCitation as EventCitationRow
from initiatives.models import Citation, Initiative, Milestone
from peacedesk.editorial import publishing
from peacedesk.languages import CONTENT_LANGUAGES
from peacedesk.library.models import Country, Organisation, Source, Theme, Track

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
# How many of a hundred entries are published in each language.
SHARES = {"en": 96, "ru": 88, "kk": 82, "ar": 60}
BATCH = 500
FIRST_DAY, DAYS = date(1991, 1, 1), 13_000


class Words:
    """Sentences at random, of the words of the catalogue and of rare ones of our own."""

    def __init__(self, chance):
        self.chance = chance
        rows = json.loads((FIXTURES / "initiatives.json").read_text())
        self.known = {
            language: re.findall(
                r"[^\W\d_]{2,}",
                " ".join(re.sub("<[^>]+>", " ", str(row["fields"].get(f"body_{language}", ""))) for row in rows),
            )
            for language in CONTENT_LANGUAGES
        }

    def sentence(self, language, length):
        words = self.chance.choices(self.known[language], k=length)
        if self.chance.random() < 0.3:  # a word that few entries have
            words[-1] += self.chance.choice(self.known[language])[:4].lower()
        return " ".join(words)


def fill(entries, progress=lambda done: None):
    """Make `entries` initiatives in four languages, and an event for every twenty of them, in an empty database.

    The same number makes the same content. `progress` is called with the number of initiatives made so far.
    """
    chance = random.Random(entries)  # noqa: S311  (not a secret)
    words = Words(chance)
    call_command("loaddata", FIXTURES / "library.json", verbosity=0)
    EventSeries.objects.bulk_create(
        EventSeries(key=f"series-{number}", kind="forum", **{f"name_{code}": f"{number}" for code in CONTENT_LANGUAGES})
        for number in range(1, 16)
    )
    library = {model: list(model.objects.values_list("pk", flat=True)) for model in RECORDS}
    for start in range(0, entries, BATCH):
        numbers = range(start, min(start + BATCH, entries))
        _initiatives(numbers, words, chance, library)
        _events(range(start // 20, numbers.stop // 20), words, chance, library)
        progress(numbers.stop)
    publishing.announce("initiatives.initiative", [])


RECORDS = (Theme, Country, Organisation, Track, EventSeries, Source)


def _root(model, number, words, chance):
    """The columns that both kinds have."""
    languages = [code for code in CONTENT_LANGUAGES if chance.randrange(100) < SHARES[code]] or ["en"]
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    now = timezone.now()
    texts = {}
    for code in languages:
        texts |= {
            f"title_{code}": words.sentence(code, 6)[:160],
            f"summary_{code}": words.sentence(code, 25),
            f"body_{code}": "".join(f"<p>{words.sentence(code, 45)}.</p>" for _ in range(2)),
            f"published_at_{code}": now,
        }
    return model(
        id=uuid.UUID(int=chance.getrandbits(128)),
        slug=f"{model._meta.model_name}-{number}",
        source_language="en" if "en" in languages else languages[0],
        date=day.isoformat(),
        date_from=day,
        date_to=day,
        published_seq=1,
        updated_at=now,
        **texts,
    )


def _link(model, name, rows, targets, chance, most):
    field = model._meta.get_field(name)
    source, target = field.m2m_column_name(), field.m2m_reverse_name()
    through = field.remote_field.through
    through.objects.bulk_create(
        [
            through(**{source: row.pk, target: pk})
            for row in rows
            for pk in chance.sample(targets, chance.randint(1, most))
        ],
        batch_size=BATCH,
    )


def _initiatives(numbers, words, chance, library):
    rows = [_root(Initiative, number, words, chance) for number in numbers]
    for row in rows:
        row.kind, row.status = (
            chance.choice(["programme", "process", "treaty"]),
            chance.choice(["ongoing", "completed"]),
        )
    Initiative.objects.bulk_create(rows, batch_size=BATCH)
    _link(Initiative, "themes", rows, library[Theme], chance, 2)
    _link(Initiative, "countries", rows, library[Country], chance, 3)
    _link(Initiative, "organisations", rows, library[Organisation], chance, 2)
    milestones, citations = [], []
    for row in rows:
        citations.append(Citation(initiative=row, position=1, source_id=chance.choice(library[Source])))
        for _number in range(chance.randint(2, 5)):
            day = row.date_from + timedelta(days=chance.randrange(900))
            texts = {f"text_{code}": words.sentence(code, 8) for code in row.published_languages}
            source = chance.choice(library[Source])
            milestones.append(
                Milestone(
                    initiative=row,
                    date=day.isoformat(),
                    date_from=day,
                    date_to=day,
                    source_id=source,
                    status="done",
                    **texts,
                )
            )
    Milestone.objects.bulk_create(milestones, batch_size=BATCH)
    Citation.objects.bulk_create(citations, batch_size=BATCH)


def _events(numbers, words, chance, library):
    rows = [_root(Event, number, words, chance) for number in numbers]
    for row in rows:
        row.format = chance.choice(["forum", "talks", "congress"])
        row.status = chance.choice(["announced", "confirmed", "held", "held", "cancelled"])
        row.country_id, row.series_id = chance.choice(library[Country]), chance.choice(library[EventSeries])
        row.status_source_id = chance.choice(library[Source])
        row.time_zone = "Asia/Almaty"
    Event.objects.bulk_create(rows, batch_size=BATCH)
    if not rows:
        return
    _link(Event, "themes", rows, library[Theme], chance, 2)
    _link(Event, "countries", rows, library[Country], chance, 3)
    _link(Event, "tracks", rows, library[Track], chance, 2)
    sessions = [
        Session(
            event=row,
            position=position,
            kind="panel",
            day=row.date_from,
            source_id=chance.choice(library[Source]),
            **{f"title_{code}": words.sentence(code, 6) for code in row.published_languages},
        )
        for row in rows
        for position in range(5)
    ]
    Session.objects.bulk_create(sessions, batch_size=BATCH)
    EventCitationRow.objects.bulk_create(
        [EventCitationRow(event=row, position=1, source_id=chance.choice(library[Source])) for row in rows],
        batch_size=BATCH,
    )
