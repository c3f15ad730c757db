"""What the index holds: a set of lexemes for each row, the same on both databases.

A lexeme is the language, the tier and a term. A term that stands in the title is there for every tier from the title
on, and so on downwards: "all words in the title" and "all words anywhere" are both plain look-ups, without weights.
"""

import hashlib
from dataclasses import dataclass, replace
from enum import IntEnum

from django.db import models

INDEX = "website_searchindex"
FOUND = f"{INDEX}_found"  # of PostgreSQL: a function for all that is found


class Tier(IntEnum):
    """Where all words of a query are, the best place first. `EXACT` is a title or name that says nothing else."""

    EXACT = 0
    TITLE = 1
    NAMES = 2
    SUMMARY = 3
    TEXT = 4


def word(stem):
    return f"w{stem}"


def record(object_id):
    return f"r{object_id.hex}"


def whole(stems):
    return f"x{hashlib.blake2b(' '.join(stems).encode(), digest_size=10).hexdigest()}"


def kind(label):
    return "k" + "".join(filter(str.isalnum, label))


# The kind of whatever is a record, and no entry.
RECORD = "krecord"


def lexeme(language, tier, term):
    return f"{language}{tier:d}{term}"


def at(language, tier, terms):
    """The lexemes of terms, as a list."""
    beginning = lexeme(language, tier, "")
    return [beginning + term for term in terms]


@dataclass(frozen=True)
class Wanted:
    """A query: in one language, something of every group. A group is a tuple of alternatives, each a tuple of terms.

    `kinds` are terms, one of which a row must have; `exact` are the terms that make it a hit of `Tier.EXACT`.
    """

    language: str
    groups: tuple[tuple[tuple[str, ...], ...], ...]
    exact: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tier: Tier = Tier.TEXT

    def at(self, tier):
        return replace(self, tier=tier)

    def of(self, *kinds):
        return replace(self, kinds=kinds)

    def written(self, quote, both, either):
        """The query in the words of a database: `quote` is its quotation mark, the others its operators."""

        def term(value, tier=self.tier):
            return f"{quote}{lexeme(self.language, tier, value)}{quote}"

        if self.tier == Tier.EXACT:
            groups = [[term(value) for value in self.exact]]
        else:
            groups = [[f"({both.join(map(term, terms))})" for terms in group] for group in self.groups]
        if self.kinds:
            groups.append([term(value, Tier.EXACT) for value in self.kinds])
        return both.join(f"({either.join(group)})" for group in groups)


class LexemesField(models.TextField):
    """A sorted set of lexemes, written as one text with spaces. Ask it by `lexemes__match=Wanted(…)`."""

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)


@LexemesField.register_lookup
class Match(models.Lookup):
    lookup_name = "match"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        return "%s", [value]

    def as_sqlite(self, compiler, connection):
        return self._among(compiler, f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s", '"', " AND ", " OR ")  # noqa: S608

    def as_postgresql(self, compiler, connection):
        return self._among(compiler, f"SELECT {FOUND}(%s::tsquery)", "'", " & ", " | ")

    def _among(self, compiler, rows, *operators):
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        return f"{table}.id IN ({rows})", [self.rhs.written(*operators)]
