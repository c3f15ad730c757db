"""Names of records in a query: whatever language and script one is typed in, it stands for all its other forms."""

from dataclasses import dataclass
from itertools import islice

from peacedesk.languages import Text, direction
from peacedesk.library.models import Person
from peacedesk.website.search import arabic, lexemes
from peacedesk.website.search.analysis import meaningful, tokens
from peacedesk.website.search.folding import ARABIC, KAZAKH, script
from peacedesk.website.search.sounds import sound
from peacedesk.website.search.stemming import forms, stem

MOST_TOLD = 8
MOST_ASKED = 16  # forms, whether public texts have them
MOST_NAMESAKES = 2
# Kinds of which one word, such as a surname, is a name too.
OF_SEVERAL_NAMES = {Person._meta.label_lower}


@dataclass(frozen=True)
class Part:
    """One or more words of a query that are looked for together.

    `group` are the alternatives as terms (`lexemes.Wanted`), `phrases` the same as rows of stems, for marking;
    `records` are the records that the words point to, `is_name` tells that they are a whole name.
    """

    tokens: tuple
    group: tuple[tuple[str, ...], ...]
    phrases: frozenset
    records: tuple = ()
    is_name: bool = False


def read(words, language, known):
    """A row of tokens with the `Names` in it, which are the same in every language, as its `Part`s in order.

    The longest whole names are taken first, then what is left word by word.
    """
    taken, chosen = set(), []
    for start, end in sorted(known.whole, key=lambda place: (place[0] - place[1], place)):
        if taken.isdisjoint(range(start, end)):
            taken |= set(range(start, end))
            chosen.append((start, _name(words[start:end], known.whole[start, end], known, language)))
    for place, token in enumerate(words):
        if place not in taken:
            chosen.append((place, _word(token, known, language)))
    return [part for _place, part in sorted(chosen, key=lambda pair: pair[0])]


def _name(words, records, known, language):
    phrases = {tuple(token.stem for token in words)}
    for record in records:
        phrases |= {_stems(name.form, language) for name in known.forms[record] if name.is_right}
    group = [(lexemes.record(record),) for record in records]
    group += [tuple(lexemes.word(stem) for stem in phrase) for phrase in sorted(phrases)]
    if len(words) == 1:
        single = _word(words[0], known, language)
        group, phrases = [*group, *single.group], phrases | single.phrases
    return Part(tuple(words), tuple(dict.fromkeys(group)), frozenset(phrases), tuple(records), is_name=True)


def _stems(form, language):
    return tuple(token.stem for token in meaningful(tokens(form, language)))


def _word(token, known, language):
    stems = {token.stem: None}
    if script(token.word) == ARABIC:
        stems |= dict.fromkeys(arabic.variants(token.stem))
    records = tuple(known.single.get(token.word, ()))
    for record in records:
        stems |= {stem(word, language): None for _text, word in _counterparts(token, record, known)}
    group = [*((lexemes.word(stem),) for stem in stems), *((lexemes.record(record),) for record in records)]
    return Part((token,), tuple(group), frozenset((stem,) for stem in stems), records)


def _counterparts(token, record, known):
    """The words of the right names of a record that sound like the one `token` is a form of: (`Text`, folded word)."""
    if (token.word, record) not in known.counterparts:
        known.counterparts[token.word, record] = list(_alike(token.word, known.forms[record]))
    return known.counterparts[token.word, record]


def _alike(typed, names):
    words = [(name, other) for name in names if name.is_right for other in tokens(name.form, name.language or "en")]
    typed = set(forms(typed))
    heard = {sound(other.word) for _name, other in words if not typed.isdisjoint(forms(other.word))} - {""}
    for name, other in words:
        if sound(other.word) in heard:
            yield _text(name, name.form[other.start : other.end]), other.word


def _text(name, value):
    language = name.language or _language_of(value)
    return Text(value, language, direction(language), False)


def _language_of(form):
    """The language that a form without one is most likely in, by its letters."""
    match script(form.casefold()):
        case "cyrillic":
            return "kk" if KAZAKH & set(form.casefold()) else "ru"
        case "arabic":
            return "ar"
    return "en"


def other_forms(parts, known):
    """The other right forms of the names in a query, as {`Text`: a `Wanted` for texts of its language that have it}.

    At most `MOST_ASKED`, of which those that are public are to be told, at most `MOST_TOLD`.
    """
    typed = {token.written for part in parts for token in part.tokens}
    typed |= {" ".join(token.written for token in part.tokens) for part in parts}
    others = {}
    for text in _forms_of(parts, known):
        written = " ".join(token.written for token in tokens(text.value, text.lang))
        if written not in typed:
            others.setdefault(written, text)
    wanted = {text: _all_of(text) for text in islice(others.values(), MOST_ASKED)}
    return {text: each for text, each in wanted.items() if each.groups}


def _forms_of(parts, known):
    for part in parts:
        if part.is_name:
            names = [name for record in part.records for name in known.forms[record]]
            names.sort(key=lambda name: not name.language)
            texts = [_text(name, name.form) for name in names if name.is_right and name.is_proper]
        elif len(part.records) <= MOST_NAMESAKES:
            records = [r for r in part.records if any(name.kind in OF_SEVERAL_NAMES for name in known.forms[r])]
            texts = [text for record in records for text, _word in _counterparts(part.tokens[0], record, known)]
        else:
            texts = []
        yield from texts


def _all_of(text):
    """All words of a form of a name in one text of its language, where it can be read on the site."""
    return lexemes.Wanted(text.lang, tuple(((lexemes.word(stem),),) for stem in _stems(text.value, text.lang)))
