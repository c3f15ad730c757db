"""Run the benchmark with the settings of the tests: see `tests.bench.report`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peacedesk.settings.test")
django.setup()

from tests.bench.report import main  # noqa: E402  (models need the settings)

main()
