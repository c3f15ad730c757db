"""The index follows whatever becomes public or ceases to be, in the same transaction."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from events.models import EventSeries
from peacedesk.editorial import publishing, workflow
from peacedesk.editorial.models import Entry
from peacedesk.library.models import Organisation, Person, Source, Term
from peacedesk.website.models import SearchName, SearchRow, SearchState, SearchWord
from peacedesk.website.search import engines, find, find_and_tell, indexing, matching, rows, suggest
from tests.factories import (
    make_citation_draft,
    make_event,
    make_event_draft,
    make_initiative,
    make_initiative_draft,
    make_milestone_draft,
    make_organisation,
    make_person,
    make_series,
    make_source,
    make_superuser,
    make_track,
    publish,
)

pytestmark = pytest.mark.django_db


def found(words, language="en"):
    return {hit.id for hit in find(words, language).hits}


def save(record, **fields):
    """Save a record as the desk does."""
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()
    publishing.announce(record._meta.label_lower, [record.pk])


def take_down(entry, *languages):
    workflow.unpublish(entry=entry, parts=languages, reason="An error.", user=make_superuser("chief"))


def test_published_entry_is_found_by_all_its_texts():
    draft = make_initiative_draft(
        title_en="Caspian ring", summary_en="A safe sea.", body_en="<p>With&nbsp;harbours.</p>"
    )
    make_milestone_draft(draft, text_en="Signed in Aqtau", place_en="Aktau")

    entry = publish(draft)

    for words in ("Caspian", "safe sea", "harbour", "signed", "Aktau", "2013", "ring harbours"):
        assert found(words) == {entry.pk}, words


def test_what_a_page_shows_in_another_language_is_found_and_is_in_no_snippet():
    guest = make_person(name_ru="Токаев", role_en="Keeper of a workshop")
    draft = make_initiative_draft(
        title_en="Ring", title_ru="Кольцо", summary_en="Safe harbours.", source_language="kk", people=[guest],
        title_kk="Сақина", summary_kk="", body_kk="<p>Тыныш кемежайларда</p>",
    )  # fmt: skip
    make_milestone_draft(draft, text_en="Signed in Aqtau", text_ru="Подписано")

    entry = publish(draft)

    for words in ("Safe harbours", "harbour", "тыныш кемежайларда", "Кольцо harbour"):
        assert found(words, "ru") == {entry.pk}, words
    assert found("workshop", "ru") == {guest.pk}
    assert not find("signed", "ru").hits  # the page in Russian has it in Russian
    assert found("signed", "kk") == {entry.pk}
    assert SearchRow.objects.get(object_id=entry.pk, language="ru").text == "Подписано"
    assert not SearchWord.objects.filter(language="ru", word="harbours")


def test_language_that_is_not_public_is_borrowed_from_by_none():
    entry = publish(make_initiative_draft(title_en="Ring", title_ru="Кольцо", summary_en="", summary_ru="Гавань"))
    assert found("гавань", "en") == {entry.pk}

    take_down(Entry.objects.get(pk=entry.pk), "ru")

    assert not find("гавань", "en").hits


def test_event_is_found_by_its_present_status_and_date_in_words():
    draft = make_event_draft(title_en="Ring", title_ru="Кольцо", status="announced", date="1991-06-08/1991-06-09")
    event = publish(draft)

    assert found("announced") == found("ring of 8 june 1991") == found("объявленное кольцо", "ru") == {event.pk}

    draft.status, draft.status_source = "cancelled", make_source()
    draft.save()
    publish(draft, "en", "ru", "shared")

    assert found("cancelled ring") == found("отменено кольцо", "ru") == {event.pk}
    assert not find("announced", "en").hits


def test_words_in_bold_divide_no_word():
    make_initiative(title_en="Ring", summary_en="", body_en="<p>A <strong>har</strong>bour, <b>safe</b>.</p><p>Sea</p>")

    assert SearchRow.objects.get(language="en", kind="initiatives.initiative").text == "A harbour, safe. Sea"
    assert find("harbour", "en").hits


def test_draft_and_unpublished_language_are_not_found():
    published = make_initiative(title_en="Ring", title_ru="Кольцо", title_kk="")
    draft = make_initiative_draft(title_en="Hidden lantern")
    published_in_russian = publish(make_event_draft(title_en="Secret", title_ru="Открытый"), "shared", "ru")

    assert found("ring") == {published.pk}
    assert found("кольцо", "ru") == {published.pk}
    assert not find("lantern", "en").hits
    assert not find("secret", "en").hits
    assert not matching("secret", "en", "events.event")
    assert found("открытый", "ru") == {published_in_russian.pk}
    assert not suggest("lan", "en")
    assert not SearchWord.objects.filter(word__in=["lantern", "secret"])
    assert draft.pk


def test_tiers_come_in_order_and_newer_first():
    body = make_initiative(title_en="One", summary_en="Two", body_en="<p>lantern</p>", date="2024")
    summary = make_initiative(title_en="Three", summary_en="A lantern", date="2020")
    name = make_initiative(title_en="Four", organisations=[make_organisation(key="guild", name_en="Lantern Guild")])
    older = make_initiative(title_en="Green lantern", date="1999")
    newer = make_initiative(title_en="Lantern, red", date="2001")
    exact = make_initiative(title_en="The lantern", date="1990")

    hits = [hit.id for hit in find("lantern", "en").hits if hit.kind != "library.organisation"]

    assert hits == [exact.pk, newer.pk, older.pk, name.pk, summary.pk, body.pk]


def test_new_publication_replaces_what_was_found():
    draft = make_initiative_draft(title_en="Caspian ring")
    publish(draft)
    draft.title_en, draft.slug = "Baltic ring", "baltic"
    draft.save()

    entry = publish(draft, "en", "shared")

    assert not find("caspian", "en").hits
    assert found("baltic") == {entry.pk}
    assert suggest("bal", "en")[0].url == "/en/initiatives/baltic/"
    assert not SearchWord.objects.filter(word="caspian")


def test_language_taken_down_is_not_found_any_more():
    entry = make_event(title_en="Ring", title_ru="Кольцо")
    record = Entry.objects.get(pk=entry.pk)

    take_down(record, "ru")

    assert not find("кольцо", "ru").hits
    assert found("ring") == {entry.pk}

    take_down(record, "en")

    assert not find("ring", "en").hits
    assert not SearchRow.objects.filter(object_id=entry.pk)


def test_record_is_found_while_a_public_entry_refers_to_it():
    series = make_series(name_en="Harbour talks")
    draft = make_event_draft(title_en="Ring", series=series)
    assert not find("harbour talks", "en").hits

    event = publish(draft)
    assert found("harbour talks") == {series.pk, event.pk}

    take_down(Entry.objects.get(pk=event.pk), "en")
    assert not find("harbour talks", "en").hits
    assert SearchName.objects.filter(object_id=series.pk)


def test_author_of_a_public_source_is_found_with_it():
    author = make_person(key="reed", name_en="Ada Reed", kind="author")
    source = make_source(key="src-reed", title_en="A letter", author=author)
    draft = make_initiative_draft()
    make_citation_draft(draft, source=source)

    entry = publish(draft)
    assert found("Ada Reed") == {author.pk, source.pk}

    save(Source.objects.get(pk=source.pk), author=None)
    assert not find("Ada Reed", "en").hits

    save(Source.objects.get(pk=source.pk), author=author)
    take_down(Entry.objects.get(pk=entry.pk), "en")
    assert not SearchRow.objects.exists()


def test_renamed_record_is_found_by_its_new_names_and_so_are_its_entries():
    guild = make_organisation(key="guild", name_en="Lantern Guild", name_ru="Цех фонарщиков")
    entry = make_initiative(title_en="Ring", title_ru="Кольцо", organisations=[guild])
    assert found("Цех фонарщиков") == {guild.pk, entry.pk}

    with CaptureQueriesContext(connection) as queries:
        save(Organisation.objects.get(pk=guild.pk), name_en="Lamp Guild", abbreviation_en="LG", aliases=["Gilde"])

    for name in ("Lamp Guild", "LG", "Gilde", "цех фонарщиков"):
        assert found(name) == {guild.pk, entry.pk}, name
        assert found(name, "ru") == {guild.pk, entry.pk}, name
    assert not find("lantern", "en").hits
    assert not any("initiatives_initiative" in query["sql"] and "INSERT" in query["sql"] for query in queries)


def test_entry_is_found_by_a_wrong_form_that_is_never_told():
    guild = make_organisation(key="guild", name_en="Lantern Guild", abbreviation_en="", wrong_forms=["Latern Gild"])
    entry = make_initiative(title_en="Ring", organisations=[guild])

    assert found("latern gild") == {guild.pk, entry.pk}
    assert [text.value for text in find("latern gild", "en").also] == ["Lantern Guild"]
    assert "Latern" not in str(find("Lantern Guild", "en").also)


def test_names_of_records_that_are_not_public_are_not_told():
    make_organisation(key="guild", name_en="Lantern Guild", name_ru="Цех", aliases=["Gilde"])
    make_initiative(title_en="A lantern guild")

    assert find("Lantern Guild", "en").hits
    assert find("Lantern Guild", "en").also == []
    assert not find("Gildi", "en").hits
    assert not suggest("Цех", "en")


def test_words_of_the_glossary_find_texts_in_the_other_languages():
    term = Term.objects.create(key="harbour", name_en="harbour", name_ru="гавань", category="term")
    publishing.announce("library.term", [term.pk])
    entry = make_initiative(title_en="A safe harbour")

    assert found("гавань") == {entry.pk}
    assert find("гавань", "en").marks("A safe harbour")[-1] == ("harbour", True)


def test_track_has_no_page_and_finds_its_events():
    event = make_event(title_en="Ring", tracks=[make_track(name_en="Green finance")])

    assert found("green finance") == {event.pk}


def test_deleted_record_is_forgotten():
    person = make_person(key="reed", name_en="Ada Reed")
    publishing.announce("library.person", [person.pk])
    assert SearchName.objects.filter(object_id=person.pk)

    Person.objects.filter(pk=person.pk).delete()
    publishing.announce("library.person", [person.pk])

    assert not SearchName.objects.filter(object_id=person.pk)


def test_publication_that_is_rolled_back_leaves_nothing():
    draft = make_initiative_draft(title_en="Caspian ring")

    with transaction.atomic():
        publish(draft)
        assert find("caspian", "en").hits
        transaction.set_rollback(True)

    assert not find("caspian", "en").hits
    assert not SearchWord.objects.exists()


def test_search_costs_a_fixed_number_of_queries():
    counts = []
    for _more in range(2):
        for number in range(3):
            guild = make_organisation(key=f"guild-{SearchRow.objects.count()}", name_en=f"Lantern Guild {number}")
            make_initiative(title_en="Green lantern", organisations=[guild])
        with CaptureQueriesContext(connection) as queries:
            result = find("lantern", "en")
            assert result.hits
            assert result.newest_first
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_work_for_many_names_is_bounded():
    guilds = [
        make_organisation(key=f"g{number}", name_en=f"Guild{number}", name_ru=f"Цех{number}", name_ar=f"نقابة{number}")
        for number in range(40)
    ]
    make_initiative(organisations=guilds)
    words = " ".join(guild.name_en for guild in guilds)

    for asked in (words, f"{words} zebra", " ".join(f"{guild.name_en[:-1]}x" for guild in guilds)):
        with CaptureQueriesContext(connection) as queries:
            result = find(asked, "en")
            assert (result.hits, result.also, result.elsewhere) is not None
        assert len(queries) < 150, asked


def test_what_a_page_tells_beside_the_hits_takes_no_query_of_its_own():
    guild = make_organisation(name_en="Ring Guild", name_ru="Цех колец")
    make_initiative(title_en="Ring Guild", title_ru="Цех колец", title_ar="حلقة", organisations=[guild])

    with CaptureQueriesContext(connection) as queries:
        found, told = find("ring guild", "en"), find_and_tell("ring guild", "en")
        assert found.rows == told.rows != []
        assert told.elsewhere == {"ru": 2, "ar": 1}
        assert [text.value for text in told.also] == ["UN", "Цех колец"]

    # Of each the names, and the hits with all else; of the second the present state, for which it is kept.
    assert len(queries) == 5
    assert (found.elsewhere, found.also) == (told.elsewhere, told.also)


def test_two_rows_whose_hashes_are_the_same_keep_apart(monkeypatch):
    monkeypatch.setattr(rows, "HASH_BITS", 1)

    entries = {make_initiative(title_en="Ring", date="2013").pk for _number in range(4)}

    assert found("ring") == entries


def test_index_of_an_older_version_is_built_anew_by_migrate():
    entry = make_initiative(title_en="Ring")
    SearchRow.objects.all().delete()
    SearchState.objects.update(version=0)

    call_command("migrate", verbosity=0)

    assert found("ring") == {entry.pk}
    assert SearchState.objects.get().version == indexing.VERSION


def test_rebuild_search_reports_rows_and_time(capsys):
    make_initiative(title_en="Ring")
    SearchRow.objects.all().delete()

    call_command("rebuild_search")

    assert capsys.readouterr().out.startswith("3 rows in ")
    assert find("ring", "en").hits


def test_index_that_was_built_anew_twice_follows_publications(monkeypatch):
    monkeypatch.setattr(indexing, "MOST_WORDS", 2)  # so that numbers of words are written several times
    ring, sea = make_initiative(title_en="Caspian ring", title_ru="Кольцо"), make_initiative(title_en="Caspian sea")

    indexing.rebuild()
    indexing.rebuild()
    take_down(ring, "en")
    lake = make_initiative(title_en="Caspian lake")

    assert found("caspian") == {sea.pk, lake.pk}
    assert found("кольцо", "ru") == {ring.pk}
    words = SearchWord.objects.filter(language="en", word__in=["caspian", "ring"])
    assert [(word.word, word.rows, word.titles) for word in words] == [("caspian", 2, 2)]


def test_rebuild_that_fails_leaves_the_index_as_it_was(monkeypatch):
    ring = make_initiative(title_en="Caspian ring")
    monkeypatch.setattr(rows, "LONGEST_PERIOD", None)  # which no number of years can be compared with

    with pytest.raises(TypeError), transaction.atomic():
        indexing.rebuild()
    monkeypatch.undo()
    sea = make_initiative(title_en="Caspian sea")

    assert found("caspian") == {ring.pk, sea.pk}


def test_many_publications_leave_few_places_to_look_in():
    entries = {make_initiative(title_en=f"Ring {number}").pk for number in range(20)}

    assert places() <= (5 if connection.vendor == "sqlite" else 1)  # of five each has twice as many as the one before
    assert found("ring") == entries
    indexing.rebuild()
    assert places() <= 1
    assert found("ring") == entries


def places():
    """How many segments FTS5 has; for PostgreSQL one, and as many as pages that GIN has gathered and not added yet."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(DISTINCT segid) FROM website_searchindex_idx")
            return cursor.fetchone()[0]
        cursor.execute("SELECT gin_clean_pending_list('website_searchindex_lexemes')")
        return 1 + cursor.fetchone()[0]


