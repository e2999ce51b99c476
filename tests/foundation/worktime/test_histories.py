"""The rules against the minute-by-minute simulator."""

import random

from tests.foundation.worktime.histories import disagreements

HISTORIES_A_RUN = 2_000


def test_two_thousand_random_histories_end_when_the_simulator_says() -> None:
    seed = random.SystemRandom().randrange(10**9)

    found = disagreements(seed, HISTORIES_A_RUN)

    assert found == [], f"seed {seed}: {len(found)} of {HISTORIES_A_RUN} differ"
