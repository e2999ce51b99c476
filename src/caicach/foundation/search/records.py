"""Setting up ends with the index: after the reference data, and again after the samples. Words of the read log."""

from datetime import datetime
from typing import Any

from caicach.foundation.audit.telling import read_words
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import setup_step
from caicach.foundation.search.operations import rebuild


def _index(*, by: Actor, at: datetime, **rest: Any) -> None:
    rebuild(by=by, at=at)


setup_step(990, "Chỉ mục tìm kiếm", _index)
setup_step(990, "Chỉ mục tìm kiếm (dữ liệu mẫu)", _index, sample=True)
read_words({"search.people": "Người trong kết quả tìm kiếm"})
