"""Import from files: preview, all errors at once, all or nothing, and files that come back unchanged."""

import io
import unicodedata
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.actor import Actor, system
from caicach.foundation.kernel.errors import NotPermitted, Refused, Stale
from caicach.foundation.papers.sheets import write_table
from caicach.steering.plans.models import (
    ActivityMoney,
    Area,
    Objective,
    Plan,
    PlanVersion,
    StagedImport,
    Task,
)
from caicach.steering.plans.operations.drafting import open_revision
from caicach.steering.plans.operations.importing import (
    confirm_import,
    import_file,
    map_columns,
    preview_of,
    stage_import,
)
from caicach.steering.plans.queries.importing import export_columns, export_rows, preview, read_file
from caicach.steering.plans.queries.source import rows_of, version_to_read, years_of
from caicach.steering.plans.rules.columns import ImportKind
from tests.factories import plans as make
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
BY = system(date(2026, 6, 1))
HEADER = ["STT", "Nội dung CCHC", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Thời gian hoàn thành"]


@pytest.fixture
def root():
    top = province()
    UnitFactory(name="Sở Nội vụ", parent=top)
    return top


@pytest.fixture
def draft(root) -> PlanVersion:
    plan = make.plan(root, code="kh", published=False, tasks=[], activities=[])
    return plan.versions.select_related("plan").get()


def tasks_file(*rows: list[Any], header: list[str] = HEADER) -> bytes:
    return write_table(header, rows)


ROWS = [
    ["1", "II", "Rà soát thủ tục", "Báo cáo", "Sở Nội vụ", date(2026, 9, 30)],
    ["2", "Cải cách thủ tục hành chính", "Công khai thủ tục", "", "Sở Lạ", "Thường xuyên"],
]


def staged(version: PlanVersion, content: bytes, kind: ImportKind = ImportKind.TASKS) -> StagedImport:
    return stage_import(version=version, kind=kind, file_name="tep.xlsx", content=content, by=BY, at=AT)


def codes(version: PlanVersion) -> list[str]:
    return list(version.tasks.order_by("position").values_list("code", flat=True))


def test_a_file_is_previewed_then_written_with_one_event(draft: PlanVersion) -> None:
    waiting = staged(draft, tasks_file(*ROWS))
    seen = preview_of(waiting)
    assert (len(seen.added), seen.changed, seen.unchanged, codes(draft)) == (2, [], 0, [])

    confirm_import(staged=waiting, outcome=seen.outcome, by=BY, at=AT)

    first, second = draft.tasks.order_by("position")
    assert (first.code, first.area_code, first.product, first.due_on) == (
        "1",
        "II",
        "Báo cáo",
        date(2026, 9, 30),
    )
    assert first.lead_unit.versions.get().name == "Sở Nội vụ"
    assert (second.due_on, second.due_text, second.lead_unit, second.lead_text) == (
        None,
        "Thường xuyên",
        None,
        "Sở Lạ",
    )
    assert [str(note) for note in seen.notes] == [
        "Dòng 3, cột “Cơ quan chủ trì”: cơ quan “Sở Lạ” chưa có trong danh mục; vẫn nhập được, chưa gắn với đơn vị nào."
    ]
    event = Event.objects.get(kind="plans.imported")
    assert (event.object_id, event.data["added"], event.data["sha256"]) == (draft.plan_id, 2, waiting.sha256)
    of_rows = Event.objects.filter(kind="plans.item_imported", unit_id=draft.plan.unit_id)
    assert {(e.object_id, e.data["code"]) for e in of_rows} == {(first.pk, "1"), (second.pk, "2")}


def test_changed_rows_are_shown_old_and_new_and_keep_their_identity(draft: PlanVersion) -> None:
    first = staged(draft, tasks_file(*ROWS))
    confirm_import(staged=first, outcome=preview_of(first).outcome, by=BY, at=AT)
    origin = draft.tasks.get(code="1").origin
    again = staged(draft, tasks_file(["1", "II", "Rà soát, cắt giảm thủ tục"], header=HEADER[:3]))

    seen = preview_of(again)
    assert [(one.code, one.differences) for one in seen.changed] == [
        ("1", {"Nhiệm vụ": ("Rà soát thủ tục", "Rà soát, cắt giảm thủ tục")})
    ]
    assert seen.missing == ["2"]
    confirm_import(staged=again, outcome=seen.outcome, by=BY, at=AT)

    task = draft.tasks.get(code="1")
    assert (task.origin, task.text, task.product, task.revision) == (
        origin,
        "Rà soát, cắt giảm thủ tục",
        "Báo cáo",
        1,
    )
    assert codes(draft) == ["1", "2"]


def test_one_wrong_cell_keeps_the_whole_file_out(draft: PlanVersion) -> None:
    waiting = staged(draft, tasks_file(*ROWS, ["3", "XX", "", "", "", "30/02/2026"]))
    seen = preview_of(waiting)

    assert sorted(str(problem) for problem in seen.problems) == [
        "Dòng 4, cột “Nhiệm vụ”: không được để trống.",
        "Dòng 4, cột “Nội dung CCHC”: “XX” không có trong kế hoạch; hãy ghi II.",
        "Dòng 4, cột “Thời gian hoàn thành”: “30/02/2026” không phải là ngày có thật.",
    ]
    with pytest.raises(Refused, match="3 lỗi"):
        confirm_import(staged=waiting, outcome=seen.outcome, by=BY, at=AT)
    assert codes(draft) == []


def test_a_preview_that_is_no_longer_true_is_stale(draft: PlanVersion) -> None:
    waiting = staged(draft, tasks_file(*ROWS))
    outcome = preview_of(waiting).outcome
    Task.objects.create(version=draft, code="1", text="Người khác vừa thêm")

    with pytest.raises(Stale):
        confirm_import(staged=waiting, outcome=outcome, by=BY, at=AT)
    assert codes(draft) == ["1"]


def test_the_same_file_is_not_imported_twice(draft: PlanVersion) -> None:
    waiting = staged(draft, tasks_file(*ROWS))
    confirm_import(staged=waiting, outcome=preview_of(waiting).outcome, by=BY, at=AT)

    with pytest.raises(Refused, match="đã nhập lúc"):
        confirm_import(staged=waiting, outcome="", by=BY, at=AT)
    second = staged(draft, tasks_file(*ROWS))
    with pytest.raises(Refused, match="không có gì để nhập"):
        confirm_import(staged=second, outcome=preview_of(second).outcome, by=BY, at=AT)


def test_the_version_in_force_is_read_unless_the_draft_is_asked_for(root) -> None:
    plan = make.plan(root, code="hai-ban", tasks=[{"text": "Việc cũ"}])
    draft = open_revision(plan=plan, reason="Bổ sung", by=BY, at=AT)

    assert version_to_read("hai-ban").pk == plan.current_id
    assert version_to_read("hai-ban", draft=True).pk == draft.pk


def test_objectives_that_a_task_serves_are_imported_by_their_codes(draft) -> None:
    header = [*HEADER[:3], "Phục vụ mục tiêu"]
    goal = Objective.objects.create(version=draft, code="MT.07", text="Đúng hạn")

    doubtful = tasks_file(["1", "II", "Việc", "MT.07, MT.99"], header=header)
    wrong = preview_of(staged(draft, doubtful))
    waiting = staged(draft, tasks_file(["1", "II", "Việc", "MT.07"], header=header))
    confirm_import(staged=waiting, outcome=preview_of(waiting).outcome, by=BY, at=AT)

    assert [str(p) for p in wrong.problems] == [
        "Dòng 2, cột “Phục vụ mục tiêu”: kế hoạch không có mục tiêu mã “MT.99”."
    ]
    assert draft.tasks.get(code="1").serves == [str(goal.origin)]


def test_importing_into_a_published_plan_opens_its_adjustment(root) -> None:
    plan = make.plan(root, code="da-ban-hanh", tasks=[{"text": "Việc cũ"}])
    version = version_to_read("da-ban-hanh")
    waiting = staged(version, tasks_file(["1", "II", "Việc mới"], ["2", "II", "Thêm"], header=HEADER[:3]))

    target = confirm_import(staged=waiting, outcome=preview_of(waiting).outcome, by=BY, at=AT)

    assert (target.ordinal, target.is_published, target.reason) == (2, False, "Nhập từ tệp tep.xlsx")
    assert list(target.tasks.order_by("position").values_list("text", flat=True)) == ["Việc mới", "Thêm"]
    assert list(plan.current.tasks.values_list("text", flat=True)) == ["Việc cũ"]


def test_a_person_without_the_permission_imports_nothing(draft: PlanVersion) -> None:
    with pytest.raises(NotPermitted):
        stage_import(
            version=draft,
            kind=ImportKind.TASKS,
            file_name="a",
            content=tasks_file(*ROWS),
            by=Actor(name="Khách", on=AT.date()),
            at=AT,
        )


def test_columns_with_other_titles_are_mapped_by_hand(draft: PlanVersion) -> None:
    content = write_table(["Số", "Việc phải làm"], [["1", "Rà soát"]])
    waiting = staged(draft, content)
    assert [p.column for p in preview_of(waiting).problems] == ["STT", "Nhiệm vụ"]

    mapping = {"code": "Số", "text": "Việc phải làm", "lead": ""}
    waiting = map_columns(staged=waiting, mapping=mapping, by=BY, at=AT)

    assert preview_of(waiting).is_clean
    assert waiting.mapping == {"code": "Số", "text": "Việc phải làm"}


ACTIVITIES = [
    "STT",
    "Hoạt động",
    "Khối",
    "Năm 2026",
    "Năm 2027",
    "Tổng",
    "Ngân sách địa phương",
    "Nguồn khác",
]


def test_money_outside_the_period_is_kept_and_found_not_refused(draft: PlanVersion, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    rows = [["1.1", "Tập huấn", "Khối nhà nước", "1.250", 5, 1260, 1255, 0]]
    file.write_bytes(write_table(ACTIVITIES, rows))

    outcome = import_file(
        path=file, code="kh", kind=ImportKind.ACTIVITIES, dry_run=False, check=True, by=BY, at=AT
    )

    assert outcome.written
    amounts = ActivityMoney.objects.order_by("year").values_list("year", "source", "amount")
    assert list(amounts) == [
        (2026, "ngân sách địa phương", Decimal(1250)),
        (2027, "ngân sách địa phương", Decimal(5)),
    ]
    assert [(f.code, f.where.code) for f in outcome.findings] == [
        ("row_total", "1.1"),
        ("row_total", "1.1"),
        ("outside_period", "1.1"),
    ]


def test_a_dry_run_says_everything_and_writes_nothing(draft: PlanVersion, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("STT,Nhiệm vụ\n1,Rà soát\n3,Công khai\n", encoding="utf-8")

    outcome = import_file(path=file, code="kh", kind=ImportKind.TASKS, dry_run=True, check=True, by=BY, at=AT)

    answer = outcome.as_json()
    assert {key: answer[key] for key in ("imported", "rows", "added", "errors")} == {
        "imported": False,
        "rows": 2,
        "added": 2,
        "errors": [],
    }
    assert [f["code"] for f in answer["findings"]] == ["sequence_gap"]
    assert (codes(draft), Event.objects.filter(kind="plans.imported").count()) == ([], 0)


def test_a_plan_exported_and_imported_again_changes_nothing(root, tmp_path: Path) -> None:
    target = make.target("85.5", value2=None, unit_label="%", level="tỉnh", operator="more_than")
    make.plan(
        root,
        code="tron-ven",
        tasks=[
            {
                "text": "- Dòng một\n  dòng hai",
                "product": "'=1+1",
                "due_on": date(2026, 3, 1),
                "weight": Decimal("62.5"),
            },
            {
                "text": "@a",
                "due_text": "Quý IV",
                "block": "party",
                "kind": "solution",
                "money": Decimal("12.5"),
                "weight": Decimal("37.5"),
            },
        ],
        objectives=[{"target": target, "annex": "3"}, {"text": "Chỉ bằng lời"}],
        activities=[
            {"amounts": {2026: Decimal("100.125"), 2031: 7}, "printed_total": 107, "formula": "=2 x 3"},
            {"code": "2.10", "amounts": {}, "printed_sources": {"nguồn khác": "1.5"}},
        ],
    )
    version = version_to_read("tron-ven")
    for format in ("xlsx", "csv"):
        for kind in ImportKind:
            rows = export_rows(version, kind, as_text=format == "csv")
            content = write_table(export_columns(version, kind), rows, format=format)
            seen = preview(version, kind, read_file(content, kind, years_of(version)))
            assert [str(p) for p in seen.problems] == [], (format, kind)
            assert (seen.added, [c.differences for c in seen.changed]) == ([], []), (format, kind)
            assert (seen.unchanged, seen.missing, seen.ignored) == (len(rows_of(version, kind)), [], ())


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Tệp rỗng"),
        (b"%PDF-1.7 x", "không phải bảng tính"),
        (b"\xd0\xcf\x11\xe0 x", ".xls"),
        (b"PK\x03\x04 hong", "hỏng"),
        (bomb(), "an toàn"),
        ("STT,Nhiệm vụ\n".encode(), "không có dòng dữ liệu"),
        (b"x" * (20 * 1024 * 1024 + 1), "lớn hơn mức cho phép 20 MB"),
    ],
)
def test_a_bad_file_is_refused_in_plain_words(draft: PlanVersion, content: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message):
        staged(draft, content)
    assert not StagedImport.objects.exists()


def for_windows(text: str) -> str:
    """As Windows keeps Vietnamese: the tone is a mark of its own behind the letter."""
    tones = "\u0300\u0309\u0303\u0301\u0323"
    parts = [unicodedata.normalize("NFD", character) for character in text]
    return "".join(
        unicodedata.normalize("NFC", "".join(c for c in part if c not in tones))
        + "".join(c for c in part if c in tones)
        for part in parts
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_files_in_the_encodings_in_use_are_read(draft: PlanVersion, encoding: str) -> None:
    text = "STT;Nhiệm vụ\n1;Rà soát thủ tục hành chính\n"
    content = for_windows(text).encode("cp1258") if encoding == "cp1258" else text.encode(encoding)

    seen = preview_of(staged(draft, content))

    assert [(values["code"], values["text"]) for _, values in seen.added] == [
        ("1", "Rà soát thủ tục hành chính")
    ]


def test_the_pages_lead_from_the_file_to_the_plan(client_of, root) -> None:
    make.plan(root, code="qua-trang", published=False, tasks=[])
    client = client_of(role="reform_officer", unit=root)
    assert client.get("/ke-hoach/qua-trang/nhap/").status_code == 200
    upload = io.BytesIO(tasks_file(*ROWS))
    upload.name = "nhiem-vu.xlsx"

    answer = client.post("/ke-hoach/qua-trang/nhap/", {"kind": "tasks", "file": upload})

    waiting = StagedImport.objects.get()
    assert answer["Location"] == f"/ke-hoach/qua-trang/nhap/{waiting.pk}/"
    page = client.get(answer["Location"]).content.decode()
    assert "Rà soát thủ tục" in page
    done = client.post(
        f"/ke-hoach/qua-trang/nhap/{waiting.pk}/xac-nhan/", {"outcome": preview_of(waiting).outcome}
    )
    assert done["Location"] == "/ke-hoach/qua-trang/ra-soat/?ban=du-thao"
    assert codes(Plan.objects.get(code="qua-trang").versions.get()) == ["1", "2"]
    assert client.get(done["Location"]).status_code == 200


def test_a_refused_file_is_explained_on_the_form(client_of, root) -> None:
    make.plan(root, code="qua-trang", published=False, tasks=[])
    client = client_of(role="reform_officer", unit=root)

    missing = client.post("/ke-hoach/qua-trang/nhap/", {"kind": "tasks"})
    upload = io.BytesIO(b"%PDF-1.4")
    upload.name = "a.xlsx"
    wrong = client.post("/ke-hoach/qua-trang/nhap/", {"kind": "tasks", "file": upload})

    assert (missing.status_code, wrong.status_code) == (422, 422)
    assert "Hãy chọn tệp" in missing.content.decode()
    assert "không phải bảng tính" in wrong.content.decode()


def test_a_share_that_a_spreadsheet_keeps_as_a_fraction_is_asked_about(draft: PlanVersion) -> None:
    content = write_table(["STT", "Chỉ tiêu", "Giá trị", "ĐVT"], [["1", "Hồ sơ đúng hạn", 0.85, "%"]])

    seen = preview_of(staged(draft, content, ImportKind.OBJECTIVES))

    assert [str(note) for note in seen.notes] == ["Dòng 2, cột “Giá trị”: 0,85% có đúng không, hay là 85%."]


def test_what_one_person_staged_another_does_not_see(client_of, root) -> None:
    make.plan(root, code="qua-trang", published=False, tasks=[])
    first = client_of(role="reform_officer", unit=root)
    upload = io.BytesIO(tasks_file(*ROWS))
    upload.name = "a.xlsx"
    first.post("/ke-hoach/qua-trang/nhap/", {"kind": "tasks", "file": upload})
    address = f"/ke-hoach/qua-trang/nhap/{StagedImport.objects.get().pk}/"

    assert first.get(address).status_code == 200
    assert client_of(role="reform_officer", unit=root).get(address).status_code == 404


def test_a_unit_imports_into_its_own_plan_only(client_of, root) -> None:
    own, other = UnitFactory(parent=root), UnitFactory(parent=root)
    make.plan(own, code="cua-minh", is_public=True)
    make.plan(other, code="don-vi-khac", is_public=True)
    make.plan(other, code="du-thao-khac", year=2027, published=False)
    client = client_of(role="focal_officer", unit=own)

    answers = [
        client.get(f"/ke-hoach/{code}/nhap/").status_code
        for code in ("cua-minh", "don-vi-khac", "du-thao-khac")
    ]

    assert answers == [200, 403, 404]


def test_the_findings_page_links_each_finding_to_its_row_and_goes_out_as_a_file(client_of, root) -> None:
    plan = make.plan(
        root, code="ra-soat", tasks=[{"code": "1"}, {"code": "3"}], activities=[{"printed_total": 1}]
    )
    client = client_of(role="reform_officer", unit=root)

    page = client.get("/ke-hoach/ra-soat/ra-soat/").content.decode()
    file = client.get("/ke-hoach/ra-soat/ra-soat/?dang=csv")

    activity = plan.current.activities.get()
    assert f"/ke-hoach/ra-soat/hoat-dong/{activity.origin}/" in page
    assert "Thiếu nhiệm vụ số 2" in page
    assert b"".join(file.streaming_content).decode("utf-8-sig").count("\r\n") == 3


def test_the_area_of_a_plan_without_areas_is_any_text(root) -> None:
    plan = make.plan(root, code="khong-nd", published=False, tasks=[])
    Area.objects.all().delete()
    version = plan.versions.select_related("plan").get()

    seen = preview_of(staged(version, tasks_file(["1", "Nội dung lạ", "Việc"], header=HEADER[:3])))

    assert seen.is_clean
