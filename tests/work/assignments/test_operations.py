"""What an assignment goes through, from giving to confirming."""

from datetime import timedelta

import pytest

from caicach.foundation.audit.models import Event
from caicach.foundation.files.queries import attachments_of
from caicach.foundation.kernel.actor import Actor, Scope
from caicach.foundation.kernel.errors import NotPermitted, Refused, Stale
from caicach.work.assignments import operations, permissions
from caicach.work.assignments.models import Assignment, Beat
from caicach.work.assignments.operations import Proof
from caicach.work.assignments.queries import stamp
from caicach.work.assignments.rules import Term
from caicach.work.assignments.states import Giver, Status
from tests.factories.assignments import BY, NOW, TODAY, given, in_state, moment, order
from tests.factories.personnel import PersonFactory, PostFactory
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db


def _kinds(row):
    return list(Event.objects.filter(object_id=row.pk).order_by("position").values_list("kind", flat=True))


def _actor(*codes, unit):
    return Actor(name="Người thử", on=TODAY, scopes=(Scope(frozenset(codes), frozenset({unit.pk})),))


def test_given_to_done_leaves_every_step_on_record():
    row = given()

    operations.accept(assignment=row, by=BY, at=NOW)
    operations.report(assignment=row, percent=60, text="Đã dự thảo", by=BY, at=NOW)
    operations.hand_in(assignment=row, text="Đã ban hành QĐ 12", by=BY, at=NOW)
    operations.confirm(assignment=row, by=BY, at=NOW)

    row.refresh_from_db()
    assert (row.state, row.percent, row.handed_in_at, row.closed_at) == (Status.DONE, 100, NOW, NOW)
    assert _kinds(row) == [
        "assignments.given",
        "assignments.accepted",
        "assignments.reported",
        "assignments.handed_in",
        "assignments.confirmed",
    ]


def test_a_returned_assignment_keeps_the_reason_and_goes_to_another_unit():
    row = in_state(Status.RETURNED)
    other = UnitFactory()

    operations.give_again(assignment=row, note="Chuyển Sở Nội vụ", unit_id=other.pk, by=BY, at=NOW)

    row.refresh_from_db()
    assert (row.state, row.unit_id) == (Status.GIVEN, other.pk)
    assert [(r.kind, r.text) for r in row.remarks.order_by("id")] == [
        ("return", "Không đúng chức năng, nhiệm vụ"),
        ("give_again", "Chuyển Sở Nội vụ"),
    ]
    assert [(t.role, t.to_id) for t in row.transfers.all()] == [("lead", other.pk)]


def test_an_extension_keeps_both_dates_and_who_agreed():
    row = in_state(Status.ACCEPTED)
    first, wanted = row.due_on, row.due_on + timedelta(days=7)

    operations.ask_extension(assignment=row, wanted_due_on=wanted, reason="Chờ bộ", by=BY, at=NOW)
    row.refresh_from_db()
    while_asked = row.due_on
    operations.decide_extension(assignment=row, granted=True, agreed_by="Chủ tịch UBND tỉnh", by=BY, at=NOW)

    row.refresh_from_db()
    extension = row.extensions.get()
    assert while_asked == first
    assert (row.original_due_on, row.due_on) == (first, wanted)
    assert (extension.from_due_on, extension.granted_due_on, extension.agreed_by) == (
        first,
        wanted,
        "Chủ tịch UBND tỉnh",
    )


def test_a_refused_extension_leaves_the_date_and_says_why():
    row = in_state(Status.ACCEPTED)
    operations.ask_extension(
        assignment=row, wanted_due_on=row.due_on + timedelta(days=7), reason="Chờ bộ", by=BY, at=NOW
    )

    with pytest.raises(Refused, match="lý do không đồng ý"):
        operations.decide_extension(assignment=row, granted=False, by=BY, at=NOW)
    operations.decide_extension(assignment=row, granted=False, note="Đã đủ thời gian", by=BY, at=NOW)

    first = row.due_on
    row.refresh_from_db()
    assert (row.due_on, row.extensions.get().answer) == (first, "refused")


