"""Handing out stored content: for the views of every app, once they know that the person may have it."""

from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header

from caicach.foundation.files.storage import place_of


def file_answer(sha256: str, name: str, media_type: str) -> FileResponse:
    """Stored content as a download that no browser runs: attachment, nosniff, sandboxed, never kept by proxies."""
    place = place_of(sha256)
    if not place.exists():
        raise Http404
    answer = FileResponse(place.open("rb"), content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
