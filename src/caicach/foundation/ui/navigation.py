"""The main sections of the menu. A section is shown to whom its page opens: the page itself says for whom."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import Resolver404, resolve

from caicach.foundation.ui.entry import Declared


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the menu: an address, its words, and the name of its icon."""

    path: str
    label: str
    icon: str


@dataclass(frozen=True, slots=True)
class Group:
    """Sections under one heading of the menu."""

    label: str
    sections: tuple[Section, ...]


MENU = (
    Group(
        "Điều hành",
        (
            Section("/viec-cua-toi/", "Việc của tôi", "checklist"),
            Section("/tong-quan/", "Tổng quan", "layout-dashboard"),
            Section("/ke-hoach/", "Chương trình - kế hoạch", "clipboard-list"),
            Section("/nhiem-vu/", "Nhiệm vụ được giao", "subtask"),
            Section("/chi-tieu/", "Chỉ tiêu", "target-arrow"),
        ),
    ),
    Group(
        "Tra cứu",
        (
            Section("/don-vi/", "Cơ quan - đơn vị", "building-community"),
            Section("/nhan-su/", "Nhân sự", "users"),
            Section("/van-ban/", "Văn bản", "file-text"),
            Section("/so-do/", "Số đo", "chart-bar"),
            Section("/lich-lam-viec/", "Lịch làm việc", "calendar"),
            Section("/nhat-ky/", "Nhật ký", "history"),
        ),
    ),
    Group(
        "Hệ thống",
        (
            Section("/quan-tri/", "Quản trị", "settings"),
            Section("/he-thong/", "Tình trạng hệ thống", "heartbeat"),
            Section("/viec-nen/", "Việc nền", "list-check"),
        ),
    ),
)


@lru_cache
def _declared(path: str) -> Declared | None:
    try:
        return getattr(resolve(path).func, "declared", None)
    except Resolver404:
        return None


def opens_for(actor: Any, path: str) -> bool:
    """Whether the page at `path` exists and opens for the actor."""
    declared = _declared(path)
    if declared is None:
        return False
    return declared.kind == "public" or not declared.permission or actor.has(declared.permission)


def menu_for(actor: Any, path: str) -> list[dict[str, Any]]:
    """The groups of the menu that the actor may open; `current` marks the section `path` lies in."""
    groups = []
    for group in MENU:
        sections = [
            {"section": section, "current": path.startswith(section.path)}
            for section in group.sections
            if opens_for(actor, section.path)
        ]
        if sections:
            groups.append({"label": group.label, "sections": sections})
    return groups
