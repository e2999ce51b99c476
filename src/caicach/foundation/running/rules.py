"""What may be shown of a statement: its words, none of its values."""

import re

MOST = 4000
_COLUMNS = re.compile(r"(SELECT(?: DISTINCT)?(?: ON \([^)]*\))?) (?:\"[^,]+, ){3,}.+? FROM ")
_INSERTED = re.compile(r"(INSERT INTO \S+) \([^)]*\)")
_TEXT = re.compile(r"[EeNn]?'(?:[^'\\]|''|\\.)*'|\$(\w*)\$.*?\$\1\$", re.DOTALL)
_LIST = re.compile(r"\((?:\s*%s\s*,)+\s*%s\s*\)")
_ROWS = re.compile(r"\(…\)(?:\s*,\s*\(…\))+")


def shown(statement: str) -> str:
    """The statement on one line; every quoted value and every list of places for values as "…".

    Statements that differ only in the length of such a list become the same.
    """
    without = _TEXT.sub("'…'", statement)
    return _ROWS.sub("(…), …", _LIST.sub("(…)", " ".join(without.split())))[:MOST]


def brief(statement: str) -> str:
    """A shown statement without the long lists of columns that it reads or writes."""
    return _INSERTED.sub(r"\1 (…)", _COLUMNS.sub(r"\1 … FROM ", statement))
