"""Pages in memory, by key, of one state of the public tables at a time."""

import threading


class Shelf:
    """Pages up to a number of bytes. What makes room is what was not asked for again since the last round."""

    def __init__(self, limit):
        self.limit, self.size, self.pages = limit, 0, {}

    def put(self, key, page):
        if page.size > self.limit // 4:  # one that would push out all others
            return
        self._take(key)
        while self.size + page.size > self.limit:
            oldest = next(iter(self.pages))
            passed = self._take(oldest)
            if passed.is_used:
                passed.is_used = False
                self._set(oldest, passed)
        self._set(key, page)

    def clear(self):
        self.size, self.pages = 0, {}

    def _set(self, key, page):
        self.pages[key] = page
        self.size += page.size

    def _take(self, key):
        page = self.pages.pop(key, None)
        if page:
            self.size -= page.size
        return page


class Store:
    """All pages of the present state within `limit` bytes.

    A key is (query, …). Pages with a query have a fourth of the bytes to themselves, so that a crawler that walks
    through combinations of filters pushes out none without one.
    """

    def __init__(self, limit):
        self._plain, self._filtered = Shelf(limit - limit // 4), Shelf(limit // 4)
        self._state, self._lock = b"", threading.Lock()

    def get(self, key, state):
        """The page made in this state, None if there is none."""
        if state != self._state:
            return None
        return self._shelf(key).pages.get(key)

    def put(self, key, page, state):
        """Keep a page that was begun in `state`. What was made in a former one is dropped."""
        with self._lock:
            if state > self._state:
                self._plain.clear()
                self._filtered.clear()
                self._state = state
            if state == self._state:
                self._shelf(key).put(key, page)

    @property
    def size(self):
        """The bytes that are kept."""
        return self._plain.size + self._filtered.size

    def __len__(self):
        return len(self._plain.pages) + len(self._filtered.pages)

    def _shelf(self, key):
        return self._filtered if key[0] else self._plain
