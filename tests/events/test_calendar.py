"""Events as iCalendar, read by a parser of its own and line by line (RFC 5545)."""

import datetime as dt
import re
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
import vobject
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.calendar.days import Days, days_of
from events.models import Event
from peacedesk.editorial import workflow
from peacedesk.editorial.models import Entry
from peacedesk.website.listing.index import forget
from tests.events.test_event import event
from tests.factories import (
    make_country,
    make_event,
    make_event_draft,
    make_series,
    make_session_draft,
    make_source,
    make_theme,
    publish,
)

LANGUAGES = ("en", "kk", "ru", "ar")


def ics(client, address, language="en", status=200, **headers):
    response = client.get(f"/{language}/{address}", **headers)
    assert response.status_code == status
    return response


def entries(client, address="events.ics", language="en"):
    """The entries of a calendar as vobject reads them, by UID."""
    response = ics(client, address, language)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = vobject.readOne(response.getvalue().decode())
    return {entry.uid.value: entry for entry in calendar.contents.get("vevent", [])}


def entry_of(client, made, language="en"):
    return entries(client, f"events/{made.slug}.ics", language)[str(made.pk)]


def words(component):
    """A text with the language that it is marked with."""
    return component.value, component.params["LANGUAGE"][0]


# Days


@pytest.mark.parametrize(
    ("date", "days"),
    [
        ("2024-06-13", Days(dt.date(2024, 6, 13), dt.date(2024, 6, 13))),
        ("2024-12-31/2025-01-01", Days(dt.date(2024, 12, 31), dt.date(2025, 1, 1))),
        *((date, None) for date in ("2024", "2024-06", "2024-06-13~", "202X", "early:199X", "unknown", "unknown:2018")),
        *((date, None) for date in ("2024-06/2024-07", "2024-06-13/2024-07", "2024-06-13/..", "../2024-06-13")),
        *((date, None) for date in ("[2024-06-13..2024-06-20]", "[2024-06-13..]")),
    ],
)
def test_only_a_date_exact_to_the_day_is_in_a_calendar(date, days):
    assert days_of(event(date)) == days


@pytest.mark.parametrize(
    ("date", "day", "first", "until"),
    [
        ("2009/..", "08-29", dt.date(2010, 8, 29), None),
        ("2009-12-02/..", "08-29", dt.date(2010, 8, 29), None),
        ("2009-08-29/..", "08-29", dt.date(2009, 8, 29), None),
        ("2009-08", "08-29", dt.date(2010, 8, 29), None),
        ("2009", "12-31", dt.date(2009, 12, 31), None),
        ("2009-01-01/2015-06-01", "08-29", dt.date(2009, 8, 29), dt.date(2015, 6, 1)),
        ("2009/..", "02-29", dt.date(2012, 2, 29), None),
        ("unknown:1999", "08-29", dt.date(2025, 8, 29), None),
        ("../2030", "08-29", dt.date(2025, 8, 29), dt.date(2030, 1, 1)),
    ],
)
def test_yearly_day_begins_when_it_certainly_came_round(date, day, first, until):
    published_at = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
    yearly = event(date, status="", recurrence="yearly", recurrence_day=day, published_at_ru=published_at)

    assert days_of(yearly) == Days(first, first, True, until)


@pytest.mark.parametrize(
    "fields",
    [
        {"recurrence": "yearly"},
        {"recurrence": "irregular"},
        {"recurrence": "every_three_years", "recurrence_day": "08-29"},
        {"recurrence": "yearly", "recurrence_day": "08-29", "date": "2009/2010"},
    ],
)
def test_what_recurs_on_no_stated_day_is_in_no_calendar(fields):
    assert days_of(event(**{"date": "2009-08-29", "status": ""} | fields)) is None


@pytest.mark.django_db
def test_event_has_whole_days_and_ends_the_day_after(client):
    made = make_event(date="2024-06-13/2024-06-14")

    entry = entry_of(client, made)

    assert (entry.dtstart.value, entry.dtend.value) == (dt.date(2024, 6, 13), dt.date(2024, 6, 15))
    assert "DTSTART;VALUE=DATE:20240613\r\n" in ics(client, f"events/{made.slug}.ics").getvalue().decode()


