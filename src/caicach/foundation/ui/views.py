"""The gallery of components."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.ui.entry import action, page
from caicach.foundation.ui.gallery import drawn_examples, example_grid, read_example
from caicach.foundation.ui.grid import Saved, save_edits
from caicach.foundation.ui.live import live_answer, live_tag

_KEPT = "gallery_grid"


@page()
def gallery(request: HttpRequest) -> HttpResponse:
    """`/ui/`: every component, drawn and as the text that makes it."""
    sheet = example_grid(request.session.get(_KEPT, {}), save_url=reverse("ui:save_grid"))
    examples = drawn_examples({"request": request, "sheet": sheet})
    return render(request, "ui/gallery.html", {"examples": examples})


@action()
def save_grid(request: HttpRequest) -> HttpResponse:
    """Cells of the example grid, kept in the visitor's own session."""
    kept = request.session.setdefault(_KEPT, {})

    def save(row: str, column: str, text: str, revision: int) -> Saved:
        shown = read_example(column, text)
        kept[f"{row}.{column}"] = shown
        request.session.modified = True
        return Saved(shown=shown, revision=revision + 1)

    sheet = example_grid(kept, save_url=reverse("ui:save_grid"))
    return save_edits(request, sheet, save, back=reverse("ui:gallery") + "#bang-nhap")


@page()
def clock(request: HttpRequest) -> HttpResponse:
    """The example of a part that refreshes itself: the server's minute."""
    now = timezone.localtime()
    return live_answer(
        request, live_tag(f"{now:%H:%M}"), lambda: HttpResponse(f"<p>Giờ máy chủ: {now:%H:%M}</p>")
    )
