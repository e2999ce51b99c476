"""Rules that every template keeps: no inline script or style, icons that exist, links that say where they go."""

import re

import pytest
from django.template.loader import render_to_string

from caicach.foundation.kernel.home import CHECKOUT

SOURCE = CHECKOUT / "src" / "caicach"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
ICONS = CHECKOUT / "var" / "vendor" / "icons"
if not ICONS.is_dir():
    ICONS = CHECKOUT / "node_modules" / "@tabler" / "icons" / "icons" / "outline"


def places(pattern: str) -> list[str]:
    """Template and line of every match."""
    found = []
    for template in TEMPLATES:
        text = re.sub(r"{% comment %}.*?{% endcomment %}", "", template.read_text(), flags=re.DOTALL)
        found += [
            f"{template.relative_to(SOURCE)}: {match[0][:60]}"
            for match in re.finditer(pattern, text, re.IGNORECASE)
        ]
    return found


def test_there_are_templates_to_look_at():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize(
    "pattern",
    [
        r"<[a-z][^>]*\sstyle\s*=",
        r"<style[\s>]",
        r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']",
        r"javascript:",
        r"<script(?![^>]*\s(?:src=|type=.application/json))[^>]*>",
        r"\bhx-on[:-]",
        r"https?://(?!www\.w3\.org)[^\"'\s]*\.(?:js|css|woff2?)",
    ],
)
def test_no_template_needs_an_unsafe_content_security_policy(pattern):
    assert places(pattern) == []


def _icon_names() -> set[str]:
    named = set()
    for file in [*TEMPLATES, *SOURCE.rglob("*.py")]:
        text = file.read_text()
        named |= set(re.findall(r"{% icon \"([a-z0-9-]+)\"", text))
        named |= (
            set(re.findall(r"Look\([^)]*\"([a-z0-9-]+)\"\)", text)) if file.name == "statuses.py" else set()
        )
        named |= (
            set(re.findall(r"Section\([^)]*\"([a-z0-9-]+)\"\)", text))
            if file.name == "navigation.py"
            else set()
        )
    return named


def test_every_icon_that_a_template_names_exists():
    assert sorted(name for name in _icon_names() if not (ICONS / f"{name}.svg").is_file()) == []


def test_every_posted_form_carries_the_token_against_forgery():
    wrong = []
    for template in TEMPLATES:
        for form in re.findall(r"<form\b.*?</form>", template.read_text(), re.DOTALL | re.IGNORECASE):
            opening = form[: form.index(">")]
            if re.search(r"method=[\"']?post", opening, re.IGNORECASE) and "csrf_token" not in form:
                wrong.append(f"{template.relative_to(SOURCE)}: {opening[:60]}")
    assert wrong == []


def test_error_pages_stand_without_the_database():
    page = render_to_string("500.html")  # a query would fail: this test may not use the database

    assert "Hệ thống gặp sự cố" in page
