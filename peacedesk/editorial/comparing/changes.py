"""What differs in the rows of one model: texts block by block and word by word, facts by their names."""

import datetime as dt
from difflib import SequenceMatcher
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django_prose_editor.fields import ProseEditorField
from modeltranslation.fields import TranslationField

from peacedesk.dates.fields import EdtfField
from peacedesk.dates.wording import in_words
from peacedesk.editorial.comparing.blocks import HEADING, LIST_ITEM, PARAGRAPH, block_changes, lines_of, prose_of
from peacedesk.editorial.comparing.rows import POSITION, as_list, told
from peacedesk.editorial.comparing.words import ADDED, REMOVED, SAME, Piece, count_words, word_changes
from peacedesk.editorial.graph import SHARED, comparable, split
from peacedesk.languages import Text, direction


class Line(NamedTuple):
    """A line of one side: a paragraph of a text, or a fact. `name` says which; `lang` is "" for what is in none."""

    pieces: tuple[Piece, ...]
    lang: str
    dir: str
    name: str = ""


class Change(NamedTuple):
    """One field or row that differs.

    `pairs` holds what stands side by side: two tuples of `Line`. `note` says what cannot be seen there.
    `added` and `removed` count the words of texts.
    """

    label: str
    pairs: tuple[tuple[tuple[Line, ...], tuple[Line, ...]], ...]
    note: str = ""
    added: int = 0
    removed: int = 0


def changes_of(table, part, names):
    """The changes of one part in one table, in reading order."""
    fields = [table.model._meta.get_field(name) for name in split(table.model)[part] if name != POSITION]
    for pk in table.differing:
        old, new = table.old.get(pk), table.new.get(pk)
        differing = [field for field in fields if _value(old, field) != _value(new, field)]
        if not table.model.parent:
            for field in differing:
                yield _field_change(capfirst(_verbose_name(field)), field, old, new, names)
        elif old is None or new is None:
            if differing or part == SHARED:
                yield _row_change(table.label(pk, names), differing, old, new, names)
        elif differing:
            row = table.label(pk, names)
            for field in differing:
                label = format_html(_("{row}: {field}"), row=row, field=_verbose_name(field))
                yield _field_change(label, field, old, new, names)
    if part == SHARED and table.is_renumbered:
        yield _order_change(table, names)


def _value(row, field):
    return comparable(row.get(field.name)) if row else None


def _verbose_name(field):
    """What a column is called; the part says in which language it is."""
    return getattr(field, "translated_field", field).verbose_name


def _field_change(label, field, old, new, names):
    old, new = _value(old, field), _value(new, field)
    if isinstance(field, TranslationField):
        return _text_change(label, field, old or "", new or "")
    return Change(label, (_fact_sides(field, old, new, names),))


def _row_change(label, fields, old, new, names):
    """A row that only one side has, with all that it holds."""
    changes = [_field_change(capfirst(_verbose_name(field)), field, old, new, names) for field in fields]
    sides = [[line for change in changes for line in _named(change, side)] for side in (0, 1)]
    note = pgettext("row", "removed") if new is None else pgettext("row", "added")
    added, removed = sum(change.added for change in changes), sum(change.removed for change in changes)
    return Change(label, (tuple(map(tuple, sides)),), note, added, removed)


def _named(change, side):
    """The lines of one side of a field, the first of them under its name."""
    lines = [line for pair in change.pairs for line in pair[side]]
    return [line._replace(name="" if place else change.label) for place, line in enumerate(lines)]


def _order_change(table, names):
    """Rows that changed places among those that stayed."""
    old, new = table.orders
    runs = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    stayed = {pk for tag, i1, i2, *_rest in runs if tag == "equal" for pk in old[i1:i2]}
    label = _("%(things)s: order") % {"things": capfirst(table.model._meta.verbose_name_plural)}
    moved = len(old) - len(stayed)
    if not moved:
        return Change(label, (), _("Only the numbers of their positions changed"))
    sides = (
        tuple(_line(SAME if pk in stayed else kind, names[table.model, pk]) for pk in side)
        for kind, side in ((REMOVED, old), (ADDED, new))
    )
    return Change(label, (tuple(sides),), ngettext("%(count)s moved", "%(count)s moved", moved) % {"count": moved})


