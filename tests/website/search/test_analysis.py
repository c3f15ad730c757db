"""What counts as the same word, language by language."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from peacedesk.website.search import stemming
from peacedesk.website.search.analysis import meaningful, stems, tokens
from peacedesk.website.search.analysis import words as words_of
from peacedesk.website.search.folding import fold
from peacedesk.website.search.sounds import sound

SAME = {
    "en": [
        "organisation organisations organization organizations organisation's",
        "test tests tested testing",
        "defence defense",
        "programme programmes program",
        "UN U.N. un",
        "Türkiye Turkiye TÜRKIYE",
        "2,000 2000 2\u00a0000",
        "148th 148",
        "co-operation Co-operation co\u00ad-operation",
    ],
    "ru": [
        "разоружение разоружения разоружению разоружением",
        "инициатива инициативы инициативой инициативам инициативах",
        "Объединённых Объединенных ОБЪЕДИНЁННЫХ",
        "полигон полигона полигоне полигонов",
        "Токаев Токаева Токаеву Токаевым",
        "148-й 148",
        "Кот-д’Ивуар Кот-д'Ивуар",
    ],
    "kk": [
        "Кеңес Кеңесі Кеңесіне Кеңесінде Кеңесінің",
        "халық халқы халықтың халыққа",
        "бастама бастамасы бастамалар бастамалары бастамаларының",
        "Қазақстан Қазақстанның Қазақстанда Қазақстаннан казакстан",
        "ынтымақтастық ынтымақтастығы ынтымақтастығын",
        "көмек көмегі көмекке",
        "полигон полигоны полигонын полигонында",
        "келісім келісімі келісімге келісімдер",
        "Астана Астанада Астанадағы Астананың Астанаға",
        "қару қаруы қарудан қаруға қарулар",
        "БҰҰ-ның БҰҰ БҰҰ-да БҰҰ-дан",
        "мемлекет мемлекеттер мемлекеттері мемлекеттерінің",
    ],
    "ar": [
        "السلام سلام للسلام والسلام بالسلام سلاماً السَّلام",
        "منظمة المنظمة منظمات للمنظمة والمنظمة المنظمه",
        "النووي نووي النووية نووية والنووية",
        "وزارة الوزارة للوزارة",
        "مبادرة مبادرات المبادرات مبادرته",
        "أستانا استانا آستانا",
        "كازاخستان کازاخستان كـازاخستان",
        "١٩٩٢ 1992 ۱۹۹۲",
    ],
}
DIFFERENT = {
    "en": ["test text", "nation nature", "peace piece"],
    "ru": ["мир мера", "ядро яд", "совет совесть"],
    "kk": ["су сыр", "бейбіт бітім", "кеңес кезең"],
    "ar": ["سلام سلاح", "نووي نوع", "أمم أمن"],
}


@pytest.mark.parametrize(("language", "words"), [(code, words) for code, rows in SAME.items() for words in rows])
def test_forms_of_a_word_meet(language, words):
    found = {tuple(stems(word, language)) for word in words.split(" ")}

    assert len(found) == 1


@pytest.mark.parametrize(("language", "words"), [(code, words) for code, rows in DIFFERENT.items() for words in rows])
def test_different_words_stay_apart(language, words):
    first, second = words.split()

    assert stems(first, language) != stems(second, language)


def test_each_word_goes_through_the_stemmer_of_its_script():
    assert stems("программа KAZCENT courses", "ru")[1:] == stems("KAZCENT course", "en")
    assert stems("Kazakhstan инициативы", "en")[1:] == stems("инициатива", "ru")


def test_places_of_words_are_those_of_the_text():
    text = "Мир\u0301 — «П\u00adеремирие», l’Iran\u202e: 5\u00a0000 Тоқаев’s"

    assert [text[token.start : token.end] for token in tokens(text, "ru")] == [
        "Мир\u0301",
        "П\u00adеремирие",
        "l’Iran\u202e",
        "5\u00a0000",
        "Тоқаев’s",
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "U.N. -- UN-led talks, talks: 5,000 people’s TALKS, 148-th, -a, ‘-’"),
        ("ru", "ООН-Хабитат, 148-й саммит, саммита 2010-го, Нур-Султан, -й"),
        ("kk", "БҰҰ-ның жанындағы БҰҰ-да, Б-ның, ЕҚЫҰ--ның"),
        ("ar", "للسلام والسلام، ١٩٩٢-١٩٩٥"),
    ],
)
def test_words_without_places_are_those_with_places(language, text):
    found = words_of(text, language)

    assert len(set(found)) > 3
    assert set(found) == {token[:3] for token in tokens(text, language)}


def test_hyphen_divides_a_name():
    assert [token.word for token in tokens("Kassym-Jomart", "en")] == ["kassym", "jomart"]
    assert [token.word for token in tokens("ООН-Хабитат", "ru")] == ["оон", "хабитат"]


def test_stop_words_are_left_out_only_beside_others():
    assert [token.word for token in meaningful(tokens("the Ministry of Defence", "en"))] == ["ministry", "defence"]
    assert [token.word for token in meaningful(tokens("of the", "en"))] == ["of", "the"]


@pytest.mark.parametrize("text", ["", " ", "—…!?«»\"'()*:&|", "\0\0", "\ud800", "\u202e\u202c", "👍"])
def test_text_without_letters_has_no_words(text):
    assert tokens(text, "en") == []


def test_folded_words_are_letters_and_digits_only():
    for code in range(0x20, 0x11000):
        if not 0xD800 <= code < 0xE000:
            folded = fold(f"a{chr(code)}b")
            assert folded.isalnum()
            assert fold(folded) == folded


@pytest.mark.parametrize(
    "names",
    [
        "Tokayev Tokaev Токаев Тоқаев توكاييف توقاييف",
        "Nazarbayev Назарбаев نزارباييف",
        "Semipalatinsk Семипалатинск سيميبالاتينسك",
        "Jomart Zhomart Жомарт جومارت",
        "Koshanov Кошанов Қошанов كوشانوف",
    ],
)
def test_one_name_sounds_alike_in_every_script(names):
    assert len({sound(fold(name)) for name in names.split()}) == 1


def test_threads_do_not_mix_up_their_words():
    words = [word for row in SAME["en"] + SAME["ru"] for word in row.split()]
    stem = stemming.stem.__wrapped__  # nothing is remembered
    expected = [stem(fold(word), "en") for word in words]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda _: [stem(fold(word), "en") for word in words], range(40)))
    finally:
        sys.setswitchinterval(interval)

    assert all(each == expected for each in found)
