"""Search (tìm kiếm): over everything that `records` lists, without diacritics, by permission.

The index holds words, never rights: whether a person finds a row is asked of its owner for every answer.
It follows the log: kinds whose rows changed are indexed anew within a minute; `caicach search rebuild` does all.
"""