@pytest.mark.django_db
def test_yearly_day_has_a_rule_and_no_status(client):
    made = make_event(date="2009/..", recurrence="yearly", recurrence_day="08-29")

    entry = entry_of(client, made)

    assert (entry.dtstart.value, entry.rrule.value) == (dt.date(2010, 8, 29), "FREQ=YEARLY")
    assert "status" not in entry.contents


@pytest.mark.django_db
def test_event_of_a_month_is_in_no_calendar_and_its_page_offers_none(client):
    series = make_series()
    made = make_event(date="2024-06", series=series)

    assert entries(client) == entries(client, f"series/{series.key}.ics") == {}
    ics(client, f"events/{made.slug}.ics", status=404)
    for address in (f"events/{made.slug}/", f"series/{series.key}/"):
        assert b".ics" not in ics(client, address).content.replace(b"/events.ics", b"")


# Status and revisions


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("status", "known_as", "title"),
    [
        ("announced", "TENTATIVE", "Forum"),
        ("confirmed", "CONFIRMED", "Forum"),
        ("held", "CONFIRMED", "Forum"),
        ("postponed", "TENTATIVE", "Postponed: Forum"),
        ("cancelled", "CANCELLED", "Cancelled: Forum"),
    ],
)
def test_status_is_told_to_programs_and_to_people(client, language, status, known_as, title):
    made = make_event(title_en="Forum", date="2024-06-13", status=status, status_source=make_source())

    entry = entry_of(client, made, language)

    assert entry.status.value == known_as
    assert words(entry.summary) == (title, "en")
    assert entry.description.value.startswith(f"Status: {status.capitalize()}\n")


@pytest.mark.django_db
def test_cancelled_event_says_why_since_when_and_what_takes_its_place(client):
    successor = make_event_draft(title_en="The next forum", slug="next-forum", date="2025-05-29", status="confirmed")
    publish(successor)
    made = make_event(
        slug="forum",
        date="2024-06-13",
        status="cancelled",
        status_on="2024-04-13",
        status_source=make_source(),
        status_note_en="Floods.",
        successor=successor,
    )

    assert entry_of(client, made).description.value.split("\n") == [
        "Status: Cancelled",
        "Floods.",
        "Date of the decision: 13 April 2024",
        "In its place: The next forum (Confirmed), http://127.0.0.1:8000/en/events/next-forum/",
        "What it was about.",
        "http://127.0.0.1:8000/en/events/forum/",
    ]


@pytest.mark.django_db
def test_announced_event_whose_day_has_passed_stays_announced_and_in_doubt(client):
    made = make_event(date="2024-06-13", status="announced")

    with time_machine.travel("2024-06-14 12:00+05:00", tick=False):
        entry = entry_of(client, made)

    doubt = "Announced for 13 June 2024; this record does not say whether it took place."
    assert (entry.status.value, entry.description.value.split("\n")[1]) == ("TENTATIVE", doubt)


@pytest.mark.django_db
def test_moved_event_keeps_its_uid_under_a_higher_sequence(client):
    draft = make_event_draft(date="2024-06-13", status="announced")
    before = entry_of(client, publish(draft))

    draft.date, draft.slug = "2024-09-20", "moved"
    draft.save()
    after = entry_of(client, publish(draft))

    assert (before.uid.value, before.sequence.value) == (after.uid.value, "1")
    assert (after.dtstart.value, after.sequence.value) == (dt.date(2024, 9, 20), "2")
    assert after.dtstamp.value > before.dtstamp.value or after.dtstamp.value == after.last_modified.value


