"""What stays in memory, and what makes room."""

from types import SimpleNamespace

from peacedesk.website.page_cache.store import Store

FIRST, SECOND = b"\0\1", b"\0\2"


def make_page(size=10):
    return SimpleNamespace(size=size, is_used=False)


def test_memory_is_bounded_and_what_is_asked_for_stays():
    store = Store(400)
    wanted = make_page()
    store.put(("", "wanted"), wanted, FIRST)

    for number in range(1000):
        wanted.is_used = True
        store.put(("", number), make_page(), FIRST)

    assert store.get(("", "wanted"), FIRST) is wanted
    assert store.get(("", 999), FIRST)
    assert store.get(("", 1), FIRST) is None
    assert (store.size, len(store)) == (300, 30)


def test_a_crawl_of_filters_pushes_out_no_page_without_one():
    store = Store(400)
    for number in range(30):
        store.put(("", number), make_page(), FIRST)

    for number in range(1000):
        store.put((f"page={number}", "list"), make_page(), FIRST)

    assert all(store.get(("", number), FIRST) for number in range(30))
    assert store.size <= 400


def test_a_page_made_again_takes_the_place_of_the_former_one():
    store = Store(400)
    store.put(("", 1), make_page(70), FIRST)

    store.put(("", 1), again := make_page(20), FIRST)

    assert store.get(("", 1), FIRST) is again
    assert store.size == 20


def test_a_page_that_would_push_out_all_others_is_not_kept():
    store = Store(400)
    store.put(("", 1), make_page(), FIRST)

    store.put(("", 2), make_page(200), FIRST)

    assert store.get(("", 1), FIRST)
    assert store.get(("", 2), FIRST) is None


def test_a_later_state_ends_all_pages_and_a_former_one_adds_none():
    store = Store(400)
    store.put(("", 1), make_page(), FIRST)
    assert store.get(("", 1), SECOND) is None

    store.put(("", 2), newer := make_page(), SECOND)
    store.put(("", 3), make_page(), FIRST)

    assert store.get(("", 2), SECOND) is newer
    assert (len(store), store.size) == (1, 10)
