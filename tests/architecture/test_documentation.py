"""The documentation names what there is, and points at what there is."""

import argparse
import re
import shlex

from caicach.cli import parser
from caicach.foundation.kernel.home import CHECKOUT

PAGES = [*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")]


NAMES = "(?:CAICACH|CLAMAV|DATABASE|OTEL|PROMETHEUS)_[A-Z_]+"


def variables():
    """The environment variables that settings and code read or set."""
    read = re.compile(rf'(?:environ(?:\.\w+)?[\[(]|_flag\()\s*"({NAMES})"')
    return {name for file in (CHECKOUT / "src").rglob("*.py") for name in read.findall(file.read_text())}


def commands(root: argparse.ArgumentParser, before: str = "caicach"):
    for action in root._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                inner = list(commands(below, f"{before} {name}"))
                yield from inner or [f"{before} {name}"]


def test_every_setting_is_documented():
    text = (CHECKOUT / "docs/reference/settings.md").read_text()
    rows = "\n".join(line.split("|")[1] for line in text.splitlines() if line.startswith("| `"))
    documented = set(re.findall(rf"`({NAMES})`", rows))

    assert {"CAICACH_FONT_DIR", "OTEL_SERVICE_NAME", "PROMETHEUS_MULTIPROC_DIR"} <= variables()
    assert sorted(variables() - documented) == []
    assert sorted(documented - variables()) == []


def test_every_command_is_documented():
    text = (CHECKOUT / "docs/reference/command-line.md").read_text()

    assert [command for command in commands(parser()) if f"`{command}" not in text] == []


def test_the_services_call_commands_that_exist_with_settings_that_are_read():
    services = [file.read_text() for file in (CHECKOUT / "deploy").glob("*.service")]
    lines = [
        line
        for text in services
        for line in re.findall(r"^ExecStart=.*bin/caicach (.+)$", text, re.MULTILINE)
    ]
    called = [shlex.split(re.sub(r"\$\(.*?\)", "NOW", line).rstrip("'")) for line in lines]

    assert sorted(parser().parse_args(words).run.__name__ for words in called) == [
        "_backup",
        "_serve",
        "_work",
    ]
    named = re.findall(rf"^({NAMES})=", (CHECKOUT / "deploy/caicach.env").read_text(), re.MULTILINE)
    assert set(named) - variables() == set()
    assert len(named) > 5


def test_every_link_inside_the_documentation_leads_somewhere():
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(CHECKOUT)}: {target}")

    assert broken == []


def test_both_readmes_say_the_same():
    """As many headings, links and pictures, and the same two commands."""
    english, vietnamese = ((CHECKOUT / name).read_text() for name in ("README.md", "README.vi.md"))

    def shape(text):
        links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("README")]
        return text.count("\n## "), links, re.findall(r"^make \w+", text, re.MULTILINE)

    assert shape(english) == shape(vietnamese)
