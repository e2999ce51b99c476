"""Time stamps of an authority (RFC 3161) on exported roots: asked for, checked, kept beside the roots.

A root without a stamp waits: `waiting` is what is there and not there, so nothing is forgotten when the authority is
away for days.
"""

import hashlib
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings

from caicach.foundation.audit.exporting import as_line
from caicach.foundation.audit.models import Root
from caicach.foundation.audit.queries import facts
from caicach.foundation.audit.verifying import Outcome, exported_roots

TIMEOUT = 20  # seconds that the authority may take


class BadStamp(ValueError):
    """An answer that is no stamp of the authority on this root; the text says why."""


def stamp_path(number: int, roots: Path | None = None) -> Path:
    """Where the stamp of a root is kept: beside the file of exported roots."""
    return (roots or settings.AUDIT_EXPORT).with_name(f"root-{number}.tsr")


def waiting() -> list[int]:
    """Numbers of the exported roots that have no stamp yet; none where no authority is configured."""
    if not settings.AUDIT_TSA_URL:
        return []
    numbers = [root["number"] for root in exported_roots(settings.AUDIT_EXPORT)]
    return [number for number in numbers if not stamp_path(number).exists()]


def stamp_root(number: int) -> Path | None:
    """Đóng dấu thời gian: ask the authority at `AUDIT_TSA_URL` for a stamp on the exported line of a root.

    Keeps its answer; None where no authority is configured. Raises OSError when it does not answer, `BadStamp` when
    what it answers is no stamp on this root.
    """
    if not settings.AUDIT_TSA_URL:
        return None
    from rfc3161_client import TimestampRequestBuilder  # deferred: slow import

    text = as_line(facts(Root.objects.get(number=number)).exported()).encode()
    question = (
        TimestampRequestBuilder().data(text).build()
    )  # SHA-512, with a nonce, asking for the certificate
    request = urllib.request.Request(
        settings.AUDIT_TSA_URL,
        data=question.as_bytes(),
        headers={"Content-Type": "application/timestamp-query"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        reply = answer.read(1 << 20)
    check_stamp(text, reply, nonce=question.nonce)
    path = stamp_path(number)
    path.write_bytes(reply)
    return path


def check_stamp(text: bytes, reply: bytes, *, nonce: int | None = None) -> None:
    """Kiểm tra dấu thời gian: the answer is a stamp on `text` and, where given, on the question with `nonce`.

    With `AUDIT_TSA_CERT` (the authority's certificates) its signature counts too. Raises `BadStamp`.
    """
    import rfc3161_client as tsp  # deferred: slow import

    try:
        stamp = tsp.decode_timestamp_response(reply)
        if stamp.status != tsp.PKIStatus.GRANTED:
            raise BadStamp(f"the authority refused: {', '.join(stamp.status_string) or stamp.status}")
        if stamp.tst_info.message_imprint.message != hashlib.sha512(text).digest():
            raise BadStamp("the stamp is on something else")
        if nonce is not None and stamp.tst_info.nonce != nonce:
            raise BadStamp("the stamp answers another question")
        if certificates := _certificates():
            tsp.VerifierBuilder(roots=certificates).build().verify_message(stamp, text)
    except BadStamp:
        raise
    except (ValueError, tsp.VerificationError) as error:
        raise BadStamp(str(error)) from error


def _certificates() -> list[Any]:
    if not settings.AUDIT_TSA_CERT:
        return []
    from cryptography.x509 import load_pem_x509_certificates  # deferred: slow import

    return load_pem_x509_certificates(Path(settings.AUDIT_TSA_CERT).read_bytes())


def verify_stamps(roots: Path, outcome: Outcome) -> None:
    """Check the stamps that are kept beside a file of exported roots; adds what does not fit to `outcome`."""
    for exported in exported_roots(roots):
        path = stamp_path(exported["number"], roots)
        if not path.exists():
            continue
        try:
            check_stamp(as_line(exported).encode(), path.read_bytes())
        except BadStamp as error:
            outcome.found("stamp_does_not_fit", root=exported["number"], because=str(error))
