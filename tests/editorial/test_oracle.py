"""The database and a second account of the rules stay equal on a random walk over the desk."""

import os
import secrets

import pytest

from tests.drill.oracle import walk

STEPS = int(os.environ.get("ORACLE_STEPS", "120"))


@pytest.mark.django_db
def test_the_desk_follows_the_rules_wherever_a_random_walk_leads():
    seed = int(os.environ.get("ORACLE_SEED") or secrets.randbelow(10**9))

    path = walk(seed, STEPS)

    print(f"seed {seed}: {len(path.log)} steps, {dict(sorted(path.outcomes.items()))}")
    done = {name for name, outcome in path.outcomes if outcome == "done"}
    assert {"edit", "submit", "approve", "publish"} <= done
