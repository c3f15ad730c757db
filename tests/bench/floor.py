"""What a page is held against: the same bytes from a bare WSGI function, and from WhiteNoise as a file.

Both read the folder BENCH_PAGE: `page.html` with its `page.html.br`, and `headers.json` of the site's own answer.
"""

import json
import os
from pathlib import Path

from whitenoise import WhiteNoise

FOLDER = Path(os.environ["BENCH_PAGE"])
HEADERS = [tuple(pair) for pair in json.loads((FOLDER / "headers.json").read_text())]
BODY = (FOLDER / "page.html.br").read_bytes()


def constant(_environ, start_response):
    start_response("200 OK", HEADERS.copy())
    return [BODY]


def missing(_environ, start_response):
    start_response("404 Not Found", [("Content-Length", "0")])
    return []


static_file = WhiteNoise(missing, root=FOLDER)
