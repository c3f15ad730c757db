import itertools
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import OutputWrapper
from django.db import models
from django.utils import timezone

from events.models import Session
from peacedesk.editorial.fixtures import files, rules
from peacedesk.editorial.models import PublicEntry
from peacedesk.editorial.progress import Progress
from tests.conftest import CATALOGUE

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("window", [1000, 100_000])
def test_a_list_is_read_through_a_window_of_any_size(monkeypatch, window):
    monkeypatch.setattr(files, "CHUNK", window)
    path = ROOT / CATALOGUE[1]

    assert list(files.objects(path)) == list(enumerate(json.loads(path.read_text("utf-8")), 1))


@pytest.mark.parametrize(
    ("text", "objects", "fault"),
    [
        ("[]", 0, ""),
        (' [ {"a": 1} , {"b": 2}\n] \n', 2, ""),
        ("", 0, "is not a list"),
        ("[] 1", 0, "line 1: something stands behind the list"),
        ('[{"a": 1}\n {"b": 2}]', 1, "line 2: there is no comma"),
        ('[{"a": 1},\n]', 1, "line 2: Expecting value"),
        ('[{"a": 1},\n\n{"b": }]', 1, "line 3: Expecting value"),
        ('[{"a": 1}', 1, "the list has no end"),
        ('[{"a": "', 0, "line 1: Unterminated string"),
        ("[12", 1, "the list has no end"),
        ('[{"a": "\udcff"}]', 0, "utf-8"),
    ],
)
@pytest.mark.parametrize("window", [3, 1000])
def test_what_is_wrong_with_a_list_is_told_with_its_line(tmp_path, monkeypatch, window, text, objects, fault):
    monkeypatch.setattr(files, "CHUNK", window)
    path = tmp_path / "list.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    read, told = 0, ""

    try:
        for _object in files.objects(path):
            read += 1
    except ValueError as error:
        told = str(error)

    assert fault in told
    assert bool(fault) == bool(told)
    assert read == objects or "utf-8" in fault  # a window may end before or behind the broken character


NOW = timezone.now()
VALUES = {
    models.CharField: [None, "", "held", "yearly", "x"],
    models.DateTimeField: [None, NOW, NOW + timedelta(microseconds=1)],
}
JUDGED = [model for model in apps.get_models() if issubclass(model, PublicEntry) or model is Session]


@pytest.mark.django_db
@pytest.mark.parametrize("model", JUDGED, ids=str)
def test_rules_judged_without_the_database_are_judged_as_by_it(model):
    judged = set()
    for constraint in model._meta.constraints:
        names = sorted(constraint.condition.referenced_base_fields)
        kinds = [next(v for k, v in VALUES.items() if isinstance(model._meta.get_field(name), k)) for name in names]
        for values in itertools.product(*kinds):
            instance = model(**dict(zip(names, values, strict=True)))
            found = rules.judge(constraint.condition, type(instance))(vars(instance))
            judged.add(found)
            assert found is None or found == passes(constraint, instance), (constraint.name, values)
    assert judged >= {True, False}


def passes(constraint, instance):
    try:
        constraint.validate(type(instance), instance)
    except ValidationError:
        return False
    return True


class Terminal(list):
    """A stream that remembers what is written."""

    is_terminal = True
    write = list.append

    def flush(self):
        pass

    def isatty(self):
        return self.is_terminal


def test_progress_is_a_bar_on_a_terminal_and_a_line_elsewhere():
    terminal, file = Terminal(), Terminal()
    file.is_terminal = False

    for stream in (terminal, file):
        progress = Progress(OutputWrapper(stream), least=2)
        for done in range(81):
            progress("Checked", done, 80)
        progress("Written", 1, 1)

    assert len(terminal) == 42
    assert terminal[-1] == "\n"
    assert terminal[20] == f"\r[{'#' * 20}{' ' * 20}] Checked: 40 of 80"
    assert file == ["Checked: 80\n"]
