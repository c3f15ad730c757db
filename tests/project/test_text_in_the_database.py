"""Both databases sort and find words of all four languages alike."""

import pytest
from django.utils import translation

from peacedesk.library.models import Track
from peacedesk.shown_text import in_alphabet, record_text

pytestmark = pytest.mark.django_db

SORTED = {
    "kk": ["2024 жыл", "Азия", "Әзербайжан", "Бейбітшілік", "Ғылым", "Ел", "Қазақстан", "Үкімет",
           "Ілім", "Эра", "KazAID"],
    "ru": ["Арал", "Вода", "Ель", "Жизнь", "Мир", "Форум", "Эра", "Ядро", "KazAID"],
    "en": ["2024", "Astana", "forum", "Peace", "Water", "Форум"],
    "ar": ["آسيا", "الأمم", "بيان", "سلام", "ماء", "KazAID"],
}  # fmt: skip


@pytest.mark.parametrize("language", SORTED)
def test_names_are_sorted_by_the_alphabet_of_the_language(language):
    for number, name in enumerate(reversed(SORTED[language])):
        Track.objects.create(key=f"t{number}", **{f"name_{language}": name})

    with translation.override(language):
        found = Track.objects.order_by(in_alphabet(record_text("name")))
        names = [getattr(track, f"name_{language}") for track in found]

    assert names == SORTED[language]


@pytest.mark.parametrize(
    ("typed", "written"),
    [("арбуз", "Арбуз"), ("ҚАЗАҚ", "Қазақстан"), ("100%", "100% of it"), ("a_b", "A_B"), ("[x]", "a[X]b")],
)
def test_words_are_found_whatever_their_case_and_signs(typed, written):
    Track.objects.create(key="right", name_ru=written)
    Track.objects.create(key="wrong", name_ru="1000 of it, aXb")

    assert [track.key for track in Track.objects.filter(name_ru__icontains=typed)] == ["right"]
