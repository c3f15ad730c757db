"""The cards: what is on them, when they change, and letters of four scripts in the right order."""

import io

import pytest
from bs4 import BeautifulSoup
from django.utils import translation
from PIL import Image, ImageChops

from events.models import Event
from peacedesk.website.cards import Card
from peacedesk.website.cards.bidi import in_drawing_order, levels
from peacedesk.website.cards.drawing import MARGIN, TITLE_BOTTOM, TITLE_TOP, WIDTH, png, title_lines
from peacedesk.website.cards.lettering import ELLIPSIS, Setting, record, sans, subset_of, words_of
from tests.factories import make_event, make_event_draft, make_initiative, make_source, publish

LANGUAGES = ("kk", "ru", "en", "ar")
LONG = {
    "en": "An exceptionally long title about the non-proliferation of nuclear weapons " * 3,
    "kk": "Қауіпсіздік Кеңесінің қақтығыстардың алдын алу және қаруды таратпау туралы мәлімдемесі " * 3,
    "ar": "بيان مجلس الأمن بشأن منع نشوب النزاعات وعدم انتشار أسلحة الدمار الشامل " * 3,
}


def opened(response):
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    picture = Image.open(io.BytesIO(response.content))
    picture.load()
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    return picture.convert("RGB")


def visual(text, base):
    """A line as it is drawn, from left to right, one letter after the other."""
    return "".join(letter for _level, letter in in_drawing_order(zip(levels(text, base), text, strict=True)))


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("Forum 2024", 0, "Forum 2024"),
        ("ابج", 1, "جبا"),
        ("ابج 2024", 1, "2024 جبا"),
        ("ابج 13–14", 1, "14–13 جبا"),  # a range follows the paragraph
        ("ابج 13-14", 1, "14-13 جبا"),  # W4: a hyphen does not join the numbers, which stand after Arabic letters
        ("2024-06", 1, "2024-06"),  # … and joins those that stand alone
        ("ابج KazAID ده", 1, "هد KazAID جبا"),
        ("ابج KazAID 2 ده", 1, "هد KazAID 2 جبا"),
        ("Forum ابج دهو 2024", 0, "Forum 2024 وهد جبا"),
        ("ابج (2024)", 1, ")2024( جبا"),
        ("5% ابج", 1, "جبا 5%"),
        ("بَ", 1, "َب"),
        ("", 1, ""),
    ],
)
def test_letters_are_drawn_in_the_order_of_the_bidirectional_algorithm(text, base, expected):
    assert visual(text, base) == expected


def test_every_letter_of_the_catalogue_has_a_glyph(catalogue):
    letters = set()
    for entry in Event.objects.all():
        for code in LANGUAGES:
            letters |= set(getattr(entry, f"title_{code}") or "")
    letters |= set("ӘәҒғҚқҢңӨөҰұҮүҺһІіЁё«»№—–…0123456789·()،؟ًّ")
    assert len(letters) > 150

    for face in (record(600, 60), sans(400, 30)):
        for letter in sorted(letters - set(" \u00a0")):
            font = face.font(subset_of(letter))
            assert bytes(font.getmask(letter)) != bytes(font.getmask("\U000f0000")), (letter, face)


def test_controls_and_overrides_are_not_drawn_and_joiners_are():
    assert words_of("a\u202eb\u2066 c\x00\x1b\u200fd") == ["ab", "cd"]
    assert words_of("می\u200cخواهم") == ["می\u200cخواهم"]
    assert words_of("5\u00a0000 states – 2024") == ["5\u00a0000", "states –", "2024"]


