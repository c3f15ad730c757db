"""What a process holds before anybody needs it."""

import subprocess
import sys

START = """
import sys
from django.urls import get_resolver
import peacedesk.wsgi
assert get_resolver().url_patterns
print(*sorted({"PIL", "snowballstemmer"} & sys.modules.keys()))
"""


def test_a_process_starts_without_what_only_drawing_and_searching_need():
    found = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)

    assert found.stdout.split() == []