@pytest.mark.django_db
def test_sequence_never_falls_when_an_event_is_withdrawn_and_published_again(client, publisher):
    draft = make_event_draft(date="2024-06-13")
    publish(draft)
    workflow.unpublish(entry=Entry.objects.get(pk=draft.pk), parts=["en"], user=publisher, reason="A mistake.")
    ics(client, f"events/{draft.slug}.ics", status=410)
    assert entries(client) == {}

    again = publish(draft)

    assert int(entry_of(client, again).sequence.value) == again.published_seq == 3


@pytest.mark.django_db
def test_old_address_of_a_calendar_leads_to_the_new_one(client):
    draft = make_event_draft(date="2024-06-13", slug="before")
    publish(draft)
    draft.slug = "after"
    draft.save()
    publish(draft)

    assert ics(client, "events/before.ics", "ar", status=301).url == "/ar/events/after.ics"
    ics(client, "events/never-was.ics", status=404)


# Texts


@pytest.mark.django_db
def test_texts_are_in_the_language_asked_for_and_the_others_in_their_own(client):
    country = make_country()
    theme = make_theme(name_en="Nuclear disarmament", name_ar="نزع السلاح النووي")
    fields = {"title_en": "Forum, first", "title_ar": "منتدى", "city_en": "Astana", "city_ar": "أستانا"}
    made = make_event(date="2024-06-13", status="held", country=country, themes=[theme], **fields)

    arabic, russian = entry_of(client, made, "ar"), entry_of(client, made, "ru")

    assert (words(arabic.summary), words(russian.summary)) == (("منتدى", "ar"), ("Forum, first", "en"))
    assert (words(arabic.location), words(russian.location)) == (
        ("أستانا، كازاخستان", "ar"),
        ("Astana, Kazakhstan", "en"),
    )
    assert [c.params["LANGUAGE"] for c in arabic.contents["categories"]] == [["ar"]]
    assert arabic.categories.value == ["نزع السلاح النووي"]
    assert arabic.description.params["LANGUAGE"] == ["ar"]
    assert "What it was about. (English)" in arabic.description.value.split("\n")
    assert arabic.url.value == f"http://127.0.0.1:8000/ar/events/{made.slug}/"
    assert arabic.uid.value == russian.uid.value == str(made.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_are_folded_at_75_octets_between_letters(client, language):
    texts = {f"title_{code}": 40 * letter for code, letter in zip(LANGUAGES, "aқщع", strict=True)}
    made = make_event(date="2024-06-13", summary_en=r"One, two; three\four" + "\nfive 🕊" * 20, **texts)

    content = ics(client, f"events/{made.slug}.ics", language).getvalue()

    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    assert any(line.startswith(b" ") for line in lines)
    assert r"One\, two\; three\\four\nfive 🕊\nfive" in content.replace(b"\r\n ", b"").decode()
    assert made.summary_en in entry_of(client, made, "en").description.value


@pytest.mark.django_db
def test_control_characters_are_left_out(client):
    made = make_event(date="2024-06-13", title_en="A\x0bB\x07C", themes=[make_theme("water", name_en="Wa\x0bter")])

    entry = entry_of(client, made)

    assert (entry.summary.value, entry.categories.value) == ("ABC", ["Water"])


@pytest.mark.django_db
def test_words_asked_for_cannot_break_the_name_of_a_calendar(client):
    content = ics(client, "events.ics?q=a,%20b%0D%0AX-EVIL:1").getvalue().replace(b"\r\n ", b"").decode()

    assert content.count(r"=en:PeaceDesk: Events (“a\, b\nX-EVIL:1”)" + "\r\n") == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "language", "name"),
    [
        ("events.ics", "en", "PeaceDesk: Events"),
        ("events.ics?status=held&when=past", "en", "PeaceDesk: Events (Held)"),
        ("series/astana-international-forum.ics", "ar", "منتدى أستانا الدولي"),
        ("events/forum.ics", "ar", "Forum"),
    ],
)
def test_calendar_has_a_name_and_says_how_often_to_ask(client, address, language, name):
    make_event(slug="forum", title_en="Forum", date="2024-06-13", series=make_series(name_ar="منتدى أستانا الدولي"))

    calendar = vobject.readOne(ics(client, address, language).getvalue().decode())

    assert calendar.contents["x-wr-calname"][0].value == calendar.contents["name"][0].value == name
    assert calendar.contents["refresh-interval"][0].value in {"PT12H", dt.timedelta(hours=12)}
    assert calendar.contents["x-published-ttl"][0].value == "PT12H"
    assert "method" not in calendar.contents


