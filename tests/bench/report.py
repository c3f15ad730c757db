"""What the site costs: `python -m tests.bench [--entries 1000 10000 100000] [--only pages served loading desk]`.

Each part fills scratch databases of its own and prints its goals beside its figures; docs/speed.md tells how to read
them. Under `python -m tests.postgresql` it is all of PostgreSQL.
"""

import argparse

from tests.bench import desk, loading, pages, served

SIZES = [1000, 10_000, 100_000]
PARTS = ("pages", "served", "loading", "desk")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--entries", type=int, nargs="+", default=SIZES)
    options.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    chosen = options.parse_args()
    sizes = [str(size) for size in chosen.entries]
    if "pages" in chosen.only:
        pages.main(["--entries", *sizes])
    if "served" in chosen.only:
        served.report()
    if "loading" in chosen.only:
        loading.main(["--entries", *[size for size in sizes if int(size) <= 10_000]])
    if "desk" in chosen.only:
        desk.main(["--entries", *sizes])
