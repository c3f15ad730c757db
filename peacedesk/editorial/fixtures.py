"""Read fixture files and check everything in them, before anything touches a table.

`read` is the whole interface. It never stops at the first fault: an editor mends a file once.
"""

import json
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType
from unicodedata import normalize

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from peacedesk.editorial.graph import kind_of, original_columns, public_model, split
from peacedesk.editorial.models import (
    Note,
    PublicChild,
    PublicEntry,
    ReferenceRecord,
    WorkingChild,
    WorkingEntry,
)
from peacedesk.editorial.plain_text import check_text
from peacedesk.languages import CONTENT_LANGUAGES

LOADABLE = (PublicEntry, PublicChild, WorkingEntry, WorkingChild, ReferenceRecord, Note)
# Columns that are not edited by hand but belong into a file.
PUBLICATION_COLUMNS = {*(f"published_at_{lang}" for lang in CONTENT_LANGUAGES), "published_seq", "updated_at"}
MAX_BYTES = 64 * 1024 * 1024


@dataclass
class Item:
    """One object of a file: the unsaved instance, and the ids of its many-to-many columns by field name."""

    file: str
    number: int
    instance: models.Model
    links: dict[str, list[uuid.UUID]] = field(default_factory=dict)

    @property
    def place(self):
        name = getattr(self.instance, "slug", "") or getattr(self.instance, "key", "") or self.instance.pk
        return f"{self.file}: object {self.number} ({self.instance._meta.label_lower} {name})"


class Faults(Exception):
    """What is wrong in the files: `lines` holds a sentence per fault, with file, object and field."""

    def __init__(self, lines):
        super().__init__("\n".join(lines))
        self.lines = lines


def read(paths, *, exclude=()):
    """Check the JSON fixtures at `paths` and return their `Item`s in the order of the files.

    Objects of the model classes in `exclude` are left out. Raises `Faults`.
    """
    faults, raw = [], []
    for path in paths:
        raw += _objects(Path(path), faults)
    raw = [entry for entry in raw if entry[2] not in exclude]
    known = _References(raw)
    items = [item for entry in raw if (item := _item(*entry, known, faults))]
    _check_once(items, faults)
    _check_whole(items, faults)
    if faults:
        raise Faults(faults)
    return items