# Sessions


@pytest.mark.django_db
def test_sessions_keep_their_time_on_both_sides_of_the_change_of_offset(client):
    draft = make_event_draft(date="2024-02-29/2024-03-01", time_zone="Asia/Almaty", title_en="Forum")
    almaty = [dt.timezone(dt.timedelta(hours=hours)) for hours in (6, 5)]
    for day, zone in ((29, almaty[0]), (1, almaty[1])):
        start = dt.datetime(2024, 3 if day == 1 else 2, day, 10, tzinfo=zone)
        make_session_draft(draft, title_en=f"Day {day}", starts_at=start, ends_at=start + dt.timedelta(hours=1))
    made = publish(draft)

    found = entries(client, f"events/{made.slug}.ics")
    times = {e.summary.value: (e.dtstart.value, e.dtend.value) for uid, e in found.items() if uid != str(made.pk)}

    hour = dt.timedelta(hours=1)
    first, second = dt.datetime(2024, 2, 29, 4, tzinfo=dt.UTC), dt.datetime(2024, 3, 1, 5, tzinfo=dt.UTC)
    assert times == {"Day 29": (first, first + hour), "Day 1": (second, second + hour)}
    content = ics(client, f"events/{made.slug}.ics").getvalue()
    assert b"DTSTART:20240229T040000Z\r\n" in content
    assert b"DTSTART:20240301T050000Z\r\n" in content
    assert f"RELATED-TO;RELTYPE=PARENT:{made.pk}".encode() in content


@pytest.mark.django_db
def test_session_is_an_entry_only_with_both_times_and_shares_the_status(client):
    draft = make_event_draft(date="2024-06-13", status="cancelled", status_source=make_source(), series=make_series())
    start = dt.datetime(2024, 6, 13, 4, tzinfo=dt.UTC)
    make_session_draft(draft, title_en="No time", day=dt.date(2024, 6, 13))
    make_session_draft(draft, title_en="No end", starts_at=start)
    make_session_draft(draft, title_en="Lunch", kind="break", starts_at=start, ends_at=start)
    opening = make_session_draft(draft, title_en="Opening", starts_at=start, ends_at=start, room_en="Hall 1")
    made = publish(draft)

    for address in (f"events/{made.slug}.ics", f"series/{made.series.key}.ics"):
        found = entries(client, address)
        assert found.keys() == {str(made.pk), str(opening.pk)}
        session = found[str(opening.pk)]
        assert (session.summary.value, session.status.value) == ("Cancelled: Opening", "CANCELLED")
        assert session.location.value == "Hall 1"
        assert session.sequence.value == found[str(made.pk)].sequence.value
    assert entries(client).keys() == {str(made.pk)}


# Which events


@pytest.mark.django_db
def test_calendar_takes_the_filters_of_the_list_and_leaves_no_time_out(client):
    past, ahead = make_event(date="2024-06-13"), make_event(date="2094-06-13", status="announced")
    off = make_event(date="2094-06-14", status="cancelled", status_source=make_source(), themes=[make_theme()])
    make_event_draft(date="2024-06-13")

    def found(query):
        return entries(client, f"events.ics?{query}").keys()

    assert found("") == {str(made.pk) for made in (past, ahead, off)}
    assert found("when=upcoming") == {str(ahead.pk), str(off.pk)}
    assert found("status=held&status=cancelled&sort=title") == {str(past.pk), str(off.pk)}
    assert found("theme=nuclear-disarmament") == {str(off.pk)}
    assert found("from=2090") == {str(ahead.pk), str(off.pk)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "status"), [("theme=no-such", 404), ("from=soon", 404), ("q=a%00", 400), ("zz=%00", 400)]
)
def test_bad_filters_are_answered_with_a_sentence(client, query, status):
    response = ics(client, f"events.ics?{query}", status=status)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().endswith(".")
    assert not response.cookies


