"""Setting up: every app says what `caicach setup` must load for it, in its `records.py`.

setup_step(200, "Cơ quan, đơn vị", load_reference)            # configuration shipped with the platform
setup_step(200, "Đơn vị mẫu", make_samples, sample=True)      # only in a database made as a sample
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One step: `run(by=, at=, progress=)` for reference data, `run(seed=, by=, at=)` for samples.

    Both are idempotent: a second run changes nothing. `progress(done, total)` moves the bar. `everywhere`: fits any
    province (roles, the calendar of the country), so `caicach init` runs it too.
    """

    order: int
    label: str
    run: Callable[..., Any]
    sample: bool = False
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account that `caicach demo` prints: what it shows, where, and how to sign in."""

    role: str
    unit: str
    username: str
    password: str


_STEPS: dict[tuple[bool, str], SetupStep] = {}
_ACCOUNTS: list[Callable[[], Iterable[DemoAccount]]] = []


def setup_step(
    order: int, label: str, run: Callable[..., Any], *, sample: bool = False, everywhere: bool = False
) -> SetupStep:
    """Declare a step. `order`: foundation 100, organisation 200, law 300, work 400, steering 500, sites 600.

    Raises ValueError if the label is taken among steps of its sort.
    """
    step = SetupStep(order, label, run, sample, everywhere)
    if (sample, label) in _STEPS:
        raise ValueError(f"setup step {label} is declared twice")
    _STEPS[sample, label] = step
    return step


def setup_steps(*, sample: bool, shipped: bool = True) -> list[SetupStep]:
    """The steps in the order in which they run; samples come after all reference data.

    Without `shipped` reference, only those that fit any province.
    """
    wanted = [
        step for step in _STEPS.values() if (sample or not step.sample) and (shipped or step.everywhere)
    ]
    return sorted(wanted, key=lambda step: (step.sample, step.order, step.label))


def demo_accounts_from(function: Callable[[], Iterable[DemoAccount]]) -> None:
    """Declare who tells the accounts that `caicach demo` prints."""
    _ACCOUNTS.append(function)


def demo_accounts() -> list[DemoAccount]:
    """All accounts to print."""
    return [account for tell in _ACCOUNTS for account in tell()]


@dataclass(frozen=True, slots=True)
class InitFile:
    """A file that `caicach init` takes as `--OPTION FILE`: `run(path=, by=, at=)` loads it, returns how many rows."""

    option: str
    order: int
    label: str
    run: Callable[..., int]


_FILES: dict[str, InitFile] = {}


def init_file(option: str, order: int, label: str, run: Callable[..., int]) -> InitFile:
    """Declare a file with which another province starts ("users", "units"). ValueError if the option is taken."""
    if option in _FILES:
        raise ValueError(f"init option --{option} is declared twice")
    _FILES[option] = InitFile(option, order, label, run)
    return _FILES[option]


def init_files() -> list[InitFile]:
    """All such files in the order in which they are loaded."""
    return sorted(_FILES.values(), key=lambda file: file.order)
