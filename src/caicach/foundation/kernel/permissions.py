"""Permission codes: every app declares its own in its `permissions.py`; roles are sets of these codes."""

_LABELS: dict[str, str] = {}


def declare(code: str, label: str) -> str:
    """Make a permission known under `code` ("plans.view") with its Vietnamese label; returns the code.

    Raises ValueError if the code is taken with another label.
    """
    if _LABELS.setdefault(code, label) != label:
        raise ValueError(f"permission {code} is declared twice")
    return code


def declared() -> dict[str, str]:
    """All permission codes with their labels, in order of code."""
    return dict(sorted(_LABELS.items()))