def _text_change(label, field, old, new):
    """A text in one language, paragraph by paragraph; of a formatted one also where its links lead."""
    language = field.language
    if isinstance(field, ProseEditorField):
        old_prose, new_prose = prose_of(old), prose_of(new)
        pairs = _block_sides(old_prose.blocks, new_prose.blocks, language)
        is_reformatted = old and new and (not pairs or old_prose.is_reformatted(new_prose))
        note = _("Formatting or links changed") if is_reformatted else ""
        pairs += _link_sides(old_prose.links, new_prose.links)
    elif old.split() == new.split():
        pairs, note = (), _("Only spaces or line breaks changed")
    else:
        pairs, note = _block_sides(lines_of(old), lines_of(new), language), ""
    removed, added = (
        sum(
            count_words(piece.text)
            for pair in pairs
            for line in pair[side]
            if line.lang == language
            for piece in line.pieces
            if piece.kind != SAME
        )
        for side in (0, 1)
    )
    return Change(label, pairs, note, added, removed)


def _block_sides(old, new, language):
    is_divided = max(len(old), len(new)) > 1

    def line(block, pieces):
        return Line(pieces, language, direction(language), _block_name(block) if is_divided else "")

    pairs = []
    for removed, added in block_changes(old, new):
        if len(removed) == len(added) == 1:
            old_pieces, new_pieces = word_changes(removed[0].text, added[0].text)
            pairs.append(((line(removed[0], old_pieces),), (line(added[0], new_pieces),)))
        else:
            sides = ((REMOVED, removed), (ADDED, added))
            pairs.append(
                tuple(tuple(line(block, (Piece(kind, block.text),)) for block in side) for kind, side in sides)
            )
    return tuple(pairs)


def _block_name(block):
    patterns = {
        HEADING: _("Heading %(number)s"),
        LIST_ITEM: _("List item %(number)s"),
        PARAGRAPH: _("Paragraph %(number)s"),
    }
    return patterns[block.kind] % {"number": block.number}


def _link_sides(old, new):
    removed, added = ([link for link in side if link not in other] for side, other in ((old, new), (new, old)))
    if not removed and not added:
        return ()
    sides = ((REMOVED, removed), (ADDED, added))
    return (tuple(tuple(_line(kind, as_written(link), _("Link")) for link in side) for kind, side in sides),)


def _fact_sides(field, old, new, names):
    """The facts of both sides: what the other side lacks is marked."""
    sides = [_facts(field, value, names) for value in (old, new)]
    if not field.is_relation and list(sides[0].values()) == list(sides[1].values()):
        sides = [{str(value): as_written(value)} for value in (old, new)]  # such as "unknown" and "unknown:2018"
    return tuple(
        tuple(_line(SAME if key in other else kind, text) for key, text in side.items())
        for kind, side, other in ((REMOVED, *sides), (ADDED, *reversed(sides)))
    )


def _facts(field, value, names):
    """What a value tells, as {key: Text}: one for each item of a list."""
    if field.is_relation:
        found = {key: names[field.related_model, key] for key in as_list(value)}
        return dict(sorted(found.items(), key=lambda item: item[1].value.casefold()))
    if isinstance(value, list):
        return {str(item): as_written(item) for item in value}
    return {} if value is None else {str(value): _fact(field, value)}


def _fact(field, value):
    if field.choices:
        return told(dict(field.flatchoices).get(value, value))
    try:
        if isinstance(field, EdtfField):
            return told(in_words(value))
        value = field.to_python(value)
    except ValidationError:
        return as_written(value)
    if isinstance(value, str):
        return as_written(value)
    if isinstance(value, bool):
        return told(_("Yes") if value else _("No"))
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value)
    return told(localize(value))


def _line(kind, text, name=""):
    return Line((Piece(kind, text.value),), text.lang, text.dir, name)


def as_written(value):
    """A sign or address that is in no language."""
    return Text(str(value), "", "auto", False)
