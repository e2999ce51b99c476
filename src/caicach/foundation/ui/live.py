"""Parts of a page that follow the data: asked for every few seconds, answered 304 while nothing changed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag


def live_tag(*facts: object) -> str:
    """An ETag of what the part depends on: newest change, count, who looks, the day."""
    text = "\x1f".join(map(str, facts))
    return quote_etag(blake2b(text.encode(), digest_size=12).hexdigest())


Watched = tuple[Callable[[], object] | None, object]
"""A cheap question about what a part alone shows (None: there is none), and its answer before the part was drawn."""


def live_answer(
    request: HttpRequest, tag: str, draw: Callable[[], HttpResponse], watched: Watched = (None, None)
) -> HttpResponse:
    """`draw()` with its ETag, or 304 without drawing when the browser already has `tag`.

    The question of `watched` is what `while_unchanged` asks after changes elsewhere.
    """
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    answer = HttpResponseNotModified() if tag in asked or "W/" + tag in asked else draw()
    answer.watched = watched
    return _marked(answer, tag)


def _marked(answer: HttpResponse, tag: str) -> HttpResponse:
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


TRUSTED_SECONDS = 60
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class _Given:
    """A tag that was given out: under which facts, until when it is trusted, and the part's own question."""

    facts: tuple[object, object]
    until: float
    own: Callable[[], object] | None
    seen: object

    def still(self, facts: tuple[object, object], now: float) -> bool:
        if now >= self.until:
            return False
        if facts == self.facts:
            return True
        return facts[1] == self.facts[1] and self.own is not None and self.own() == self.seen


def _trusted(tag: str) -> float:
    """Seconds that a tag is trusted: from half of `TRUSTED_SECONDS` to all of it; open parts do not come together."""
    return TRUSTED_SECONDS * (0.5 + int(blake2b(tag.encode()).hexdigest()[:4], 16) / 0x20000)


_given: dict[tuple[str, str], _Given] = {}


def while_unchanged(
    facts: Callable[[HttpRequest], tuple[object, object]],
) -> Callable[[Callable[..., HttpResponse]], Any]:
    """Around a view of a live part: 304 at once while what it shows is as it was when the tag was given out.

    `facts` gives a number of changes anywhere and everything else that all parts depend on (the day). Nobody is asked
    who they are for a 304: it says nothing but that a tag which they already have still holds. Rights are asked anew
    whenever the part is drawn, and after at most `TRUSTED_SECONDS` in any case. So hundreds of open boards cost one
    small query a question, and a change is drawn anew only where it shows.
    """

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            before = facts(
                request
            )  # read first: what changes while the part is drawn makes the next answer a new one
            address, now = request.get_full_path(), time.monotonic()
            for tag in parse_etags(request.headers.get("If-None-Match", "")):
                known = _given.get((address, tag))
                if known is not None and known.still(before, now):
                    _given[address, tag] = replace(known, facts=before)
                    return _marked(HttpResponseNotModified(), tag)
            answer = view(request, *args, **kwargs)
            if answer.status_code in (200, 304) and "ETag" in answer:
                if len(_given) >= _MOST:
                    _given.clear()
                own, seen = getattr(answer, "watched", (None, None))
                _given[address, answer["ETag"]] = _Given(before, now + _trusted(answer["ETag"]), own, seen)
            return answer

        return inner

    return wrap
