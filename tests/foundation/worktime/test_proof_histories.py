"""A longer proof than fits into every run: `make proof`.

`CAICACH_PROOF_HISTORIES` changes how many histories are compared (100,000 by default).
"""

import os
import random

import pytest

from tests.foundation.worktime.histories import disagreements


@pytest.mark.proof
def test_a_hundred_thousand_random_histories_end_when_the_simulator_says() -> None:
    seed = random.SystemRandom().randrange(10**9)
    histories = int(os.environ.get("CAICACH_PROOF_HISTORIES", "100000"))

    found = disagreements(seed, histories)

    assert found == [], f"seed {seed}: {len(found)} of {histories} differ"
