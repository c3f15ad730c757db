"""How a list of entries is written: each format yields pieces of text and holds no more than one portion of entries."""

import csv
import io
import json
from collections.abc import Callable
from typing import NamedTuple

from peacedesk.website.downloads.entries import columns

# Excel takes a file for UTF-8 only when it begins with this.
BYTE_ORDER_MARK = "\ufeff"
# What makes a spreadsheet run a cell (OWASP, “CSV injection”), and the sign that is put before it. A text that begins
# with this sign gets it too, so that whoever takes the first one away has the text again.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
GUARD = "'"


class Format(NamedTuple):
    """`write` takes the kind of entry, what is said of the file as a whole, and portions of entries."""

    label: str
    content_type: str
    write: Callable


def write_csv(root, _about, portions):
    """RFC 4180, in UTF-8 with a byte order mark."""
    names = columns(root)
    yield BYTE_ORDER_MARK + _lines([header(root)])
    for entries in portions:
        yield _lines([_cell(entry.get(name), name in root.owned) for name in names] for entry in entries)


def header(root):
    """The names of the columns of a CSV file: of owned rows it has the number only."""
    return [f"{name}_count" if name in root.owned else name for name in columns(root)]


def _lines(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _cell(value, is_counted):
    if is_counted:
        return len(value)
    if isinstance(value, list):
        value = " ".join(value)
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return GUARD + value
    return value


def write_json(_root, about, portions):
    """One object (RFC 8259): `meta`, then the list `entries`."""
    yield f'{{"meta": {_json(about)},\n"entries": ['
    before = "\n"
    for entries in portions:
        for entry in entries:
            yield before + _json(entry)
            before = ",\n"
    yield "\n]}\n"


def write_json_lines(_root, _about, portions):
    for entries in portions:
        yield "".join(f"{_json(entry)}\n" for entry in entries)


def _json(value):
    return json.dumps(value, ensure_ascii=False)


FORMATS = {
    "csv": Format("CSV", "text/csv; charset=utf-8", write_csv),
    "json": Format("JSON", "application/json", write_json),
    "jsonl": Format("JSON Lines", "application/jsonl", write_json_lines),
}
