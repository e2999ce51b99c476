"""Opening notices, and choosing how to be told."""

from datetime import datetime

from django.db import transaction

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.records import Ref
from caicach.organisation.notices.models import Delivery, Preference
from caicach.organisation.notices.states import Channel, kinds


def open_delivery(*, delivery: Delivery, by: Actor, at: datetime) -> Delivery:
    """Mở thông báo: the first opening is kept as the receipt."""
    Delivery.objects.filter(pk=delivery.pk, person=by.person_id, seen_at__isnull=True).update(seen_at=at)
    return delivery


def mark_seen(*, ref: Ref, by: Actor, at: datetime) -> int:
    """The person has the row itself before them: everything they were told about it counts as opened."""
    about = Delivery.objects.filter(notice__ref_kind=ref.kind, notice__ref_id=ref.id)
    return about.filter(person__in=by.persons, seen_at__isnull=True).update(seen_at=at)


def mark_all_seen(*, by: Actor, at: datetime) -> int:
    """Đánh dấu đã xem tất cả."""
    return Delivery.objects.filter(person=by.person_id, seen_at__isnull=True).update(seen_at=at)


@transaction.atomic
def choose(*, wanted: dict[str, tuple[bool, str]], by: Actor, at: datetime) -> None:
    """Tùy chọn nhận thông báo of the person themselves: kind -> (inbox, channel of e-mail)."""
    known = {kind.code for kind in kinds()}
    if by.person_id is None or not wanted.keys() <= known:
        raise Refused("Loại thông báo không có trong danh mục.")
    for kind, (in_inbox, channel) in wanted.items():
        Preference.objects.update_or_create(
            person_id=by.person_id, kind=kind, defaults={"in_inbox": in_inbox, "mail": Channel(channel)}
        )
