"""Production refuses what would make it unsafe, and every setting is documented."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from peacedesk.settings import env

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = {
    "PATH": os.environ["PATH"],
    "DJANGO_SETTINGS_MODULE": "peacedesk.settings.production",
    "SECRET_KEY": "a-key-for-this-test-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    "SITE_URL": "https://peacedesk.example",
    "ALLOWED_HOSTS": "peacedesk.example",
    "DATABASE_URL": "postgres://site:password@primary.example/peacedesk",
    "REPLICA_DATABASE_URL": "postgres://site:password@replica.example/peacedesk",
}


def check(**environment):
    """Run Django's deployment check in a process of its own; returns (exit code, what it printed)."""
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    merged = {name: value for name, value in {**GOOD, **environment}.items() if value is not None}
    result = subprocess.run(command, cwd=ROOT, env=merged, capture_output=True, text=True, check=False)
    return result.returncode, result.stdout + result.stderr


def test_production_settings_pass_the_deployment_check():
    code, output = check()

    assert code == 0, output


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"DEBUG": "perhaps"}, "Write 1 for yes or 0 for no"),
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"SITE_URL": "http://peacedesk.example"}, "needs an https"),
        ({"SITE_URL": "https://peacedesk.example/path"}, "Write an address such as"),
        ({"DESK_TIME_ZONE": "Asia/Nowhere"}, "is no IANA zone"),
        ({"DATABASE_URL": "oracle-of-delphi://x"}, "cannot be read as a database address"),
        ({"DATABASE_URL": "sqlite:////nonexistent/file"}, "A replica needs PostgreSQL"),
        ({"MEDIA_STORAGE": "https://bucket.example"}, "Write an address such as s3://"),
    ],
)
def test_an_unsafe_environment_is_refused_with_a_sentence(environment, sentence):
    code, output = check(**environment)

    assert code != 0
    assert sentence in output


def test_a_bucket_for_uploads_stays_behind_the_site(monkeypatch, tmp_path):
    monkeypatch.setenv("MEDIA_STORAGE", "s3://uploads?endpoint_url=https://s3.example&custom_domain=s3.example")
    with pytest.raises(ImproperlyConfigured, match="pip install"):
        env.media_storage("MEDIA_STORAGE", "https://peacedesk.example/media/")

    (tmp_path / "storages").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    options = env.media_storage("MEDIA_STORAGE", "https://peacedesk.example/media/")["OPTIONS"]

    assert (options.pop("url_protocol"), options.pop("custom_domain")) == ("https:", "peacedesk.example/media")
    assert options == {
        "bucket_name": "uploads",
        "endpoint_url": "https://s3.example",
        "querystring_auth": False,
        "file_overwrite": False,
    }


def test_every_variable_is_documented():
    sources = "\n".join(path.read_text() for path in (ROOT / "peacedesk" / "settings").glob("*.py"))
    used = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', sources))

    documented = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))

    assert used == documented


def test_the_models_need_no_migration():
    command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "peacedesk.settings.test"}
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout
