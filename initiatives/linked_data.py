from peacedesk.website import linked_data as data


def article(entry, picture, context):
    """The page of an initiative in the words of schema.org. Takes the context of the page."""
    language, sources = entry.shown_language, context["sources"]
    text = data.node(
        "Article",
        **{"@id": f"{data.page_address(entry)}#text"},
        headline=entry.localized("title").value,
        description=entry.localized("summary").value,
        inLanguage=language,
        url=data.page_address(entry),
        datePublished=data.moment(getattr(entry, f"published_at_{language}")),
        dateModified=data.moment(entry.updated_at),
        author=data.site(),
        publisher=data.site(),
        image=picture.url,
        temporalCoverage=data.interval(entry.date),
        creativeWorkStatus=entry.status_words,
        about=[
            *map(data.theme, entry.card_themes),
            *map(data.country, context["countries"]),
            *map(data.organisation, context["organisations"]),
            *map(data.person, context["people"]),
        ],
        citation=[data.cited(source) for source in sources],
        isBasedOn=[data.absolute(source.get_absolute_url()) for source in sources if source.has_footnote],
    )
    return data.graph(data.page_of(entry, text, picture, []), text)
