"""Which operation leads to which call: read from the sources, so that a call that is gone is missed."""

import ast

from caicach.foundation.kernel.home import CHECKOUT

Calls = dict[tuple[str, str], tuple[ast.FunctionDef, set[str]]]


def operations() -> Calls:
    """The functions of the apps' operations by app and name, each with the names of the functions that it calls."""
    found: Calls = {}
    for path in sorted((CHECKOUT / "src" / "caicach").rglob("*.py")):
        parts = path.relative_to(CHECKOUT / "src" / "caicach").with_suffix("").parts
        if "operations" not in parts[2:3]:
            continue
        tree = ast.parse(path.read_text())
        imports = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
        modules = {alias.asname or alias.name for node in imports for alias in node.names}
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                found["/".join(parts[:2]), node.name] = (node, called_in(node, modules))
    return found


def called_in(function: ast.FunctionDef, modules: set[str]) -> set[str]:
    """Names that a function calls: plain ones, those behind an imported module, and what it asks of `by`
    ("by.require"); not the methods of rows."""
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    named = {call.id for call in calls if isinstance(call, ast.Name)}
    for call in calls:
        if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name):
            if call.value.id in modules:
                named.add(call.attr)
            elif call.value.id in ("by", "actor"):
                named.add(f"by.{call.attr}")
    return named


def without(wanted: set[str]) -> list[str]:
    """Public operations (they take `by` and `at`) from which no call leads to one of `wanted`: "app.name"."""
    found = operations()
    led: set[tuple[str, str]] = set()
    while True:
        names = {name for _, name in led} - {name for app, name in found if (app, name) not in led}
        more = {
            (app, name)
            for (app, name), (_, calls) in found.items()
            if calls & (wanted | names) or any((app, call) in led for call in calls)
        }
        if more <= led:
            break
        led |= more
    return sorted(
        f"{app}.{name}"
        for (app, name), (function, _) in found.items()
        if not name.startswith("_")
        and {"by", "at"} <= {argument.arg for argument in function.args.kwonlyargs}
        and (app, name) not in led
    )
