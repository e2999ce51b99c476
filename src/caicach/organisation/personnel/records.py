"""What others may know of people: title, address, search."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from caicach.foundation.audit.telling import event_words, read_words
from caicach.foundation.records import RecordKind, SearchEntry, register
from caicach.organisation.personnel.models import HandOver, Person, Post
from caicach.organisation.personnel.queries import hand_overs, visible_people


def _unit(person: Person) -> UUID | None:
    post = person.posts.filter(during__contains=timezone.localdate(), ended_at__isnull=True).first()
    return post.unit_id if post else None


def _search() -> Iterable[SearchEntry]:
    """Every person once, at the unit of the present or last post."""
    last: dict[UUID, Post] = {post.person_id: post for post in Post.objects.order_by("during")}
    for person in Person.objects.all():
        post = last.get(person.pk)
        text = " ".join(filter(None, (person.code, post.title if post else "")))
        yield SearchEntry(person.pk, person.full_name, text, post.unit_id if post else None)


register(
    RecordKind(
        kind="personnel.person",
        label="Người",
        model=Person,
        title=str,
        url=lambda person: reverse("personnel:person", args=[person.pk]),
        unit=_unit,
        visible=visible_people,
        search=_search,
        about_people=True,
    )
)
register(
    RecordKind(
        kind="personnel.hand_over",
        label="Biên bản bàn giao",
        model=HandOver,
        title=lambda row: f"Biên bản bàn giao ngày {timezone.localdate(row.at):%d/%m/%Y}",
        url=lambda row: reverse("personnel:minutes", args=[row.pk]),
        visible=lambda actor: hand_overs(visible_to=actor),
    )
)

event_words(
    {
        "personnel.person_added": "Thêm người",
        "personnel.person_changed": "Sửa thông tin người",
        "personnel.appointed": "Bổ nhiệm, bố trí",
        "personnel.post_ended": "Thôi giữ chức vụ, vị trí",
        "personnel.absent": "Vắng mặt, cử người thay",
        "personnel.back": "Trở lại làm việc",
        "personnel.left": "Thôi việc, chuyển công tác",
        "personnel.handed_over": "Bàn giao công việc",
    }
)

read_words({"personnel.person": "Nhân sự", "personnel.handover": "Biên bản bàn giao"})
