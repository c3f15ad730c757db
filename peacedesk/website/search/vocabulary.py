"""The words of the public texts with their numbers, kept up to date row by row."""

from collections import defaultdict
from itertools import islice

from django.db import connection

from peacedesk.website.search.analysis import words as words_of
from peacedesk.website.search.models import SearchWord
from peacedesk.website.search.sounds import sound

CHUNK = 200
COLUMNS = ("language", "word", "folded", "beginning", "ending", "length", "sound", "rows", "titles")


def chunks(ids):
    ids = iter(ids)
    while some := list(islice(ids, CHUNK)):
        yield some


class Changes:
    """By how much the numbers of words change, as {(language, word as written): [rows, titles, folded]}.

    One way to write a word may be folded in two: a sign that is no letter in the one case is one in the other.
    """

    def __init__(self):
        self._numbers = {}

    def __len__(self):
        return len(self._numbers)

    def count(self, language, title, text, sign):
        """Add `sign` to the numbers of the words of a row. No word goes over the end of a line of its text."""
        in_title = {each.written: each.word for each in words_of(title, language)}
        in_text = {each.written: each.word for line in text.split("\n") for each in words_of(line, language)}
        for written, folded in (in_text | in_title).items():
            numbers = self._numbers.setdefault((language, written), [0, 0, folded])
            numbers[0] += sign
            numbers[1] += sign * (written in in_title)

    def write(self):
        """Write the changes, forget words that no row has any more, and begin anew."""
        changes = sorted(change for change in self._numbers.items() if any(change[1][:2]))
        self._numbers.clear()
        for some in chunks(changes):
            _add(some)
        gone = defaultdict(list)
        for (language, word), (rows, _titles, _folded) in changes:
            if rows < 0:
                gone[language].append(word)
        for language, words in gone.items():
            for some in chunks(words):
                SearchWord.objects.filter(language=language, word__in=some, rows=0).delete()


def _add(changes):
    table, names = SearchWord._meta.db_table, ", ".join(map(connection.ops.quote_name, COLUMNS))
    sums = ", ".join(f'"{column}" = {table}."{column}" + excluded."{column}"' for column in ("rows", "titles"))
    row = f"({', '.join(['%s'] * len(COLUMNS))})"
    values = [
        value
        for (language, word), (*numbers, folded) in changes
        for value in (language, word, folded, folded[:3], folded[-3:], len(folded), sound(folded), *numbers)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * len(changes))}"  # noqa: S608
            f" ON CONFLICT (language, word) DO UPDATE SET {sums}",
            values,
        )
