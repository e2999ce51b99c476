"""Accounts, roles and grants: what administrators may do, on pages and beneath them."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.timezone import localdate
from procrastinate.contrib.django.models import ProcrastinateJob

from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.actor import SYSTEM
from caicach.foundation.kernel.errors import NotPermitted, Refused, Stale
from caicach.foundation.papers.sheets import write_table
from caicach.organisation.access import operations
from caicach.organisation.access.models import Grant, Role, SignIn, User
from caicach.organisation.access.operations.importing import COLUMNS
from caicach.organisation.access.queries import actor_of, explain, visible_users
from caicach.organisation.access.rules import expand, merged
from caicach.organisation.personnel.models import Person, Post
from tests.factories.access import GrantFactory, RoleFactory, UserFactory, actor_as, user_as
from tests.factories.personnel import PostFactory
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
TODAY = date(2026, 6, 1)


def test_patterns_name_codes_and_take_them_out_again():
    known = ["a.view", "a.edit", "b.view"]

    assert expand(["*.view", "!b.*"], known) == ["a.view"]
    assert expand(["a.*"], known) == ["a.edit", "a.view"]
    assert expand(["!a.*"], known) == []


def test_an_update_keeps_what_the_province_changed():
    assert merged(own=["a", "mine"], shipped_before=["a", "b"], shipped_now=["a", "b", "new"]) == [
        "a",
        "mine",
        "new",
    ]
    assert merged(own=["a", "b"], shipped_before=["a", "b"], shipped_now=["b"]) == ["b"]


def test_shipped_roles_load_once_and_keep_the_own_changes():
    assert operations.load_reference(by=SYSTEM, at=AT) == 13
    role = Role.objects.get(code="inspector")
    operations.change_role(role=role, name=role.name, note="", codes=["units.view"], by=SYSTEM, at=AT)

    assert operations.load_reference(by=SYSTEM, at=AT) == 0
    assert Role.objects.get(code="inspector").permissions == ["units.view"]


def test_a_role_is_changed_in_known_codes_only_and_not_from_a_stale_page():
    role = RoleFactory(code="mine", permissions=["units.view"])
    values = {"role": role, "name": "Mới", "note": "", "by": SYSTEM, "at": AT}

    with pytest.raises(Refused, match="Không có quyền mang mã"):
        operations.change_role(**values, codes=["made.up"])
    operations.change_role(**values, codes=["personnel.view"], revision=0)
    with pytest.raises(Stale):
        operations.change_role(**values, codes=[], revision=0)

    event = Event.objects.get(kind="access.role_changed")
    assert (event.data["added"], event.data["taken"]) == (["personnel.view"], ["units.view"])


def test_an_account_is_made_without_password_and_its_owner_gets_a_link():
    person = PostFactory().person

    user = operations.create_user(
        username=" Lan.Nguyen ", email="lan@mau.gov.vn", person=person, by=SYSTEM, at=AT
    )

    assert (user.username, user.has_usable_password()) == ("lan.nguyen", False)
    assert ProcrastinateJob.objects.filter(task_name="access.send_password_link").count() == 1
    assert "lan" not in str(Event.objects.get(kind="access.user_created").data)


@pytest.mark.parametrize("name", ["ab", "Có dấu", "a b c", "x" * 151, "<script>"])
def test_a_wrong_user_name_is_refused(name):
    with pytest.raises(Refused):
        operations.create_user(username=name, by=SYSTEM, at=AT)


def test_administrators_of_a_unit_reach_the_accounts_of_that_unit_only():
    top = province()
    here, there = UnitFactory(parent=top), UnitFactory(parent=top)
    mine, theirs = user_as("specialist", here), user_as("specialist", there)
    posted = UserFactory(person=PostFactory(unit=here).person)
    by = actor_as("administrator", here)

    seen = set(visible_users(by))

    assert {mine, posted} <= seen
    assert theirs not in seen
    for change in (operations.reset_password, operations.reactivate, operations.reset_second_step):
        change(user=mine, by=by, at=AT)
        with pytest.raises(NotPermitted):
            change(user=theirs, by=by, at=AT)
    with pytest.raises(NotPermitted):
        operations.deactivate(user=theirs, reason="x", by=by, at=AT)
    with pytest.raises(NotPermitted):
        operations.grant_role(user=mine, role=RoleFactory(), unit=there, since=TODAY, by=by, at=AT)


def test_nobody_grants_to_or_closes_oneself():
    top = province()
    admin = user_as("administrator", top)
    by = actor_of(admin, on=TODAY)

    with pytest.raises(Refused, match="Không tự cấp quyền"):
        operations.grant_role(user=admin, role=RoleFactory(), unit=top, since=TODAY, by=by, at=AT)
    with pytest.raises(Refused, match="Không tự khóa"):
        operations.deactivate(user=admin, reason="x", by=by, at=AT)


def test_who_may_not_change_roles_does_not_hand_out_administration():
    unit = UnitFactory(parent=province())
    RoleFactory(code="clerk-admin", permissions=["access.manage", "access.view"])
    by = actor_as("clerk-admin", unit)

    with pytest.raises(Refused, match="vai trò quản trị"):
        operations.grant_role(
            user=UserFactory(), role=RoleFactory(code="administrator"), unit=unit, since=TODAY, by=by, at=AT
        )


def test_grants_are_ended_never_deleted_and_not_given_twice():
    unit = UnitFactory(parent=province())
    user, role = UserFactory(), RoleFactory(code="focal_officer")
    values = {"user": user, "role": role, "unit": unit, "since": TODAY, "by": SYSTEM, "at": AT}
    grant = operations.grant_role(**values)

    with pytest.raises(Refused, match="đã có vai trò này"):
        operations.grant_role(**values)
    with pytest.raises(Refused, match="Chưa nhập lý do"):
        operations.end_grant(grant=grant, reason=" ", by=SYSTEM, at=AT)
    operations.end_grant(grant=grant, reason="Chuyển công tác", by=SYSTEM, at=AT)
    operations.grant_role(**values)

    assert [bool(g.ended_at) for g in Grant.objects.order_by("pk")] == [True, False]
    with pytest.raises(DatabaseError, match="grants_stay"), transaction.atomic():
        grant.delete()


@pytest.mark.parametrize(
    "row",
    [
        lambda: GrantFactory(during=(TODAY, TODAY)),
        lambda: GrantFactory(expires_at=AT, reason=""),
        lambda: SignIn.objects.create(outcome="other", at=AT),
        lambda: [UserFactory(username=name) for name in ("lan", "LAN")],
        lambda: [UserFactory(email=mail) for mail in ("a@b.vn", "A@b.vn")],
    ],
)
def test_the_database_refuses_what_cannot_be(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        row()


def test_elevation_is_short_reasoned_and_never_administrative():
    unit = UnitFactory(parent=province())
    admin = user_as("administrator", unit)
    by = actor_of(admin, on=TODAY)
    head = RoleFactory(code="unit_head")
    values = {"unit": unit, "by": by, "at": AT}

    with pytest.raises(Refused, match="lý do"):
        operations.elevate(role=head, minutes=30, reason="hỗ trợ", **values)
    with pytest.raises(Refused, match="240 phút"):
        operations.elevate(role=head, minutes=241, reason="Chị Lan nhờ sửa kế hoạch", **values)
    with pytest.raises(Refused, match="quản trị"):
        operations.elevate(
            role=RoleFactory(code="administrator"), minutes=9, reason="Chị Lan nhờ sửa", **values
        )
    with pytest.raises(NotPermitted):
        operations.elevate(role=head, minutes=9, reason="Chị Lan nhờ sửa", unit=UnitFactory(), by=by, at=AT)
    operations.elevate(role=head, minutes=30, reason="Chị Lan nhờ sửa kế hoạch", **values)

    during = actor_of(admin, on=TODAY, at=AT + timedelta(minutes=29))
    assert (during.elevated, during.may("notices.urge", at_unit=unit.pk)) == (
        "Chị Lan nhờ sửa kế hoạch",
        True,
    )
    event = Event.objects.get(kind="access.elevated")
    assert (event.unit_id, event.data["minutes"]) == (unit.pk, 30)


def test_a_decision_is_explained_and_agrees_with_what_the_actor_may():
    top = province()
    here, there = UnitFactory(parent=top), UnitFactory(parent=top)
    user = user_as("focal_officer", here)
    GrantFactory(user=user, role=RoleFactory(code="unit_head"), unit=here, ended_at=AT)
    GrantFactory(user=user, role=RoleFactory(code="content_lead"), unit=top, area="II")

    for permission in ("units.view", "personnel.manage", "notices.urge"):
        for unit in (here, there, top):
            for area in ("", "II"):
                decision = explain(user, permission, unit=unit.pk, area=area, on=TODAY)
                assert decision.allowed == actor_of(user, on=TODAY).may(
                    permission, at_unit=unit.pk, area=area
                )
                assert len(decision.reasons) == 3
    words = [reason.words for reason in explain(user, "units.view", unit=here.pk, area="", on=TODAY).reasons]
    assert sorted(words) == [
        "Chỉ cho nội dung CCHC “II”.",
        "Cấp tại chính cơ quan, đơn vị này.",
        "Không còn hoặc chưa có hiệu lực vào ngày này.",
    ]


def _file(*rows):
    return write_table(COLUMNS, rows, format="csv")


def test_accounts_of_a_file_are_made_whole():
    RoleFactory(code="focal_officer")
    unit = UnitFactory(parent=province(), own_code="SNV")

    made = operations.import_users(
        file=_file(
            ("lan.nguyen", "Nguyễn Thị Lan", "lan@mau.gov.vn", "SNV", "Chuyên viên", "focal_officer", ""),
            ("an.le", "Lê Văn An", "", "SNV", "", "Công chức đầu mối CCHC", ""),
        ),
        by=SYSTEM,
        at=AT,
    )

    assert made == 2
    assert set(User.objects.values_list("username", "person__full_name", "person__posts__unit")) == {
        ("lan.nguyen", "Nguyễn Thị Lan", unit.pk),
        ("an.le", "Lê Văn An", unit.pk),
    }
    assert Grant.objects.filter(post__isnull=False, unit=unit).count() == 2


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("", "A", "", "SNV", "", "focal_officer", ""), "Dòng 3, cột “Tên đăng nhập”"),
        (("b.c.d", "A", "", "XXX", "", "focal_officer", ""), "Dòng 3, cột “Mã đơn vị”"),
        (("b.c.d", "A", "", "SNV", "", "king", ""), "Không có vai trò “king”"),
        (("good.one", "A", "", "SNV", "", "focal_officer", ""), "đã có người dùng"),
        (("b.c.d", "A", "not-an-address", "SNV", "", "focal_officer", ""), "Dòng 3"),
    ],
)
def test_one_wrong_row_and_no_account_is_made(row, message):
    RoleFactory(code="focal_officer")
    UnitFactory(parent=province(), own_code="SNV")
    good = ("good.one", "Nguyễn Thị Lan", "", "SNV", "", "focal_officer", "")

    with pytest.raises(Refused) as refused:
        operations.import_users(file=_file(good, row), by=SYSTEM, at=AT)

    assert message.lower() in str(refused.value).lower()
    assert (User.objects.count(), Person.objects.count(), Post.objects.count()) == (0, 0, 0)


def test_the_first_administrator_reaches_the_whole_province():
    top = province()

    user = operations.create_administrator(username="quan.tri", email="", password="x", by=SYSTEM, at=AT)

    actor = actor_of(user, on=TODAY)
    assert actor.may("access.manage", at_unit=UnitFactory(parent=top).pk)
    assert actor.may("access.manage")


def test_a_closed_account_loses_its_open_session_with_the_next_click(client_of):
    """HR-13, with two sessions open at once."""
    unit = UnitFactory(parent=province())
    leaver = user_as("unit_head", unit)
    session, other = client_of(leaver), client_of(role="unit_head", unit=unit)
    assert session.get("/nhan-su/").status_code == 200

    operations.deactivate(user=leaver, reason="Nghỉ việc", by=SYSTEM, at=AT)

    assert session.get("/nhan-su/")["Location"].startswith("/tai-khoan/dang-nhap/")
    assert other.get("/nhan-su/").status_code == 200


def test_the_administrator_works_through_the_pages(client_of):
    top = province()
    unit = UnitFactory(parent=top, own_code="SNV", name="Sở Nội vụ")
    role = RoleFactory(code="focal_officer")
    client = client_of(role="administrator", unit=top)

    form = {
        "full_name": "Nguyễn Thị Lan", "unit": "SNV – Sở Nội vụ", "title": "Chuyên viên", "role": role.pk,
        "username": "lan.nguyen", "email": "",
    }  # fmt: skip
    made = client.post("/quan-tri/tai-khoan/them/", form)
    user = User.objects.get(username="lan.nguyen")
    assert made["Location"] == f"/quan-tri/tai-khoan/{user.pk}/"
    twice = client.post("/quan-tri/tai-khoan/them/", form)
    assert "Tên đăng nhập này đã có người dùng." in twice.content.decode()
    assert Person.objects.filter(full_name="Nguyễn Thị Lan").count() == 1

    grant = {"role": role.pk, "unit": "SNV", "since": localdate().isoformat(), "area": "II"}
    client.post(f"/quan-tri/tai-khoan/{user.pk}/phan-quyen/", grant)
    given = Grant.objects.get(user=user, area="II")
    client.post(f"/quan-tri/quyen/{given.pk}/thu-hoi/", {"reason": "Cấp nhầm"})
    given.refresh_from_db()
    assert given.ended_at

    link = client.post(f"/quan-tri/tai-khoan/{user.pk}/dat-lai-mat-khau/").content.decode()
    assert "/tai-khoan/dat-mat-khau/" in link
    asked = {"nguoi_dung": "lan.nguyen", "quyen": "units.view", "don_vi": "SNV"}
    assert "Cấp tại chính cơ quan" in client.get("/quan-tri/giai-thich/", asked).content.decode()
    assert unit.pk == given.unit_id


def test_a_file_with_errors_shows_all_of_them_and_makes_nothing(client_of):
    top = province()
    client = client_of(role="administrator", unit=top)
    before = User.objects.count()
    upload = io.BytesIO(_file(("", "A", "", "X", "", "king", ""), ("b.c.d", "", "", "15", "", "king", "")))
    upload.name = "tai-khoan.csv"

    answer = client.post("/quan-tri/tai-khoan/nhap/", {"file": upload})

    assert answer.status_code == 422
    assert "tệp có 2 lỗi" in answer.content.decode()
    assert User.objects.count() == before


def test_one_switches_the_unit_and_is_not_led_elsewhere(client_of):
    top = province()
    first, second, stranger = (UnitFactory(parent=top, name=f"Đơn vị {n}") for n in range(3))
    user = user_as("focal_officer", first)
    GrantFactory(user=user, role=RoleFactory(code="specialist"), unit=second)
    client = client_of(user)

    answer = client.post("/tai-khoan/lam-viec/", {"unit": str(second.pk), "next": "https://evil.example/"})
    assert answer["Location"] == "/"
    assert client.session["working_unit"] == str(second.pk)
    for wrong in (str(stranger.pk), "not-a-key"):
        assert client.post("/tai-khoan/lam-viec/", {"unit": wrong}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/quan-tri/", "/quan-tri/tai-khoan/", "/quan-tri/tai-khoan/them/", "/quan-tri/tai-khoan/nhap/",
        "/quan-tri/vai-tro/", "/quan-tri/vai-tro/administrator/", "/quan-tri/vai-tro/them/",
        "/quan-tri/giai-thich/", "/quan-tri/nang-quyen/", "/quan-tri/dang-nhap/",
    ],
)  # fmt: skip
def test_every_page_opens_with_one_and_three_accounts_in_the_same_number_of_queries(client_of, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    top = province()
    client = client_of(role="administrator", unit=top)

    def count():
        with CaptureQueriesContext(connection) as run:
            assert client.get(path).status_code == 200
        return len(run)

    user_as("focal_officer", UnitFactory(parent=top))
    one = count()
    for _ in range(2):
        user_as("focal_officer", UnitFactory(parent=top))

    assert count() == one <= 12