def test_one_question_at_a_time_and_only_for_a_later_day():
    row = in_state(Status.ACCEPTED)
    later = row.due_on + timedelta(days=7)

    with pytest.raises(Refused, match="phải sau thời hạn hiện tại"):
        operations.ask_extension(assignment=row, wanted_due_on=row.due_on, reason="Chờ", by=BY, at=NOW)
    operations.ask_extension(assignment=row, wanted_due_on=later, reason="Chờ", by=BY, at=NOW)
    with pytest.raises(Refused, match="đang chờ quyết định"):
        operations.ask_extension(assignment=row, wanted_due_on=later, reason="Chờ", by=BY, at=NOW)


def test_a_hand_in_answers_the_question_for_more_time_that_is_open():
    row = in_state(Status.ACCEPTED)
    later = row.due_on + timedelta(days=7)
    asked = operations.ask_extension(assignment=row, wanted_due_on=later, reason="Chờ", by=BY, at=NOW)

    operations.hand_in(assignment=row, text="Xong", by=BY, at=NOW)

    asked.refresh_from_db()
    row.refresh_from_db()
    assert (asked.answer, asked.decided_at, "đã nộp kết quả" in asked.decision_note) == ("refused", NOW, True)
    assert row.due_on == row.original_due_on


def test_a_result_sent_back_starts_the_clock_again():
    row = in_state(Status.HANDED_IN)

    operations.send_back(assignment=row, reason="Thiếu phụ lục", by=BY, at=NOW)

    row.refresh_from_db()
    report = row.reports.get()
    assert (row.state, row.handed_in_at) == (Status.ACCEPTED, None)
    assert (report.sent_back_because, report.sent_back_at) == ("Thiếu phụ lục", NOW)


def test_delegated_work_stays_within_the_tree_and_the_date():
    row = in_state(Status.ACCEPTED)
    below, stranger = UnitFactory(parent=row.unit), UnitFactory()

    with pytest.raises(Refused, match="đơn vị trực thuộc"):
        operations.delegate(assignment=row, unit_id=stranger.pk, by=BY, at=NOW)
    with pytest.raises(Refused, match="không sau thời hạn"):
        operations.delegate(
            assignment=row, unit_id=below.pk, due_on=row.due_on + timedelta(days=1), by=BY, at=NOW
        )
    child = operations.delegate(assignment=row, unit_id=below.pk, by=BY, at=NOW)

    assert (child.parent_id, child.giver_unit_id, child.unit_id) == (row.pk, row.unit_id, below.pk)
    assert (child.giver, child.due_on, child.title) == (Giver.DEPARTMENT_HEAD, row.due_on, row.title)


def test_a_part_may_end_with_the_whole_and_gets_no_later_day_by_an_extension():
    row = in_state(Status.ACCEPTED)
    below = UnitFactory(parent=row.unit)
    part = operations.delegate(assignment=row, unit_id=below.pk, due_on=row.due_on, by=BY, at=NOW)
    operations.accept(assignment=part, by=BY, at=NOW)
    late = row.due_on + timedelta(days=1)
    operations.ask_extension(assignment=part, wanted_due_on=late, reason="Chờ", by=BY, at=NOW)

    with pytest.raises(Refused, match="thời hạn của nhiệm vụ cấp trên"):
        operations.decide_extension(assignment=part, granted=True, by=BY, at=NOW)

    part.refresh_from_db()
    assert (part.due_on, part.extensions.get().answer) == (row.due_on, "asked")


def test_a_day_that_somebody_set_no_longer_rests_on_the_calendar():
    row = given(term=Term(TODAY, 500, "working_days"))
    operations.accept(assignment=row, by=BY, at=NOW)
    row.refresh_from_db()
    assert row.due_provisional

    operations.change_due(
        assignment=row, due_on=TODAY + timedelta(days=9), reason="Gấp", agreed_by="A", by=BY, at=NOW
    )

    row.refresh_from_db()
    assert (row.due_on, row.due_provisional) == (TODAY + timedelta(days=9), False)


