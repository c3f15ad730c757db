"""The numbers that sources have on a page."""


def number_sources(rows, citations):
    """The sources of a page in the order of their numbers: first those of `rows`, then what only `citations` name.

    Takes rows that stand on the page, in its order, and the citations of its entry, all with their `source` loaded.
    Each row gets `source_number`, and `cites_first` where it is the first to cite its source. Each source gets
    `has_footnote`, whether a row cites it, and `locators`, the places in it that the citations name.
    """
    sources = {}
    for row in rows:
        row.cites_first = row.source_id not in sources
        sources.setdefault(row.source_id, row.source)
        row.source_number = list(sources).index(row.source_id) + 1
    cited = set(sources)
    for citation in citations:
        sources.setdefault(citation.source_id, citation.source)
    for key, source in sources.items():
        source.has_footnote = key in cited
        source.locators = [citation.locator for citation in citations if citation.source_id == key and citation.locator]
    return list(sources.values())
