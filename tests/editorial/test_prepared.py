"""What belongs to an entry is asked for by a statement that PostgreSQL keeps planned, one for each connection."""

from contextlib import nullcontext

import pytest
from django.db import connection, transaction
from django.db.utils import DataError
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from peacedesk.editorial.together import Together
from peacedesk.library.models import Theme
from tests.factories import make_theme

ON_POSTGRESQL = connection.vendor == "postgresql"


def by_key():
    return Together(lambda key: {"theme": Theme.objects.filter(pk=key), "others": Theme.objects.exclude(pk=key)})


def kept_statements():
    """The names that the server keeps; SQLite has none."""
    if not ON_POSTGRESQL:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements ORDER BY prepare_time")
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db
def test_each_key_finds_its_own_in_one_query_each_time():
    one, other, together = make_theme("one"), make_theme("other"), by_key()

    with CaptureQueriesContext(connection) as queries:
        found = [together.of(theme.pk) for theme in (one, other, one)]

    assert found == [{"theme": [a], "others": [b]} for a, b in ((one, other), (other, one), (one, other))]
    assert len(queries) == 3


@pytest.mark.django_db
def test_fewer_keys_than_places_and_a_percent_sign_are_taken_as_they_are():
    themes = [make_theme("one", name_en="100%"), make_theme("two", name_en="100 %s")]
    some = Together(lambda keys: {"themes": Theme.objects.filter(pk__in=keys).exclude(name_en="100%")}, most=3)

    assert some.of(*[theme.pk for theme in themes]) == {"themes": themes[1:]}
    assert some.of(themes[0].pk) == {"themes": []}


@pytest.mark.django_db
def test_postgresql_keeps_one_statement_for_all_languages_that_ask_alike():
    theme, before = make_theme(), kept_statements()
    together = Together(lambda key: {"theme": Theme.objects.filter(pk=key, line="disarmament")})

    for language in ("en", "ar", "en"):
        with override(language):
            together.of(theme.pk)

    assert len(kept_statements()) == len(before) + ON_POSTGRESQL


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_gets_statements_of_its_own():
    theme, together = make_theme(), by_key()
    assert together.of(theme.pk)["theme"] == [theme]

    connection.close()

    assert together.of(theme.pk)["theme"] == [theme]


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_prepared_again_after_its_first_use_failed():
    theme, together = make_theme(), by_key()

    with pytest.raises(DataError) if ON_POSTGRESQL else nullcontext(), transaction.atomic():
        together.of("no key")  # SQLite finds nothing by it

    assert together.of(theme.pk)["theme"] == [theme]
    with transaction.atomic():
        assert together.of(theme.pk)["theme"] == [theme]
        transaction.set_rollback(True)
    assert together.of(theme.pk)["theme"] == [theme]
