"""What the site costs: `python -m tests.bench [--entries 1000 10000 100000] [--only pages served …]`.

The parts fill scratch databases and print their goals beside their figures; docs/speed.md tells how to read them.
Under `python -m tests.postgresql` it is all of PostgreSQL.
"""

import argparse

from tests.bench import desk, loading, pages, pictures, served

SIZES = [1000, 10_000, 100_000]
MOST_LOADED = 10_000
PARTS = ("pages", "served", "pictures", "loading", "desk")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--entries", type=int, nargs="+", default=SIZES)
    options.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    chosen = options.parse_args()
    sizes = [str(size) for size in chosen.entries]
    if "pages" in chosen.only:
        pages.main(["--entries", *sizes])
    if "served" in chosen.only:
        pages.fill(min(chosen.entries))  # what a process holds, and when it first answers, grows with the record
        served.report()
    if "pictures" in chosen.only:
        pictures.report()
    loaded = [size for size in sizes if int(size) <= MOST_LOADED]
    if "loading" in chosen.only and loaded:
        loading.main(["--entries", *loaded])
    if "desk" in chosen.only:
        desk.main(["--entries", *sizes])
