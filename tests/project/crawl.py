"""Walk the public site by its links, as a reader would."""

from collections import deque
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup

LANGUAGES = ("kk", "ru", "en", "ar")


def crawl(client, start, *, most=2000, with_filters=False):
    """Yield (address, response, parsed page) for every page that links lead to from `start`, each once.

    Links with a query string are followed only `with_filters`. Static files and other hosts are left out.
    """
    queue, seen = deque([start]), {start}
    while queue and most:
        most -= 1
        address = queue.popleft()
        response = client.get(address)
        soup = BeautifulSoup(response.content, "html.parser") if "html" in response.get("Content-Type", "") else None
        links = [link["href"] for link in soup.select("a[href]")] if soup else []
        for link in links:
            target = urlsplit(urljoin(f"http://testserver{address}", link))
            if target.netloc != "testserver" or target.path.startswith(("/static/", "/admin/")):
                continue
            if target.query and not with_filters:
                continue
            found = f"{target.path}?{target.query}" if target.query else target.path
            if found not in seen:
                seen.add(found)
                queue.append(found)
        yield address, response, soup
