import uuid

import pytest

from peacedesk.editorial import statements
from peacedesk.editorial.models import PublicAddress

ONE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, statements.ROWS, 2 * statements.ROWS + 1])
def test_all_rows_are_written_in_their_order_and_once(number):
    slugs = [f"address-{n}" for n in range(number)]

    def write(entry, **options):
        rows = [{"kind": "events.event", "slug": slug, "entry": entry} for slug in slugs]
        statements.write(PublicAddress, rows, unique=["kind", "slug"], **options)
        return list(PublicAddress.objects.order_by("pk").values_list("slug", "entry"))

    assert write(ONE) == [(slug, ONE) for slug in slugs]
    assert write(OTHER, keep=True) == [(slug, ONE) for slug in slugs]
    assert write(OTHER) == [(slug, OTHER) for slug in slugs]