def test_work_goes_to_a_person_who_holds_a_post_in_the_unit():
    row = in_state(Status.ACCEPTED)
    post = PostFactory(unit=row.unit)

    with pytest.raises(Refused, match="không công tác"):
        operations.delegate(assignment=row, person_id=PersonFactory().pk, by=BY, at=NOW)
    child = operations.delegate(assignment=row, person_id=post.person_id, by=BY, at=NOW)

    assert (child.unit_id, child.person_id) == (row.unit_id, post.person_id)


def test_a_result_is_not_handed_in_while_delegated_parts_are_open():
    row = in_state(Status.ACCEPTED)
    child = operations.delegate(assignment=row, unit_id=UnitFactory(parent=row.unit).pk, by=BY, at=NOW)

    with pytest.raises(Refused, match="Còn 1 phần việc"):
        operations.hand_in(assignment=row, text="Xong", by=BY, at=NOW)
    operations.withdraw(assignment=child, reason="Tự làm", by=BY, at=NOW)
    operations.hand_in(assignment=row, text="Xong", by=BY, at=NOW)

    row.refresh_from_db()
    assert row.state is Status.HANDED_IN


def test_withdrawing_takes_back_everything_delegated():
    row = in_state(Status.ACCEPTED)
    child = operations.delegate(assignment=row, unit_id=UnitFactory(parent=row.unit).pk, by=BY, at=NOW)
    operations.accept(assignment=child, by=BY, at=NOW)
    grandchild = operations.delegate(
        assignment=child, unit_id=UnitFactory(parent=child.unit).pk, by=BY, at=NOW
    )

    operations.withdraw(assignment=row, reason="Văn bản bị thay thế", by=BY, at=NOW)

    rows = Assignment.objects.filter(pk__in=[row.pk, child.pk, grandchild.pk])
    assert set(rows.values_list("status", "closed_at")) == {("withdrawn", NOW)}


@pytest.mark.parametrize("mark", ["Tối mật: xây dựng phương án", "Báo cáo\nMẬT\nvề công tác", "Độ mật A"])
def test_state_secrets_do_not_come_in(mark):
    with pytest.raises(Refused, match="độ mật"):
        given(title=mark)

    assert Assignment.objects.count() == 0


def test_a_secret_in_a_report_is_refused_with_nothing_written():
    row = in_state(Status.ACCEPTED)

    with pytest.raises(Refused, match="bí mật nhà nước"):
        operations.report(assignment=row, percent=10, text="Theo văn bản Tuyệt mật", by=BY, at=NOW)

    assert (row.reports.count(), _kinds(row)[-1]) == (0, "assignments.accepted")


def test_of_many_orders_all_are_given_or_none_and_the_wrong_row_is_named():
    good = order()
    with pytest.raises(Refused) as refused:
        operations.give_many(orders=[good, order(title=" ")], by=BY, at=NOW)

    assert (refused.value.row, Assignment.objects.count()) == (2, 0)


def test_giving_many_takes_the_same_statements_as_giving_three(django_assert_num_queries):
    unit, giver = UnitFactory(), UnitFactory()
    orders = [order(unit, giver, title=f"Việc {n}") for n in range(200)]

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        operations.give_many(orders=orders[:3], by=BY, at=NOW)
    with django_assert_num_queries(len(few)):
        rows = operations.give_many(orders=orders[3:], by=BY, at=NOW)

    assert [row.title for row in rows] == [f"Việc {n}" for n in range(3, 200)]


def test_a_unit_that_does_not_live_that_day_is_refused_by_name():
    gone = UnitFactory(name="Sở Thông tin và Truyền thông", until=TODAY - timedelta(days=400))

    with pytest.raises(Refused, match="Sở Thông tin và Truyền thông không hoạt động"):
        given(gone)


def test_a_term_in_working_days_is_reckoned_and_kept():
    row = given(term=Term(start=TODAY, amount=5))

    assert (row.due_on, row.term_amount) == (TODAY + timedelta(days=7), 5)  # over a weekend


