"""The words of the public texts with their numbers, kept up to date row by row."""

from collections import defaultdict
from itertools import islice

from django.db import connection

from peacedesk.website.search.analysis import words as words_of
from peacedesk.website.search.models import SearchWord
from peacedesk.website.search.sounds import sound

CHUNK = 200


def chunks(ids):
    ids = iter(ids)
    while some := list(islice(ids, CHUNK)):
        yield some


def count(words, language, title, text, sign):
    """Add `sign` to the numbers of the words of a row. No word goes over the end of a line of its text."""
    in_title = {each.written: each.word for each in words_of(title, language)}
    in_text = {each.written: each.word for line in text.split("\n") for each in words_of(line, language)}
    for written, folded in {**in_title, **in_text}.items():
        numbers = words[language, written, folded]
        numbers["rows"] += sign
        numbers["titles"] += sign * (written in in_title)


COLUMNS = ("language", "word", "folded", "beginning", "ending", "length", "sound", "rows", "titles")


def write(words):
    """Add to the numbers of words, and forget those that no row has any more."""
    changes = sorted((key, count) for key, count in words.items() if count["rows"] or count["titles"])
    table, names = SearchWord._meta.db_table, ", ".join(map(connection.ops.quote_name, COLUMNS))
    sums = ", ".join(f'"{column}" = {table}."{column}" + excluded."{column}"' for column in ("rows", "titles"))
    placeholders = f"({', '.join(['%s'] * len(COLUMNS))})"
    with connection.cursor() as cursor:
        for some in chunks(changes):
            values = [
                value
                for (language, word, folded), count in some
                for value in (
                    *(language, word, folded, folded[:3], folded[-3:], len(folded), sound(folded)),
                    *(count["rows"], count["titles"]),
                )
            ]
            cursor.execute(
                f"INSERT INTO {table} ({names}) VALUES {', '.join([placeholders] * len(some))}"  # noqa: S608
                f" ON CONFLICT (language, word) DO UPDATE SET {sums}",
                values,
            )
    gone = defaultdict(list)
    for (language, word, _folded), count in changes:
        if count["rows"] < 0:
            gone[language].append(word)
    for language, some in gone.items():
        for chunk in chunks(some):
            SearchWord.objects.filter(language=language, word__in=chunk, rows=0).delete()
