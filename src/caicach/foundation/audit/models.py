"""Events, reads, the roots over both, and the salts without which hashed personal values say nothing."""

import pgtrigger
from django.db import models
from django.db.models import Q

from caicach.foundation.kernel.models import Row
from caicach.foundation.kernel.triggers import Always, Stays


def _kept(prefix: str = "") -> list[Stays]:
    """Rows are only added; their place under a root is set once."""
    return [
        Stays(name=f"{prefix}never_deleted", operation=pgtrigger.Delete),
        Stays(
            name=f"{prefix}never_changed",
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange(exclude=["root", "leaf"]),
        ),
        Stays(
            name=f"{prefix}root_set_once",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__root__isnull=False),
        ),
    ]


# The canonical text is that of `rules.Sealed.text`. The head is locked so that two writers on one object queue; it is
# looked for again because the one who was first may have added an event while the other waited. A new object has
# no head and locks nothing. `recorded_at` is the clock, not the start of the transaction.
_CHAIN = """
    NEW.recorded_at := clock_timestamp();
    NEW.root := NULL;
    NEW.leaf := NULL;
    LOOP
        SELECT position, hash INTO head FROM audit_event
            WHERE object_id = NEW.object_id ORDER BY position DESC LIMIT 1 FOR NO KEY UPDATE;
        EXIT WHEN NOT FOUND;
        EXIT WHEN NOT EXISTS (
            SELECT 1 FROM audit_event WHERE object_id = NEW.object_id AND position > head.position);
    END LOOP;
    NEW.position := coalesce(head.position, 0) + 1;
    NEW.previous := coalesce(head.hash, ''::bytea);
    NEW.hash := sha256(convert_to(concat_ws(E'\\n',
        'caicach.event.1', NEW.id, NEW.object_kind, NEW.object_id, NEW.position, encode(NEW.previous, 'hex'),
        NEW.kind, coalesce(NEW.unit_id::text, ''), coalesce(NEW.actor_id::text, ''), NEW.actor_label,
        coalesce(NEW.acting_for::text, ''), (extract(epoch FROM NEW.happened_at) * 1000000)::bigint,
        (extract(epoch FROM NEW.recorded_at) * 1000000)::bigint, NEW.data::text), 'UTF8'));
    RETURN NEW;
"""


class Event(Row):
    """Sự kiện: something that was done. No foreign keys: it outlives what it speaks of.

    `position`, `previous`, `hash` and `recorded_at` are set by the database. `root` and `leaf` say under which Merkle
    root the event stands; they are set once, when the root is taken.
    """

    kind = models.CharField(max_length=100)
    object_kind = models.CharField(max_length=100)
    object_id = models.UUIDField()
    unit_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(
        max_length=100, default="", blank=True
    )  # of the system only: people are ids
    acting_for = models.UUIDField(null=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    data = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0, editable=False)
    previous = models.BinaryField(default=b"", editable=False)
    hash = models.BinaryField(default=b"", editable=False)
    root = models.PositiveIntegerField(null=True, editable=False)
    leaf = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object_id", "position"], name="event_chain_does_not_fork"),
            models.UniqueConstraint(
                fields=["root", "leaf"], condition=Q(root__isnull=False), name="event_leaf_once"
            ),
            models.CheckConstraint(
                name="event_lines_are_lines",  # the canonical text has one field a line
                condition=~(
                    Q(kind__contains="\n") | Q(object_kind__contains="\n") | Q(actor_label__contains="\n")
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["unit_id", "id"], name="event_of_unit"),
            models.Index(fields=["actor_id", "id"], name="event_of_actor"),
            models.Index(fields=["id"], condition=Q(root__isnull=True), name="event_without_root"),
        ]
        triggers = [
            Always(
                name="chain",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("head", "record")],
                func=_CHAIN,
            ),
            *_kept(),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


# The canonical text is that of `rules.SealedRead.text`. No chain: two readers never wait for each other.
_SEAL = """
    NEW.recorded_at := clock_timestamp();
    NEW.root := NULL;
    NEW.leaf := NULL;
    NEW.hash := sha256(convert_to(concat_ws(E'\\n',
        'caicach.read.1', NEW.id, NEW.way, NEW.page, NEW.object_kind, coalesce(NEW.object_id::text, ''),
        coalesce(NEW.unit_id::text, ''), coalesce(NEW.actor_id::text, ''), NEW.actor_label,
        coalesce(NEW.actor_unit_id::text, ''), coalesce(NEW.acting_for::text, ''), NEW.reason,
        (extract(epoch FROM NEW.recorded_at) * 1000000)::bigint, NEW.data::text), 'UTF8'));
    RETURN NEW;
"""


class Way(models.TextChoices):
    """How something was read."""

    PAGE = "page", "Xem trên trang"
    DOWNLOAD = "download", "Tải tệp"
    EXPORT = "export", "Kết xuất"
    API = "api", "Qua API"


class Read(Row):
    """Lượt xem: a sensitive thing that was read. No foreign keys: it outlives what it speaks of.

    `object_id` is null for a list. `unit_id` is the unit of the object, `actor_unit_id` the one the reader was working
    for, `reason` that of a support elevation, `page` the name of the address. `recorded_at` and `hash` are set by the
    database, `root` and `leaf` when a Merkle root is taken.
    """

    way = models.CharField(max_length=10, choices=Way)
    page = models.CharField(max_length=100)
    object_kind = models.CharField(max_length=100)
    object_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=100, default="", blank=True)
    actor_unit_id = models.UUIDField(null=True)
    acting_for = models.UUIDField(null=True)
    reason = models.TextField(default="", blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    data = models.JSONField(default=dict)
    hash = models.BinaryField(default=b"", editable=False)
    root = models.PositiveIntegerField(null=True, editable=False)
    leaf = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["root", "leaf"], condition=Q(root__isnull=False), name="read_leaf_once"
            ),
            models.CheckConstraint(
                name="read_lines_are_lines",  # the canonical text has one field a line
                condition=~(
                    Q(way__contains="\n")
                    | Q(page__contains="\n")
                    | Q(object_kind__contains="\n")
                    | Q(actor_label__contains="\n")
                    | Q(reason__contains="\n")
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["object_id", "id"], name="read_of_object"),
            models.Index(fields=["actor_id", "id"], name="read_of_actor"),
            models.Index(fields=["unit_id", "id"], name="read_of_unit"),
            models.Index(fields=["actor_unit_id", "id"], name="read_for_unit"),
            models.Index(fields=["id"], condition=Q(root__isnull=True), name="read_without_root"),
        ]
        triggers = [
            Always(name="seal", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_SEAL),
            *_kept("read_"),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.page}"


class Root(models.Model):
    """Gốc xác thực: the Merkle root over the events and reads since the root before, chained to it.

    `events` counts its leaves: the events first, then the reads.
    """

    number = models.PositiveIntegerField(primary_key=True)
    taken_at = models.DateTimeField()
    complete_until = models.DateTimeField()
    events = models.PositiveIntegerField()
    merkle = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        triggers = [Stays(name="root_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.number)


class Salt(models.Model):
    """The salt of one object's personal values in the log; erasing it makes their hashes meaningless."""

    object_id = models.UUIDField(primary_key=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return str(self.object_id)
