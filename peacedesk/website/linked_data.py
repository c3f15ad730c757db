"""Pages in the words of schema.org, as JSON-LD for search engines and other machines.

Nothing is said here that the page does not say, and nothing more exactly: a date without a day stays so, and what is
not known is left out. Nodes are dictionaries; a value of None, "" or [] in one means that there is nothing to say.
"""

from django.conf import settings
from django.urls import reverse

from peacedesk.dates.edtf import parse
from peacedesk.languages import CONTENT_LANGUAGES, current_language
from peacedesk.library.models import Country, Organisation, Person, Source, Theme
from peacedesk.library.models.sources import SourceKind
from peacedesk.website.addresses import in_language

CONTEXT = "https://schema.org"
SOURCE_TYPES = {
    SourceKind.OPINION: "OpinionNewsArticle",
    SourceKind.NEWS: "NewsArticle",
    SourceKind.FACT_SHEET: "Report",
    SourceKind.OFFICIAL: "DigitalDocument",
    SourceKind.EDITORIAL: "CreativeWork",
}
LENGTHS = {"year": 4, "month": 7, "day": 10}


def node(kind, **values):
    """A node of a type of schema.org with the values that there are."""
    return {"@type": kind} | {name: value for name, value in values.items() if value not in (None, "", [])}


def graph(*nodes):
    return {"@context": CONTEXT, "@graph": [*nodes]}


def absolute(path):
    return settings.SITE_URL + path


def point(value):
    """A `Point` of a date as ISO 8601 writes it, no more exactly than it is known."""
    return value.first.isoformat()[: LENGTHS[value.precision]] if value and value.precision in LENGTHS else None


def ends(date):
    """The beginning and the end of an EDTF date, each None where it is not stated exactly to its year, month or day."""
    found = parse(date) if date else None
    if found is None or not (found.is_exact or found.kind == "period"):
        return None, None
    return point(found.start), point(found.end)


def interval(date):
    """An EDTF date as an interval of ISO 8601 (schema.org/temporalCoverage); None where it has no exact beginning."""
    start, end = ends(date)
    if not start or parse(date).kind != "period":
        return start
    return f"{start}/{end or '..'}"


def site():
    """Who publishes the record."""
    home = absolute(reverse("website:home"))
    return node("Organization", **{"@id": f"{settings.SITE_URL}/#site"}, name=str(settings.SITE_NAME), url=home)


def website():
    """The home page, with its search (schema.org/SearchAction)."""
    target = node("EntryPoint", urlTemplate=absolute(reverse("website:search")) + "?q={search_term_string}")
    return graph(
        node(
            "WebSite",
            name=str(settings.SITE_NAME),
            url=absolute(reverse("website:home")),
            inLanguage=current_language(),
            publisher=site(),
            potentialAction=node("SearchAction", target=target) | {"query-input": "required name=search_term_string"},
        )
    )


def page_of(entry, about, picture, sources):
    """The page of an entry, in the language it is shown in, as that which the node `about` is the subject of."""
    language = entry.shown_language
    return node(
        "WebPage",
        **{"@id": page_address(entry)},
        url=page_address(entry),
        name=entry.localized("title").value,
        inLanguage=language,
        datePublished=moment(getattr(entry, f"published_at_{language}")),
        dateModified=moment(entry.updated_at),
        publisher=site(),
        primaryImageOfPage=node("ImageObject", url=picture.url, caption=picture.alt),
        citation=[cited(source) for source in sources],
        mainEntity={"@id": about["@id"]},
    )


def page_address(entry):
    return absolute(in_language(entry.get_absolute_url(), entry.shown_language))


def moment(value):
    return value.isoformat(timespec="seconds") if value else None


def identity(entry):
    """The name of what an entry is about, whatever the language of the page."""
    return f"urn:uuid:{entry.pk}"


def named(kind, record, **values):
    """A node for a reference record that has a page."""
    return node(
        kind, name=record.localized(record.title_field).value, url=absolute(record.get_absolute_url()), **values
    )


def theme(record):
    return named("DefinedTerm", record, termCode=record.key)


def country(record):
    return named("Country", record, identifier=record.key.upper())


def organisation(record):
    return named("Organization", record)


def person(record):
    return named("Person", record)


def cited(source):
    """A source as something that is referred to, with its author loaded."""
    return named(
        SOURCE_TYPES[source.kind],
        source,
        author=person(source.author) if source.author else None,
        publisher=node("Organization", name=source.publisher) if source.publisher else None,
        datePublished=interval(source.date) if parse(source.date).is_exact else None,
        inLanguage=source.language,
        sameAs=source.url,
    )


def other_names(record):
    """The names in the languages that the page is not in, and the abbreviation."""
    field, shown = record.title_field, record.localized(record.title_field).value
    found = [getattr(record, f"{field}_{code}") for code in CONTENT_LANGUAGES]
    if hasattr(record, "abbreviation"):
        found.append(record.localized("abbreviation").value)
    return [name for name in dict.fromkeys(found) if name and name != shown]


def described(record):
    """The page of a reference record: what it is about. Kinds that are not known here are things with a name."""
    builders = {Theme: theme, Country: country, Organisation: organisation, Person: person, Source: cited}
    build = builders.get(type(record), lambda record: named("Thing", record))
    names = {} if isinstance(record, Source) else {"alternateName": other_names(record)}
    return graph(build(record) | {name: value for name, value in names.items() if value})


def breadcrumbs(*trail):
    """Where a page stands. Takes names and paths in turn and, last, the name of the page, which needs no address."""
    crumbs = [(name, path) for name, path in zip(trail[::2], [*trail[1::2], ""], strict=True) if name]
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            node("ListItem", position=number, name=name, item=absolute(path) if path else None)
            for number, (name, path) in enumerate(crumbs, 1)
        ],
    }
