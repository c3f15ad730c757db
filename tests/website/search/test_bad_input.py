"""Whatever is typed has an answer, and soon."""

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from peacedesk.languages import CONTENT_LANGUAGES
from peacedesk.website.search import find, matching, suggest
from tests.factories import make_initiative

pytestmark = pytest.mark.django_db

ODD = [
    '"', "'", "''", "foo* -x", "NEAR(", "a AND", "OR", "NOT NOT", "(a", "a)", "{title} : ring", "^ring", "ring:*",
    "&", "|", "!ring", "ring & | !", "<->", "\\", "'\\''", "%", "_", "--", "/*", "; DROP TABLE", "ring\0", "\0",
    "a:b", "\ud800", "ring\udfff", "\u202ering\u202c", "\u200b", "\u0301", "كتاب ring кольцо", "1" * 400, "a" * 400,
    "a" * 10_000, "ring " * 60, "中文",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z", "🕊", "ﷺ", "İ", "ß", "ﬁ", "١٢٣", "é" * 90,
]  # fmt: skip


def ask_everything(words, language):
    found = find(words, language)
    assert found.hits == [] or not found.fault
    assert "".join(piece for piece, _mark in found.marks(words)) == words
    found.snippet("A green ring. " * 100)
    assert (found.newest_first, found.also, found.elsewhere) is not None
    matched = set(matching(words, language, "initiatives.initiative"))
    suggest(words, language)
    return found, matched


@pytest.mark.parametrize("words", ODD)
def test_odd_words_have_an_answer_within_a_second(words):
    make_initiative(title_en="Green ring", title_ru="Зелёное кольцо", title_ar="حلقة خضراء")
    began = time.process_time()

    for language in CONTENT_LANGUAGES:
        ask_everything(words, language)

    assert time.process_time() - began < 4


@pytest.mark.parametrize("words", ["?!", "\0", "a\ud800", "a" * 401, "«»"])
def test_what_cannot_be_searched_for_is_said(words):
    assert find(words, "en").fault.endswith(".")
    assert find(words, "en").hits == []


@pytest.mark.parametrize("words", ["", " ", "\n\t"])
def test_nothing_typed_is_no_fault(words):
    assert (find(words, "en").fault, find(words, "en").hits) == ("", [])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.text(max_size=60), language=st.sampled_from(CONTENT_LANGUAGES))
@example(words="ring OR", language="en")
def test_any_text_has_an_answer(words, language):
    ask_everything(words, language)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.lists(st.sampled_from(["ring", "Ring", '"', "*", "(", "OR", "-", "кольцо", "حلقة", "grene", "rin"])))
def test_operators_are_only_words(words):
    ask_everything(" ".join(words), "en")