@pytest.mark.django_db
def test_calendar_is_a_file_without_cookie_and_is_not_sent_twice(client):
    made = make_event(date="2024-06-13")

    for address, name in (("events.ics", "events.ics"), (f"events/{made.slug}.ics", f"{made.slug}.ics")):
        response = ics(client, address)
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert not response.cookies
        ics(client, address, status=304, headers={"if-none-match": response["ETag"]})
        with time_machine.travel(timezone.now() + dt.timedelta(seconds=2)):  # the second of the change is over
            dated = ics(client, address)["Last-Modified"]
            ics(client, address, status=304, headers={"if-modified-since": dated})
    assert client.post("/en/events.ics").status_code == 405
    assert "testserver" not in ics(client, "events.ics").getvalue().decode()


def make_many(number):
    """Public rows written past the desk, to be quick."""
    now, theme = timezone.now(), make_theme()
    common = {"status": "held", "published_at_en": now, "updated_at": now, "published_seq": 1}
    made = []
    for n in range(number):
        row = event("2024-06-13", slug=f"event-{n}", title_en=f"Event {n}", **common)
        row.pk = uuid.uuid4()
        made.append(row)
    Event.objects.bulk_create(made)
    through = Event.themes.through
    through.objects.bulk_create(through(event=row, theme=theme) for row in made)
    forget()


@pytest.mark.django_db
def test_list_is_read_in_portions_of_500_events_with_two_queries_each(client):
    def cost():
        ics(client, "events.ics")  # what lists keep in memory is read once after each publication
        with CaptureQueriesContext(connection) as queries:
            found = entries(client)
        return len(found), len(queries)

    make_many(1)
    one = cost()
    Event.objects.all().delete()
    make_many(1000)

    assert cost() == (1000, one[1] + 2)
    assert one == (1, 3)


@pytest.mark.django_db
def test_entries_are_written_one_by_one_in_the_language_of_the_address(client):
    for title in ("منتدى", "قمة"):
        make_event(date="2024-06-13", status="cancelled", status_source=make_source(), title_ar=title)
    pieces = ics(client, "events.ics", "ar").streaming_content

    told = []
    for piece in pieces:
        ics(client, "events/")
        told += re.findall(r"SUMMARY;LANGUAGE=ar:(.*)\r\n", piece.decode())

    assert sorted(told) == ["أُلغي: قمة", "أُلغي: منتدى"]
    assert b"".join(ics(client, "events.ics").streaming_content).count(b"BEGIN:VEVENT") == 2
    assert client.head("/en/events.ics").getvalue() == b""


# The menu


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_lead_to_the_file_and_to_what_subscribes(client, settings, language):
    settings.SITE_URL = "https://peace.example"
    series = make_series()
    made = make_event(date="2024-06-13", series=series)

    for page in (f"events/{made.slug}", f"series/{series.key}"):
        soup = BeautifulSoup(ics(client, f"{page}/", language).content, "html.parser")
        file, webcal, google, outlook = [link["href"] for link in soup.select("details.menu a")]
        assert file == f"/{language}/{page}.ics"
        assert webcal == f"webcal://peace.example{file}"
        assert parse_qs(urlsplit(google).query)["cid"] == [webcal]
        assert parse_qs(urlsplit(outlook).query)["url"] == [f"https://peace.example{file}"]
        ics(client, file.removeprefix(f"/{language}/"), language)


@pytest.mark.django_db
def test_every_calendar_of_the_catalogue_is_read_by_another_parser(client, catalogue):
    dated = [made for made in Event.objects.all() if days_of(made)]
    assert len(dated) == 10

    for language in LANGUAGES:
        assert entries(client, "events.ics", language).keys() == {str(made.pk) for made in dated}
        for made in dated:
            assert words(entry_of(client, made, language).summary)[1] == language
