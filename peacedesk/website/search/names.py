"""Names of records in a query: whatever language and script one is typed in, it stands for all its other forms."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Count

from peacedesk.languages import Text, direction
from peacedesk.library.models import Person
from peacedesk.website.search import arabic, engines, lexemes
from peacedesk.website.search.analysis import forms, meaningful, stem, tokens
from peacedesk.website.search.folding import ARABIC, KAZAKH, script
from peacedesk.website.search.models import SearchName, SearchNameKey
from peacedesk.website.search.registry import whole_keys
from peacedesk.website.search.sounds import sound

LONGEST_NAME = 25  # words
MOST_RECORDS = 30  # a word in the names of more records points to none of them
MOST_NAMES = 500
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


@dataclass
class Names:
    """The records that the words of a query point to: `whole` by the place of the words, `single` by word.

    `forms` are the `SearchName`s of each.
    """

    whole: dict = field(default_factory=dict)
    single: dict = field(default_factory=dict)
    forms: defaultdict = field(default_factory=lambda: defaultdict(list))


def recognised(words):
    """The `Names` that a row of tokens points to."""
    places = defaultdict(set)
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1):
            for key in whole_keys(words[start:end]):
                places[key].add((start, end))
    found = Names()
    keys = SearchNameKey.objects.filter(key__in=places, is_whole=True).order_by("key", "name__object_id")
    for key, record in keys.values_list("key", "name__object_id")[:MOST_NAMES]:
        for place in places[key]:
            found.whole.setdefault(place, {})[record] = None
    by_key = defaultdict(set)
    for token in words:
        for key in forms(token.word):
            by_key[key].add(token.word)
    telling = SearchNameKey.objects.filter(key__in=by_key).order_by().values("key")
    rare = telling.annotate(records=Count("name__object_id", distinct=True)).filter(records__lte=MOST_RECORDS)
    pairs = SearchNameKey.objects.filter(key__in=rare.values("key")).order_by("name__object_id")
    for key, record in pairs.values_list("key", "name__object_id").distinct():
        for word in by_key[key]:
            found.single.setdefault(word, {})[record] = None
    records = {record for some in (*found.whole.values(), *found.single.values()) for record in some}
    for name in SearchName.objects.filter(object_id__in=records).order_by("pk"):
        found.forms[name.object_id].append(name)
    return found


def read(words, language, known=None):
    """A query, given as tokens, as its `Part`s in order and the `Names` in it.

    The longest whole names are taken first, then what is left word by word. `known` are the `Names` where the same
    words were read before: names are the same in every language.
    """
    words = meaningful(words)
    known = known or recognised(words)
    taken, chosen = set(), []
    for start, end in sorted(known.whole, key=lambda place: (place[0] - place[1], place)):
        if taken.isdisjoint(range(start, end)):
            taken |= set(range(start, end))
            chosen.append((start, _name(words[start:end], known.whole[start, end], known, language)))
    for place, token in enumerate(words):
        if place not in taken:
            chosen.append((place, _word(token, known, language)))
    return [part for _place, part in sorted(chosen, key=lambda pair: pair[0])], known


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
    words = [
        (name, other)
        for name in known.forms[record]
        if name.is_right
        for other in tokens(name.form, name.language or "en")
    ]
    typed = set(forms(token.word))
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
    """The other right forms of the names in a query, as far as public texts have them: `Text`s, at most `MOST_TOLD`."""
    typed = {token.written for part in parts for token in part.tokens}
    typed |= {" ".join(token.written for token in part.tokens) for part in parts}
    others = {}
    for text in _forms_of(parts, known):
        written = " ".join(token.written for token in tokens(text.value, text.lang))
        if written not in typed:
            others.setdefault(written, text)
    return _public(list(islice(others.values(), MOST_ASKED)))[:MOST_TOLD]


def proper(known):
    """The right forms of names, as `SearchName`s, without common words."""
    return [name for forms in known.forms.values() for name in forms if name.is_right and name.is_proper]


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


def _public(texts):
    """The forms of names that can be read on the site: all of one in one text of its language."""
    wanted = {text: tuple(((lexemes.word(stem),),) for stem in _stems(text.value, text.lang)) for text in texts}
    asked = [(lexemes.Wanted(text.lang, groups), 1) for text, groups in wanted.items() if groups]
    there = dict(zip((text for text, groups in wanted.items() if groups), engines.counts(asked), strict=True))
    return [text for text in texts if there.get(text)]