def _objects(path, faults):
    """The (file, number, model, pk, fields) of each object of a file that has the right outline."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(f"is larger than {MAX_BYTES // 1024 // 1024} MB")
        content = json.loads(path.read_text("utf-8"), object_pairs_hook=_without_repeated_keys)
        if not isinstance(content, list):
            raise ValueError("is not a list of objects")
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        faults.append(f"{path.name}: {error}")
        return []
    found = []
    for number, entry in enumerate(content, 1):
        try:
            found.append((path.name, number, *_outline(entry)))
        except ValueError as error:
            faults.append(f"{path.name}: object {number}: {error}")
    return found


def _without_repeated_keys(pairs):
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _value in pairs]
        raise ValueError(f"the key “{next(n for n in names if names.count(n) > 1)}” stands twice in one object")
    return result


def _outline(entry):
    if not isinstance(entry, dict) or set(entry) != {"model", "pk", "fields"} or not isinstance(entry["fields"], dict):
        raise ValueError("must have the keys model, pk and fields, and no others")
    try:
        model = apps.get_model(entry["model"])
    except (LookupError, ValueError, AttributeError, TypeError):
        raise ValueError(f"there is no model “{entry['model']}”") from None
    if not issubclass(model, LOADABLE):
        raise ValueError(f"{entry['model']} is not content: people, rights and history are never loaded from a file")
    try:
        return model, uuid.UUID(entry["pk"]), entry["fields"]
    except (ValueError, AttributeError, TypeError):
        raise ValueError(f"pk “{entry['pk']}” is not a UUID") from None


class _References:
    """Which ids and natural keys can be referred to: those of the files and those of the database."""

    def __init__(self, raw):
        self.ids, self.keys = defaultdict(set), defaultdict(dict)
        for _file, _number, model, pk, fields in raw:
            self.ids[model].add(pk)
            if issubclass(model, ReferenceRecord):
                self.keys[model][str(fields.get("key"))] = pk
        loadable = [model for model in apps.get_models() if issubclass(model, LOADABLE)]
        for model in sorted(loadable, key=lambda model: hasattr(model, "twin")):  # public tables first
            self.ids[model].update(model._base_manager.values_list("pk", flat=True))
            if issubclass(model, ReferenceRecord):
                for key, pk in model._base_manager.values_list("key", "pk"):
                    self.keys[model].setdefault(key, pk)
            if issubclass(model, (WorkingEntry, WorkingChild)):  # a public row is given its working copy
                self.ids[model].update(self.ids[public_model(kind_of(model))])

    def resolve(self, field, value, own_id):
        """The id that a reference in a file means. Raises `ValidationError` when there is no such record, or when it is
        the row `own_id` itself."""
        model = field.related_model
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) and model in self.keys:
            pk = self.keys[model].get(value[0])
        else:
            try:
                pk = uuid.UUID(value)
            except (ValueError, AttributeError, TypeError):
                pk = None
            if pk == own_id or pk not in self.ids[model] and _constrained(field):
                pk = None
        if pk is None:
            name = value[0] if isinstance(value, list) and value else value
            raise ValidationError(f"there is no {model._meta.model_name} “{name}”")
        return pk


def _constrained(field):
    return getattr(field if field.many_to_one else field.remote_field, "db_constraint", True)


def _item(file, number, model, pk, fields, known, faults):
    item = Item(file, number, model(pk=pk))
    item.instance.slug = fields.get("slug", "") if hasattr(model, "slug") else ""
    if hasattr(model, "key"):
        item.instance.key = fields.get("key", "")
    before = len(faults)
    given = {}
    for name, value in fields.items():
        try:
            given[name] = _set(item, _column(model, name), value, known)
        except ValidationError as error:
            faults += [f"{item.place}, field {name}: {message}" for message in error.messages]
    if len(faults) == before:
        faults += [f"{item.place}, {line}" for line in _model_faults(item)]
    return item if len(faults) == before else None


def _column(model, name):
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        raise ValidationError("is not known here. Correct its name or remove it") from None
    if name in original_columns(model):
        raise ValidationError(f"names no language. Write {', '.join(f'{name}_{lang}' for lang in CONTENT_LANGUAGES)}")
    if not column.concrete or column.primary_key or not (column.editable or name in PUBLICATION_COLUMNS):
        raise ValidationError("is filled by the site itself. Remove it")
    return column


def _set(item, column, value, known):
    if column.many_to_many:
        if not isinstance(value, list):
            raise ValidationError("must be a list")
        links = [known.resolve(column, one, item.instance.pk) for one in value]
        if len(set(links)) < len(links):
            raise ValidationError("names a record twice")
        item.links[column.name] = links
        return
    if column.is_relation:
        found = None if value is None else known.resolve(column, value, item.instance.pk)
        setattr(item.instance, column.attname, found)
        return
    value = _checked(column, value)
    cleaned = column.clean(value, item.instance) if value not in (None, "") else column.to_python(value)
    if isinstance(column, models.TextField) and isinstance(value, str) and _spaces(cleaned) != _spaces(value):
        raise ValidationError("holds HTML that this site does not keep. Only its own formatting may be used")
    setattr(item.instance, column.attname, cleaned)


def _checked(column, value):
    """A value of the type that the column holds in JSON, with its texts in Unicode normal form C."""
    if isinstance(value, str):
        value = normalize("NFC", value)
    if isinstance(column, (models.CharField, models.TextField, models.DateField)) and not isinstance(
        value, (str, NoneType)
    ):
        raise ValidationError("must be a text in quotation marks")
    if isinstance(column, (models.IntegerField, models.DecimalField)) and isinstance(value, bool):
        raise ValidationError("must be a number")
    if isinstance(column, models.DateTimeField) and value and parse_datetime(value) and is_naive(parse_datetime(value)):
        raise ValidationError("must name its zone, as in 2026-11-20T05:00:00Z")
    for text in value if isinstance(value, list) else [value]:
        if isinstance(text, str):
            check_text(text)
    return value


def _spaces(html):
    return (html or "").replace("&nbsp;", "\u00a0")


def _model_faults(item):
    """What the model itself finds wrong: missing values, rules between fields, conditions of the table."""
    instance = item.instance
    relations = {f.name for f in instance._meta.concrete_fields if f.is_relation}
    missing = [
        name
        for name in relations
        if not instance._meta.get_field(name).null and getattr(instance, f"{name}_id") is None
    ]
    missing += [f.name for f in instance._meta.many_to_many if not f.blank and not item.links.get(f.name)]
    faults = [f"field {name}: is missing" for name in sorted(missing)]
    for check in (lambda: instance.clean_fields(exclude=relations), instance.clean):
        try:
            check()
        except ValidationError as error:
            by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
            for name, messages in by_field.items():
                faults += [
                    f"field {name}: {message}" if name not in ("", "__all__") else message for message in messages
                ]
    if not faults:
        for constraint in instance._meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                try:
                    constraint.validate(type(instance), instance)
                except ValidationError as error:
                    faults.append(f"rule {constraint.name}: {error.messages[0]}")
    return faults


def _check_whole(items, faults):
    """An owned row needs its root in the same files, and a public text the publication of its language."""
    rows = [item.instance for item in items]
    roots = {(type(row), row.pk): row for row in rows if isinstance(row, (PublicEntry, WorkingEntry))}
    for item in items:
        row = item.instance
        root = row
        if isinstance(row, (PublicChild, WorkingChild)):
            model = row._meta.get_field(row.parent).related_model
            root = roots.get((model, getattr(row, f"{row.parent}_id")))
            if root is None:
                faults.append(f"{item.place}, field {row.parent}: stands in none of these files. Add it to them")
        if isinstance(root, PublicEntry):
            faults += [f"{item.place}, field {name}: its language is not published" for name in _unpublished(row, root)]


def _unpublished(row, root):
    """The filled columns of a public row in languages that its root is not published in."""
    return [
        name
        for language, names in split(type(row)).items()
        if language in CONTENT_LANGUAGES and not getattr(root, f"published_at_{language}")
        for name in names
        if getattr(row, name)
    ]


def _check_once(items, faults):
    """No id, key or address may stand twice, in the files or in another row of the database."""
    seen = {}
    for item in items:
        model = type(item.instance)
        unique = [("pk",), *((f.attname,) for f in model._meta.concrete_fields if f.unique and not f.primary_key)]
        unique += [
            tuple(model._meta.get_field(name).attname for name in constraint.fields)
            for constraint in model._meta.constraints
            if isinstance(constraint, models.UniqueConstraint) and constraint.fields
        ]
        for names in unique:
            value = (model, names, tuple(getattr(item.instance, name) for name in names))
            other = seen.setdefault(value, item)
            if other is not item:
                faults.append(f"{item.place}, field {', '.join(names)}: stands already in {other.place}")
    ids = defaultdict(set)
    for item in items:
        ids[type(item.instance)].add(item.instance.pk)
    for (model, names, values), item in seen.items():
        if names in (("slug",), ("key",)):
            taken = model._base_manager.filter(**{names[0]: values[0]}).exclude(pk__in=ids[model]).first()
            if taken:
                faults.append(
                    f"{item.place}, field {names[0]}: “{values[0]}” belongs to another record already ({taken.pk})"
                )