def test_the_stale_page_is_refused():
    row = given()
    operations.accept(assignment=row, by=BY, at=NOW)

    with pytest.raises(Stale):
        operations.return_to_giver(assignment=row, reason="x", by=BY, at=NOW, revision=row.revision)


def test_the_second_of_two_hand_ins_is_refused():
    row = in_state(Status.ACCEPTED)
    operations.hand_in(assignment=row, text="Xong", by=BY, at=NOW)

    with pytest.raises(Refused, match="Chờ xác nhận"):
        operations.hand_in(assignment=row, text="Xong", by=BY, at=NOW)

    assert row.reports.count() == 1


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (operations.accept, permissions.ACCEPT),
        (lambda **k: operations.return_to_giver(reason="x", **k), permissions.ACCEPT),
        (lambda **k: operations.withdraw(reason="x", **k), permissions.ASSIGN),
    ],
)
def test_another_unit_may_not(step, code):
    row, stranger = given(), UnitFactory()

    with pytest.raises(NotPermitted):
        step(assignment=row, by=_actor(code, unit=stranger), at=NOW)
    side = row.giver_unit if code == permissions.ASSIGN else row.unit
    step(assignment=row, by=_actor(code, unit=side), at=NOW)


def test_the_person_in_charge_acts_without_a_grant_and_nobody_else_does():
    row = in_state(Status.ACCEPTED)
    post = PostFactory(unit=row.unit)
    child = operations.delegate(assignment=row, person_id=post.person_id, by=BY, at=NOW)
    theirs = Actor(name="Người được giao", on=TODAY, person_id=post.person_id)

    with pytest.raises(NotPermitted):
        operations.accept(assignment=child, by=Actor(name="Khác", on=TODAY), at=NOW)
    operations.accept(assignment=child, by=theirs, at=NOW)

    child.refresh_from_db()
    assert child.state is Status.ACCEPTED


def test_the_unit_does_not_confirm_its_own_result():
    row = in_state(Status.HANDED_IN)

    with pytest.raises(NotPermitted):
        operations.confirm(assignment=row, by=_actor(permissions.CONFIRM, unit=row.unit), at=NOW)


def test_evidence_is_a_file_a_number_or_an_address():
    row = in_state(Status.ACCEPTED)

    with pytest.raises(Refused, match="chọn tệp, hoặc ghi số"):
        operations.report(assignment=row, percent=1, evidence=[Proof("Ảnh")], by=BY, at=NOW)
    report = operations.report(
        assignment=row, percent=1, evidence=[Proof("Kế hoạch", symbol="12/KH-SNV")], by=BY, at=NOW
    )

    kept = attachments_of("assignments.report", report.pk)
    assert [(e.title, e.number) for e in kept] == [("Kế hoạch", "12/KH-SNV")]


def test_amending_changes_words_and_keeps_the_old_ones():
    row = given(product="Kế hoạch")

    operations.amend(
        assignment=row,
        changes={"product": "Quyết định", "due_on": "2030-01-01"},
        reason="Ghi nhầm",
        by=BY,
        at=NOW,
    )

    row.refresh_from_db()
    assert (row.product, row.due_on, row.remarks.get().text) == (
        "Quyết định",
        row.original_due_on,
        "Ghi nhầm (trước đó: Kế hoạch)",
    )


def test_every_write_moves_the_stamp_that_boards_compare():
    row = given()
    before = stamp()

    operations.accept(assignment=row, by=BY, at=NOW)

    assert stamp() == before + 1
    assert Beat.objects.count() == 1


def test_a_secret_assignment_is_only_a_number():
    unit = UnitFactory()

    operations.count_secret(unit_id=unit.pk, month=TODAY, count=2, by=BY, at=NOW)
    row = operations.count_secret(unit_id=unit.pk, month=TODAY, count=3, by=BY, at=moment())

    assert (row.month, row.count) == (TODAY.replace(day=1), 3)


@pytest.mark.parametrize("giver", list(Giver))
def test_everybody_who_gives_work_is_named_as_such(giver):
    row = given(giver=giver)

    assert (row.giver, row.get_giver_display()) == (giver.value, giver.label)
