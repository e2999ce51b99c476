"""What the text of the project must and must not contain."""

import ast
import re
import subprocess
from pathlib import Path

from caicach.foundation.kernel.home import CHECKOUT

SOURCE = CHECKOUT / "src" / "caicach"


def tracked() -> list[Path]:
    """The files of the project; in an unpacked archive without history, all that it holds."""
    told = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    ).stdout
    if told:
        return [CHECKOUT / name for name in told.split("\0") if name and (CHECKOUT / name).is_file()]
    foreign = {".venv", "node_modules", "var"}
    places = [place for place in CHECKOUT.iterdir() if place.name not in foreign]
    return [
        file
        for place in places
        for file in ([place] if place.is_file() else place.rglob("*"))
        if file.is_file()
    ]


def texts():
    for path in tracked():
        if path.suffix in (".png", ".docx", ".xlsx", ".pdf", ".woff2", ".ico", ".zip"):
            continue
        yield path, path.read_text(errors="replace")


def python_files():
    return [*SOURCE.rglob("*.py")]


def imports_inside_functions(tree: ast.Module):
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node


def test_an_import_inside_a_function_carries_its_reason():
    bare = set()
    for path in python_files():
        text = path.read_text()
        lines = text.splitlines()
        for node in imports_inside_functions(ast.parse(text)):
            said = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            if not re.search(r"# deferred: \w", said):
                bare.add(f"{path.relative_to(CHECKOUT)}:{node.lineno}")

    assert sorted(bare) == []


def test_rules_do_not_ask_the_clock():
    asking = [
        str(path.relative_to(CHECKOUT))
        for path in python_files()
        if re.search(r"/rules(\.py|/)", path.as_posix())
        and re.search(r"\b(datetime\.now|date\.today|time\.time)\(", path.read_text())
    ]

    assert asking == []


def test_operations_do_not_ask_the_clock_nor_know_requests():
    asking = [
        str(path.relative_to(CHECKOUT))
        for path in python_files()
        if re.search(r"/operations(\.py|/)", path.as_posix())
        and re.search(r"timezone\.(now|localdate|localtime)\(|HttpRequest|date\.today\(", path.read_text())
    ]

    assert asking == []


def calls(function: ast.FunctionDef) -> set[str]:
    return {
        node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def test_operations_that_record_an_event_take_who_and_when_by_name():
    odd = []
    for path in python_files():
        if not re.search(r"/operations(\.py|/)", path.as_posix()) or "/audit/" in path.as_posix():
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                named = {argument.arg for argument in node.args.kwonlyargs}
                if calls(node) & {"record", "record_many"} and not {"by", "at"} <= named:
                    odd.append(f"{path.relative_to(CHECKOUT)}:{node.name}")

    assert odd == []


REGISTRIES = ["pypi" + ".org", "python" + "hosted", "npmjs" + ".org", "npmjs" + ".com", "deb." + "debian"]
MACHINE_PATHS = [r"(?<![\w/.])/(?:" + "work" + r"|root|home/\w+|Users/\w+)/(?:main|shared|team)?\b"]


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    pattern = re.compile("|".join([*map(re.escape, REGISTRIES), *MACHINE_PATHS]))
    naming = {
        f"{path.relative_to(CHECKOUT)}: {hit[0]}" for path, text in texts() if (hit := pattern.search(text))
    }

    assert sorted(naming) == []


def test_nothing_is_marked_unfinished_or_silenced():
    marks = [
        "TO" + "DO",
        "FIX" + "ME",
        "# type: " + "ignore",
        "# no" + "qa",
        "pytest.mark." + "skip",
        "pytest." + "skip(",
    ]
    found = {
        f"{path.relative_to(CHECKOUT)}: {mark}"
        for path, text in texts()
        if path.suffix in (".py", ".html", ".css", ".js", ".sh")
        for mark in marks
        if mark in text
    }

    assert sorted(found) == []


def test_templates_have_no_inline_script_or_style():
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style|\sstyle=\"|\son\w+=\"", re.IGNORECASE
    )
    found = sorted(
        str(path.relative_to(CHECKOUT))
        for path in SOURCE.rglob("templates/**/*.html")
        if inline.search(path.read_text())
    )

    assert found == []


def test_every_app_says_what_it_is_about():
    silent = [
        str(place.relative_to(SOURCE))
        for place in SOURCE.glob("*/*/__init__.py")
        if not (ast.get_docstring(ast.parse(place.read_text())) or "").strip()
    ]

    assert silent == []
