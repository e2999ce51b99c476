"""Every kind of event that operations write has Vietnamese words."""

import ast

from caicach.foundation.audit.telling import words
from caicach.foundation.kernel.home import CHECKOUT


def literal_kinds() -> set[str]:
    """The kinds written out in calls of `record`, and first in the tuples given to `record_many`."""
    found = set()
    for path in (CHECKOUT / "src" / "caicach").rglob("*.py"):
        if "operations" not in path.as_posix():
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("record", "record_many"):
                found |= {
                    value.value
                    for argument in node.args[:1]
                    for value in ast.walk(argument)
                    if isinstance(value, ast.Constant)
                    and isinstance(value.value, str)
                    and value.value.count(".") == 1
                    and value.value.replace(".", "").replace("_", "").isalpha()
                }
    return found


def test_every_kind_of_event_has_words():
    assert sorted(literal_kinds() - words().keys()) == []
