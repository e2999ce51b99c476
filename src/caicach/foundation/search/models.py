"""The index."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models.functions import Left

from caicach.foundation.kernel.models import Row

INDEXED_START = 100  # characters of a title that are found by how they begin


class Entry(Row):
    """Mục tìm kiếm: the words of one row of any app, and where it is; derived by `caicach search rebuild`.

    `title_words` and `text_words` are folded (see `rules.indexed`); words of the title count more.
    """

    kind = models.CharField(max_length=100)
    object_id = models.UUIDField()
    unit_id = models.UUIDField(null=True, blank=True)
    title = models.CharField(max_length=500)
    url = models.CharField(max_length=500, default="", blank=True)
    title_words = models.TextField()
    text_words = models.TextField(default="", blank=True)
    digest = models.CharField(max_length=32)
    vector = models.GeneratedField(
        expression=SearchVector("title_words", weight="A", config="simple")
        + SearchVector("text_words", weight="B", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]
        indexes = [
            GinIndex(fields=["vector"], name="search_entry_words"),
            models.Index(
                OpClass(Left("title_words", INDEXED_START), name="text_pattern_ops"),
                name="search_entry_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Follower(Row):
    """Up to when the index has followed the log; one row."""

    only = models.BooleanField(default=True, unique=True)
    followed_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.followed_until:%d/%m/%Y %H:%M}"
