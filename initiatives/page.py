"""What the page of an initiative shows besides its own columns."""

from django.apps import apps

from initiatives.models import Citation, Figure, Initiative, Milestone
from peacedesk.editorial.together import Together
from peacedesk.library.citing import number_sources
from peacedesk.library.models import Image, Organisation, Person
from peacedesk.library.querysets import among, by_name, countries, in_countries, sources_of, with_sources


def _rows(key):
    owned = {
        "figures": Figure.objects.filter(initiative=key),
        "milestones": Milestone.objects.in_time().filter(initiative=key),
        "citations": Citation.objects.filter(initiative=key),
    }
    sources, authors = sources_of(*owned.values())
    return owned | {
        "sources": sources,
        "authors": authors,
        "covers": Image.objects.filter(initiative_set=key),
        "organisations": by_name(Organisation.objects.filter(initiative_set=key)),
        "people": by_name(Person.objects.filter(initiative_set=key)),
        "related_initiatives": Initiative.objects.cards().filter(related_from=key),
        "related_events": apps.get_model("events.Event").objects.cards().filter(initiatives=key),
    }


ROW = Together(lambda slug: {"entry": Initiative.objects.for_page().filter(slug=slug)})
ROWS = Together(_rows)


def page_of(entry):
    """The context of the page: links and owned rows, each with the number of its source."""
    rows = ROWS.of(entry.pk)
    sources, authors, citations = (rows.pop(name) for name in ("sources", "authors", "citations"))
    entry.cover = next(iter(rows.pop("covers")), None)
    told = [*rows["figures"], *rows["milestones"]]
    for row in told:
        row.initiative = entry
    with_sources([*told, *citations], sources, authors)
    in_countries(rows["related_events"])
    return rows | {
        "countries": among(countries(), entry.country_keys),
        "sources": number_sources(told, citations),
    }
