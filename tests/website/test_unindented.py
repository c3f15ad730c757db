"""Templates without their indentation: what is sent, and that none relies on it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from tests.factories import make_event, make_initiative

FOLDER = Path(settings.TEMPLATES[0]["DIRS"][0])
TEMPLATES = [str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.*")]
# Where browsers show blanks as they are.
LITERAL = re.compile(r"<(pre|textarea)\b(?:(?!</\1>).)*\n[ \t]", re.DOTALL)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_are_sent_without_the_indentation_of_templates(client, language):
    initiative, event = make_initiative(), make_event()

    for path in ("", "initiatives/", f"initiatives/{initiative.slug}/", f"events/{event.slug}/", "timeline/", "map/"):
        lines = client.get(f"/{language}/{path}").content.decode().splitlines()
        assert [line for line in lines if line[:1].isspace()] == [], path


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_keeps_its_lines_and_needs_no_indentation(name):
    text = (FOLDER / name).read_text()

    assert get_template(name).template.source.splitlines() == [line.lstrip(" \t") for line in text.splitlines()]
    assert not LITERAL.search(text)
