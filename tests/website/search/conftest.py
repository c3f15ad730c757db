import pytest
from django.db import transaction

from tests.conftest import load_catalogue


@pytest.fixture(scope="module")
def shared_catalogue(django_db_setup, django_db_blocker):
    """The catalogue, loaded once for all tests of a module that leave nothing changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue()
        yield
        transaction.set_rollback(True)
