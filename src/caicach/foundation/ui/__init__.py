"""Giao diện: the look and the manners of every page.

Base templates and components (gallery at `/ui/`), tables, charts with their figures, print sheets, and the three
words every view says of itself: `@page` (read), `@action` (write once, then redirect), `@public`.
"""

from caicach.foundation.ui.entry import action, page, public, revision_of

__all__ = ["action", "page", "public", "revision_of"]
