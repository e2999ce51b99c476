"""Parts of a page that follow the data: asked for every few seconds, answered 304 while nothing changed."""

from collections.abc import Callable
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag


def live_tag(*facts: object) -> str:
    """An ETag of what the part depends on: newest change, count, who looks, the day."""
    text = "\x1f".join(map(str, facts))
    return quote_etag(blake2b(text.encode(), digest_size=12).hexdigest())


def live_answer(request: HttpRequest, tag: str, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """`draw()` with its ETag, or 304 without drawing when the browser already has `tag`."""
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    answer = HttpResponseNotModified() if tag in asked or "W/" + tag in asked else draw()
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer
