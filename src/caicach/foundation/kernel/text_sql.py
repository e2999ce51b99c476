"""`fold` and `sort_key` as expressions of the database."""

from django.db.models import Func, TextField


class Fold(Func):
    """`fold(text)` of the database: lower case, no diacritics."""

    function = "fold"
    output_field = TextField()


class VietnameseSortKey(Func):
    """`vn_sort_key(text)`: order rows by the Vietnamese alphabet."""

    function = "vn_sort_key"
    template = '(%(function)s(%(expressions)s) COLLATE "C")'
    output_field = TextField()