def test_words_written_alike_and_compared_otherwise_are_counted_together():
    make_initiative(title_en="Caspian ring")
    make_initiative(title_en="Caspian ri\u0345ng")  # a sign that is dropped, or in capitals a letter

    indexing.rebuild()

    assert SearchWord.objects.get(language="en", word="ring").titles == 2


@pytest.mark.django_db(transaction=True)
def test_readers_find_the_old_index_until_the_new_one_is_there(monkeypatch):
    entry = make_initiative(title_en="Caspian ring")
    looked = []

    def look(*given):
        with ThreadPoolExecutor(1) as other:
            looked.append(other.submit(found_elsewhere, "caspian").result())

    indexing.rebuild(look)

    assert looked
    assert all(ids == {entry.pk} for ids in looked)
    assert found("caspian") == {entry.pk}


def found_elsewhere(words):
    """What is found over a connection of its own."""
    try:
        return found(words)
    finally:
        connection.close()


def test_series_are_found_in_each_language_that_names_them():
    series = EventSeries.objects.create(key="talks", name_ru="Переговоры", kind="talks")
    make_event(title_en="Ring", series=series)

    assert series.pk in found("переговоры", "ru")
    assert series.pk not in found("переговоры", "en")


@pytest.mark.django_db(transaction=True)
def test_emptied_database_has_an_empty_index():
    make_initiative(title_en="Caspian ring", date="2013")

    call_command("flush", interactive=False, verbosity=0)

    assert not find("caspian", "en").rows
    entry = make_initiative(title_en="Caspian ring", date="2013")
    assert [hit.id for hit in find("caspian", "en").hits] == [entry.pk]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM website_searchindex WHERE website_searchindex MATCH '\"en4wcaspian\"'")
            assert cursor.fetchone() == (1,)


def test_no_rows_have_no_texts():
    assert engines.texts([]) == {}
    assert engines.titles_and_texts([]) == []
