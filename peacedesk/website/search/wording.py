"""Words as the public texts write them, for what somebody typed otherwise."""

from collections import Counter
from itertools import chain

from peacedesk.website.search import engines, marking
from peacedesk.website.search.analysis import tokens

MOST_READ = 20


def as_written(words, language, known, rows):
    """Words, those in lower case as most of the texts found, or else the right names among them, write them elsewhere.

    `known` are the `Names` in them, `rows` the keys of the rows that were found for them, of which the newest are read.
    The first word of a sentence is no witness.
    """
    typed = [token for token in tokens(words, language) if token.written == words[token.start : token.end]]
    lower = {token.written for token in typed}
    named = (name.form[a:b] for name in known.proper for *_word, a, b in tokens(name.form, "en"))
    seen, forms = Counter(), {form.lower(): form for form in named}
    texts = chain.from_iterable(engines.titles_and_texts(sorted(rows)[-MOST_READ:]))
    for line in chain.from_iterable(text.split("\n") for text in texts):
        if any(map(line.lower().__contains__, lower)):
            pieces = tokens(line, language)
            seen.update(line[a:b] for *_word, a, b in pieces if not marking.begins_sentence(line, a))
    forms |= {form.lower(): form for form, _times in sorted(seen.items(), key=lambda pair: pair[::-1])}
    for token in reversed(typed):
        words = words[: token.start] + forms.get(token.written, token.written) + words[token.end :]
    return words
