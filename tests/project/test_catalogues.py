"""Interface catalogues: complete, well formed, and compiled as they stand."""

import re
import shutil
import subprocess
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = sorted(ROOT.glob("locale/**/LC_MESSAGES/*.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>")


def test_there_are_catalogues_for_each_language():
    folders = {path.parent.parent.relative_to(ROOT / "locale").as_posix() for path in FILES}

    assert folders == {"kk", "ru", "ar", "framework/kk", "framework/ru", "framework/ar"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_is_translated_with_its_placeholders(path):
    for entry in polib.pofile(path):
        if entry.obsolete:
            continue
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        assert all(texts), f"not translated: {entry.msgid}"
        assert not entry.fuzzy, f"fuzzy: {entry.msgid}"
        wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
        for text in texts:
            assert set(PLACEHOLDER.findall(text)) <= wanted, f"{entry.msgid} → {text}"
        assert wanted == set().union(*(PLACEHOLDER.findall(text) for text in texts)), entry.msgid


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_compiled_file_is_that_of_the_text(path):
    compiled = {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in polib.mofile(path.with_suffix(".mo"))}
    written = {
        (e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural
        for e in polib.pofile(path)
        if e.translated() and not e.obsolete
    }

    assert compiled == written


@pytest.mark.skipif(
    not shutil.which("xgettext"), reason="No xgettext found. Install gettext (apt-get install gettext)."
)
def test_the_catalogues_hold_every_text_of_the_source(tmp_path):
    ignored = shutil.ignore_patterns(".venv", ".git", "var", "tests", "*.mo", "fixtures", ".*cache", "framework")
    copy = shutil.copytree(ROOT, tmp_path / "copy", ignore=ignored)
    command = ["make", "messages"]
    (copy / ".venv").symlink_to(ROOT / ".venv")
    (copy / "locale" / "framework").mkdir()
    subprocess.run(
        command, cwd=copy, check=True, capture_output=True, env={"PATH": "/usr/bin:/bin", "VAR_DIR": str(tmp_path)}
    )

    for language in ("kk", "ru", "ar"):
        for domain in ("django", "djangojs"):
            path = Path("locale") / language / "LC_MESSAGES" / f"{domain}.po"
            fresh = (
                {(e.msgctxt, e.msgid) for e in polib.pofile(copy / path) if not e.obsolete}
                if (copy / path).exists()
                else set()
            )
            kept = (
                {(e.msgctxt, e.msgid) for e in polib.pofile(ROOT / path) if not e.obsolete}
                if (ROOT / path).exists()
                else set()
            )
            assert fresh == kept, path
