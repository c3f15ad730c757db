"""Walk the public site by its links, as a reader would."""

import re
from collections import Counter, deque
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.conf import settings

LANGUAGES = ("kk", "ru", "en", "ar")


def crawl(client, start, *, most=2000, with_filters=False):
    """Yield (address, response, parsed page) for every page that links lead to from `start`, each once.

    Links with a query string are followed only `with_filters`. Static files, other hosts and files of any other kind
    than HTML are left out.
    """
    queue, seen = deque([start]), {start}
    while queue and most:
        most -= 1
        address = queue.popleft()
        response = client.get(address)
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        soup = BeautifulSoup(response.content, "lxml")
        for link in [link["href"] for link in soup.find_all("a", href=True)]:
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


def roam(client, start, words):
    """Yield (address, response, bytes) for every public address that can be found from `start`, each once.

    Besides links, whatever an answer of any kind names is followed: feeds, calendars, files, pictures, maps of the
    site, and what its scripts ask. Searches are asked for `words`, given as {language: words}. Of addresses with a
    query those with one parameter are followed, and of these two for each parameter: a list has endless others.
    """
    queue, seen, asked = deque([start]), {start}, Counter()
    while queue:
        address = queue.popleft()
        response = client.get(address)
        content = response.getvalue()
        yield address, response, content
        language = address.split("/")[1]
        for name in _addresses(response, content, {"q": words[language]} if language in words else {}):
            target = urlsplit(urljoin(f"{settings.SITE_URL}{address}", name.replace("webcal://", "http://", 1)))
            is_ours = f"{target.scheme}://{target.netloc}" == settings.SITE_URL
            if not is_ours or target.path.startswith(("/static/", "/admin/", "/media/")):
                continue
            found = f"{target.path}?{target.query}" if target.query else target.path
            names = tuple(name for name, _value in parse_qsl(target.query))
            if found not in seen and len(names) <= 1 and (asked[target.path, names] < 2 or not names):
                asked[target.path, names] += 1
                seen.add(found)
                queue.append(found)


def _addresses(response, content, query):
    """What an answer names: in HTML any attribute that is an address, elsewhere any whole address of the site."""
    if "location" in response:
        yield response["location"]
    kind = response.get("Content-Type", "").partition(";")[0]
    if kind != "text/html":
        text = content.replace(b"\r\n ", b"").decode(errors="ignore") if not kind.startswith("image/") else ""
        yield from re.findall(rf"{re.escape(settings.SITE_URL)}/[^\s\"'<>\\(){{}},;]*", text)
        return
    for element in BeautifulSoup(content.decode(), "html.parser").find_all(True):
        for name, value in element.attrs.items():
            if name.startswith("data-") and str(value).startswith("/"):
                yield f"{value}?{urlencode(query)}"
            elif name in {"href", "src", "content"} and re.match(r"/|\?|https?://|webcal://", str(value)):
                yield value
        if element.name == "form" and element.find(attrs={"name": "q"}):
            yield f"{element.get('action', '')}?{urlencode(query)}"
