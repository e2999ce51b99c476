"""`fold` and `sort_key` as expressions of the database."""

from typing import TypeVar, cast

from django.db.models import F, Func, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from caicach.foundation.kernel.text import fold

M = TypeVar("M", bound=Model)


class Fold(Func):
    """`fold(text)` of the database: lower case, no diacritics."""

    function = "fold"
    output_field = TextField()


class VietnameseSortKey(Func):
    """`vn_sort_key(text)`: order rows by the Vietnamese alphabet."""

    function = "vn_sort_key"
    template = '(%(function)s(%(expressions)s) COLLATE "C")'
    output_field = TextField()


def holding(rows: QuerySet[M], text: str, *fields: str) -> QuerySet[M]:
    """The rows whose fields together hold every word of `text`, diacritics and case aside; no word: all rows."""
    words = fold(text).split()
    if not words:
        return rows
    parts = [part for field in fields for part in (F(field), Value(" "))]
    wanted = Q()
    for word in words:
        wanted &= Q(held__contains=word)
    return cast("QuerySet[M]", rows.alias(held=Fold(Concat(*parts, output_field=TextField()))).filter(wanted))
