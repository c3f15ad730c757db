"""Plain functions that make rows with sensible defaults. What is public became so by publishing."""

from itertools import count

from events.models import (
    AppearanceDraft,
    EventCitationDraft,
    EventDraft,
    EventFigureDraft,
    EventSeries,
    OutcomeDraft,
    SessionDraft,
)
from initiatives.models import CitationDraft, FigureDraft, InitiativeDraft, MilestoneDraft
from peacedesk.accounts.models import User
from peacedesk.editorial import graph, publishing, revisions, workflow
from peacedesk.library.models import Country, Image, Organisation, Person, Source, Theme, Track

numbers = count(1)


def make_theme(key="nuclear-disarmament", **fields):
    defaults = {"name_en": "Nuclear disarmament", "name_kk": "Ядролық қарусыздану", "line": "disarmament"}
    return Theme.objects.get_or_create(key=key, defaults={**defaults, **fields})[0]


def make_country(key="kz", **fields):
    defaults = {"name_en": "Kazakhstan", "name_kk": "Қазақстан", "name_ru": "Казахстан", "name_ar": "كازاخستان"}
    return Country.objects.get_or_create(key=key, defaults={**defaults, **fields})[0]


def make_organisation(key="un", **fields):
    defaults = {"name_en": "United Nations", "abbreviation_en": "UN", "kind": "universal_organisation"}
    return Organisation.objects.get_or_create(key=key, defaults={**defaults, **fields})[0]


def make_person(key="tokayev", **fields):
    defaults = {"name_en": "Kassym-Jomart Tokayev", "kind": "office_holder"}
    return Person.objects.get_or_create(key=key, defaults={**defaults, **fields})[0]


def make_source(key="src-fact-sheet", **fields):
    defaults = {"title_en": "Facts about peace initiatives", "kind": "fact_sheet", "date": "2024-09-21"}
    return Source.objects.get_or_create(key=key, defaults={**defaults, **fields})[0]


def make_image(key="cover", **fields):
    defaults = {"alt_en": "A ring of laths", "static_path": "art/mark.svg", "width": 48, "height": 48}
    return Image.objects.get_or_create(key=key, defaults={**defaults, **fields})[0]


def make_track(key="economy-and-finance", **fields):
    return Track.objects.get_or_create(key=key, defaults={"name_en": "Economy and finance", **fields})[0]


def make_series(key="astana-international-forum", **fields):
    defaults = {"name_en": "Astana International Forum", "kind": "forum"}
    return EventSeries.objects.get_or_create(key=key, defaults={**defaults, **fields})[0]


def make_initiative_draft(**fields):
    """A working copy with its first revision and a theme. Pass `themes=[…]` and the like to link records."""
    number = next(numbers)
    defaults = {
        "slug": f"initiative-{number}",
        "title_en": f"Initiative {number}",
        "summary_en": "What it is about.",
        "kind": "proposal",
        "status": "ongoing",
        "date": "2013",
    }
    return _draft(InitiativeDraft, {**defaults, "themes": [make_theme()], **fields})


def make_event_draft(**fields):
    """A working copy of an event with its first revision."""
    number = next(numbers)
    defaults = {
        "slug": f"event-{number}",
        "title_en": f"Event {number}",
        "summary_en": "What it was about.",
        "format": "forum",
        "status": "" if fields.get("recurrence") else "held",
        "date": "2023-06-08/2023-06-09",
    }
    return _draft(EventDraft, {**defaults, **fields})


def make_milestone_draft(initiative, **fields):
    return MilestoneDraft.objects.create(
        initiative=initiative, **{"date": "2013", "text_en": "It began.", "source": make_source(), **fields}
    )


def make_figure_draft(initiative, **fields):
    defaults = {"label_en": "States", "value": "28", "unit": "states", "as_of": "2024", "source": make_source()}
    return FigureDraft.objects.create(initiative=initiative, **{**defaults, **fields})


def make_citation_draft(initiative, **fields):
    return CitationDraft.objects.create(initiative=initiative, **{"source": make_source(), **fields})


def make_session_draft(event, **fields):
    defaults = {"title_en": "Opening", "kind": "plenary", "source": make_source()}
    return SessionDraft.objects.create(event=event, **{**defaults, **fields})


def make_appearance_draft(event, **fields):
    defaults = {"person": make_person(), "role_en": "President of Kazakhstan", "source": make_source()}
    return AppearanceDraft.objects.create(event=event, **{**defaults, **fields})


def make_outcome_draft(event, **fields):
    return OutcomeDraft.objects.create(event=event, **{"text_en": "A declaration.", "source": make_source(), **fields})


def make_event_figure_draft(event, **fields):
    defaults = {"label_en": "Participants", "value": "5000", "unit": "people", "as_of": "2023", "source": make_source()}
    return EventFigureDraft.objects.create(event=event, **{**defaults, **fields})


def make_event_citation_draft(event, **fields):
    return EventCitationDraft.objects.create(event=event, **{"source": make_source(), **fields})


def _draft(model, fields):
    links = {f.name: fields.pop(f.name) for f in model._meta.many_to_many if f.name in fields}
    draft = model.objects.create(**fields)
    for name, records in links.items():
        getattr(draft, name).set(records)
    revisions.record(root=draft, origin="desk")
    return draft


def make_superuser(name):
    return User.objects.get_or_create(username=name, defaults={"is_superuser": True, "is_staff": True})[0]


def approve(draft, *parts):
    """Record the working copy and have parts of it reviewed by different people. Returns the revision."""
    revision = revisions.record(root=draft, origin="desk")
    entry, parts = revision.entry, parts or publishing.publishable_parts(draft)
    waiting = entry.parts.filter(part__in=parts).exclude(state="approved").values_list("part", flat=True)
    if waiting := list(waiting):
        about = {"entry": entry, "parts": waiting, "revision": revision.number}
        workflow.submit(**about, user=make_superuser("writer"))
        workflow.approve(**about, user=make_superuser("reviewer"))
    return revision


def publish(draft, *parts):
    """Have the working copy approved and publish it: all parts, or those named. Returns the public row."""
    entry = approve(draft, *parts).entry
    if not entry.parts.filter(live__isnull=False).exists() and parts and "shared" not in parts:
        approve(draft, "shared")
    rows = entry.parts.filter(part__in=parts or publishing.publishable_parts(draft)).select_related("approved")
    workflow.publish(entry=entry, parts={row.part: row.approved.number for row in rows}, user=make_superuser("factory"))
    return graph.public_model(entry.kind).objects.get(pk=draft.pk)


def make_initiative(**fields):
    return publish(make_initiative_draft(**fields))


def make_event(**fields):
    return publish(make_event_draft(**fields))