@pytest.mark.parametrize("language", LONG)
def test_a_long_title_keeps_to_its_place(language):
    way = "rtl" if language == "ar" else "ltr"

    face, lines = title_lines(LONG[language], language, way)

    setting = Setting(face, language, way)
    assert 3 <= len(lines) <= 4
    assert lines[-1].endswith(ELLIPSIS)
    assert max(map(setting.width, lines)) <= WIDTH - 2 * MARGIN
    picture = Image.open(io.BytesIO(png(Card(language, "PeaceDesk", LONG[language], "Event")))).convert("RGB")
    for edge in ((0, TITLE_TOP, MARGIN // 2, TITLE_BOTTOM), (WIDTH - MARGIN // 2, TITLE_TOP, WIDTH, TITLE_BOTTOM)):
        assert not inked(picture.crop(edge))


def test_one_endless_word_keeps_to_its_place():
    _face, lines = title_lines("Semipalatinsk" * 12, "en", "ltr")

    assert len(lines) == 1
    assert lines[0].endswith(ELLIPSIS)


def inked(picture):
    """How many pixels have the colour of the title."""
    return sum(number for number, colour in picture.getcolors(100_000) if min(colour) > 200)


@pytest.mark.parametrize(("language", "side"), [("en", 0), ("ar", WIDTH - 400)])
def test_a_card_begins_on_the_side_where_its_language_begins(language, side):
    picture = Image.open(io.BytesIO(png(Card(language, "P", "A", "")))).convert("RGB")

    assert inked(picture.crop((side, 0, side + 400, 480)))
    assert not inked(picture.crop((400, 0, 800, 480)))


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_has_a_card_in_each_language_that_it_is_published_in(client, language):
    texts = {f"title_{code}": f"Форум {code}" for code in LANGUAGES if code != "ru"}
    make_event(slug="forum", status="held", **texts)

    response = client.get(f"/{language}/events/forum.png")

    if language == "ru":
        assert response.status_code == 404
    else:
        opened(response)
        assert response["Cache-Control"] == "public, max-age=300"
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_the_site(client, language, django_assert_num_queries):
    with django_assert_num_queries(0):
        opened(client.get(f"/{language}/card.png"))


@pytest.mark.django_db
def test_a_card_changes_with_the_publication_and_not_before(client):
    draft = make_event_draft(slug="forum", status="announced", date="2030-05-01")
    publish(draft)
    before = client.get("/en/events/forum.png")
    condition = {"if-none-match": before["ETag"]}
    draft.status, draft.status_source = "cancelled", make_source()
    draft.save()

    assert client.get("/en/events/forum.png", headers=condition).status_code == 304
    publish(draft)
    after = client.get("/en/events/forum.png", headers=condition)

    difference = ImageChops.difference(opened(before), opened(after)).convert("L")
    plain = difference.point(lambda value: 255 * (value > 32))  # each picture has a palette of its own
    assert plain.getbbox()[1] > TITLE_BOTTOM  # the status is what differs


@pytest.mark.django_db
def test_a_card_says_what_the_page_says():
    event = make_event(title_en="Forum", title_ru="Форум", status="announced", date="2030-05-01/2030-05-02")
    with translation.override("ru"):
        card = Card.of(event)
        status = event.status_words
    assert (card.title, card.status, card.facts) == ("Форум", status, "Мероприятие · 1–2 мая 2030")
    assert card.description == f"Форум · {status} · Мероприятие · 1–2 мая 2030"


@pytest.mark.django_db
def test_the_card_of_an_entry_that_moved_leads_to_its_present_one(client):
    draft = make_event_draft(slug="old")
    publish(draft)
    draft.slug = "new"
    draft.save()
    publish(draft)

    response = client.get("/en/events/old.png")

    assert (response.status_code, response["Location"]) == (301, "/en/events/new.png")
    assert client.get("/ar/events/new.png").status_code == client.get("/en/events/none.png").status_code == 404


@pytest.mark.django_db
def test_a_card_costs_one_query(client, django_assert_num_queries):
    make_initiative(slug="one")
    with django_assert_num_queries(1):
        client.get("/en/initiatives/one.png")


@pytest.mark.django_db
def test_a_page_names_the_card_of_the_language_that_it_is_shown_in(client):
    make_initiative(slug="one", title_en="One", title_ru="Один")
    for language, shown in (("ru", "ru"), ("en", "en"), ("kk", "en")):
        page = BeautifulSoup(client.get(f"/{language}/initiatives/one/").content, "html.parser")
        said = {meta["property"]: meta["content"] for meta in page.select("meta[property]")}

        assert said["og:image"] == f"http://127.0.0.1:8000/{shown}/initiatives/one.png?v=1"
        assert said["og:image:alt"].startswith({"ru": "Один", "en": "One"}[shown])
        assert said["og:url"] == page.select_one("link[rel=canonical]")["href"]
        assert said["og:title"] == {"ru": "Один", "en": "One"}[shown]
        assert said["og:locale"] == {"ru": "ru_RU", "en": "en_GB"}[shown]
        assert said["og:type"] == "article"
        opened(client.get(said["og:image"].removeprefix("http://127.0.0.1:8000")))


@pytest.mark.django_db
def test_a_title_with_quotes_stays_within_its_attribute(client):
    make_initiative(slug="one", title_en='"><script>alert(1)</script>', summary_en='"quoted" & <b>')

    page = BeautifulSoup(client.get("/en/initiatives/one/").content, "html.parser")

    assert page.select_one('meta[property="og:title"]')["content"] == '"><script>alert(1)</script>'
    assert page.select_one('meta[property="og:description"]')["content"] == '"quoted" & <b>'
    assert "alert(1)" not in [script.string for script in page.select("script")]
