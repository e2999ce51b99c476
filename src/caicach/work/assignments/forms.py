"""What people type: checked and read, not saved."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.organisation.units.models import UnitVersion

from . import permissions
from .models import Assignment
from .operations import Proof
from .queries import SORTS, Wanted
from .queries.directory import Directory, people_of
from .rules import LABELS, Order
from .rules.due_cells import read_when
from .states import AREAS, BLOCKS, GIVER_LABELS, STATUS_LABELS, URGENCY_LABELS, Giver, Urgency

UNIT_LIST = "co-quan-hien-co"
"""Id of the datalist with the names of today's agencies; the page draws it once."""


class UnitField(forms.CharField):
    """An agency by its name, short name or code; the browser suggests from the datalist `UNIT_LIST`."""

    directory: Directory

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"list": UNIT_LIST, "autocomplete": "off"})
        super().__init__(max_length=300, widget=widget, **options)

    def clean(self, value: Any) -> UnitVersion | None:
        text = super().clean(value)
        try:
            return self.directory.one(text) if text else None
        except Refused as refused:
            raise ValidationError(refused.message) from refused


class UnitsField(forms.CharField):
    """Several agencies, separated by semicolons; a group ("các sở, ban, ngành") means all its members."""

    directory: Directory

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2})
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> list[UnitVersion]:
        text = super().clean(value)
        try:
            return self.directory.all(text) if text else []
        except Refused as refused:
            raise ValidationError(refused.message) from refused


class DayField(forms.DateField):
    """A day, as the browser's date field gives it or typed 31/12/2026."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)


class DirectoryForm(forms.Form):
    """A form whose unit fields look agencies up in the directory of a day."""

    def __init__(self, *args: Any, directory: Directory, **options: Any) -> None:
        super().__init__(*args, **options)
        self.directory = directory
        for field in self.fields.values():
            if isinstance(field, (UnitField, UnitsField)):
                field.directory = directory


def _any(word: str, choices: dict[Any, str]) -> list[tuple[str, str]]:
    return [("", word), *((str(key), label) for key, label in choices.items())]


class FilterForm(DirectoryForm):
    """Lọc danh sách nhiệm vụ."""

    q = forms.CharField(label="Nội dung", required=False, max_length=200)
    don_vi = UnitField(label="Cơ quan chủ trì", required=False)
    nguoi_giao = forms.ChoiceField(label="Người giao", required=False, choices=_any("Tất cả", GIVER_LABELS))
    noi_dung = forms.ChoiceField(
        label="Nội dung CCHC",
        required=False,
        choices=_any("Tất cả", {k: f"{k}. {v}" for k, v in AREAS.items()}),
    )
    van_ban = forms.CharField(label="Số, ký hiệu văn bản", required=False, max_length=100)
    tinh_trang = forms.ChoiceField(label="Tình trạng", required=False, choices=_any("Tất cả", LABELS))
    trang_thai = forms.ChoiceField(
        label="Bước xử lý",
        required=False,
        choices=[
            ("", "Tất cả"),
            ("open", "Chưa kết thúc"),
            *((k.value, v) for k, v in STATUS_LABELS.items()),
        ],
    )
    tu_ngay = DayField(label="Thời hạn từ ngày", required=False)
    den_ngay = DayField(label="Thời hạn đến ngày", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, label_suffix="", **options)
        for field in self.fields.values():
            css = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs["class"] = css

    def wanted(self, sort: str = "") -> Wanted:
        """The question as the queries understand it; what was not understood is left out."""
        self.is_valid()
        told = self.cleaned_data
        unit = told.get("don_vi")
        return Wanted(
            text=told.get("q") or "",
            giver=told.get("nguoi_giao") or "",
            unit_id=unit.unit_id if unit else None,
            area_code=told.get("noi_dung") or "",
            document=told.get("van_ban") or "",
            standing=told.get("tinh_trang") or "",
            status=told.get("trang_thai") or "",
            due_from=told.get("tu_ngay"),
            due_until=told.get("den_ngay"),
            sort=sort if sort in SORTS else "due_on",
        )


_SAME = frozenset(
    [
        "title",
        "product",
        "giver_name",
        "area_code",
        "block",
        "source_symbol",
        "source_on",
        "source_abstract",
        "source_clause",
        "office_number",
    ]
)


class OrderForm(DirectoryForm):
    """Giao nhiệm vụ."""

    title = forms.CharField(
        label="Nội dung nhiệm vụ", max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )
    product = forms.CharField(label="Sản phẩm", required=False, max_length=1000)
    units = UnitsField(
        label="Cơ quan chủ trì",
        help_text="Mỗi cơ quan nhận một nhiệm vụ riêng; nhiều cơ quan cách nhau bằng dấu chấm phẩy, hoặc ghi nhóm "
        "“các sở, ban, ngành”.",
    )
    coordinating = UnitsField(label="Cơ quan phối hợp", required=False)
    due = forms.CharField(
        label="Thời hạn hoàn thành",
        max_length=100,
        help_text="Ngày (31/12/2026), số ngày (10 ngày làm việc, tính từ ngày giao), hoặc “thường xuyên”.",
    )
    urgency = forms.ChoiceField(
        label="Mức độ khẩn", choices=[(k.value, v) for k, v in URGENCY_LABELS.items()], required=False
    )
    giver = forms.ChoiceField(label="Người giao", choices=[(k.value, v) for k, v in GIVER_LABELS.items()])
    giver_name = forms.CharField(label="Họ tên, chức vụ người giao", required=False, max_length=200)
    giver_unit = UnitField(
        label="Cơ quan theo dõi, xác nhận",
        help_text="Cơ quan nhận báo cáo, quyết định điều chỉnh thời hạn và xác nhận hoàn thành.",
    )
    area_code = forms.ChoiceField(
        label="Nội dung CCHC",
        required=False,
        choices=_any("Không ghi", {k: f"{k}. {v}" for k, v in AREAS.items()}),
    )
    block = forms.ChoiceField(label="Khối", required=False, choices=_any("Không ghi", BLOCKS))
    source_symbol = forms.CharField(label="Số, ký hiệu văn bản", required=False, max_length=100)
    source_on = DayField(label="Ngày văn bản", required=False)
    source_abstract = forms.CharField(label="Trích yếu", required=False, max_length=1000)
    source_clause = forms.CharField(
        label="Đoạn giao nhiệm vụ trong văn bản", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    office_number = forms.CharField(label="Số trên phần mềm quản lý văn bản", required=False, max_length=100)

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on = on

    def clean_due(self) -> Any:
        """The due date as a day, a term or regular."""
        try:
            return read_when(self.cleaned_data["due"], start=self.on)
        except Refused as refused:
            raise ValidationError(refused.message) from refused

    def orders(self, **subject: Any) -> list[Order]:
        """One order for each lead unit."""
        told = self.cleaned_data
        when = told["due"]
        same = [name for name in self.fields if name in _SAME]
        return [
            Order(
                unit_id=unit.unit_id,
                giver_unit_id=told["giver_unit"].unit_id,
                giver=Giver(told["giver"]),
                urgency=Urgency(told["urgency"] or Urgency.NORMAL),
                coordinating=tuple(v.unit_id for v in told["coordinating"] if v.unit_id != unit.unit_id),
                due_on=when.due_on,
                term=when.term,
                regular=when.regular,
                **{name: told[name] for name in same},
                **subject,
            )
            for unit in told["units"]
        ]


class ReasonForm(forms.Form):
    """One reason."""

    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class ProofFields(forms.Form):
    """Tài liệu kiểm chứng by reference: fields to mix into a report."""

    proof_title = forms.CharField(label="Tài liệu kiểm chứng", required=False, max_length=500)
    proof_symbol = forms.CharField(label="Số, ký hiệu", required=False, max_length=100)
    proof_on = DayField(label="Ngày", required=False)
    proof_link = forms.URLField(
        label="Địa chỉ (nếu có)", required=False, max_length=1000, assume_scheme="https"
    )

    def proofs(self) -> list[Proof]:
        """The evidence named, none if nothing was."""
        told = self.cleaned_data
        if not any(told.get(name) for name in ("proof_title", "proof_symbol", "proof_link")):
            return []
        return [
            Proof(
                title=told.get("proof_title") or "",
                symbol=told.get("proof_symbol") or "",
                issued_on=told.get("proof_on"),
                link=told.get("proof_link") or "",
            )
        ]


class ReportForm(ProofFields):
    """Báo cáo tiến độ."""

    percent = forms.IntegerField(label="Tiến độ (%)", min_value=0, max_value=100)
    text = forms.CharField(
        label="Kết quả thực hiện", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    blocked_because = forms.CharField(
        label="Khó khăn, vướng mắc", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ["percent", "text", "blocked_because"]


class HandInForm(ProofFields):
    """Nộp kết quả."""

    text = forms.CharField(
        label="Kết quả thực hiện", max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ["text"]


class ExtensionForm(forms.Form):
    """Đề nghị điều chỉnh thời hạn."""

    due_on = DayField(label="Thời hạn đề nghị")
    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class DecisionForm(forms.Form):
    """Quyết định điều chỉnh thời hạn."""

    due_on = DayField(label="Thời hạn được đồng ý", required=False)
    agreed_by = forms.CharField(label="Người đồng ý", required=False, max_length=200)
    note = forms.CharField(
        label="Ý kiến, văn bản đồng ý",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ChangeDueForm(forms.Form):
    """Điều chỉnh thời hạn by the giver."""

    due_on = DayField(label="Thời hạn mới")
    agreed_by = forms.CharField(label="Người quyết định", max_length=200)
    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class GiveAgainForm(DirectoryForm):
    """Giao lại sau khi bị trả lại."""

    unit = UnitField(label="Cơ quan chủ trì mới (để trống nếu giữ nguyên)", required=False)
    note = forms.CharField(label="Ý kiến", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class AmendForm(forms.Form):
    """Sửa nội dung nhiệm vụ."""

    title = forms.CharField(
        label="Nội dung nhiệm vụ", max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )
    product = forms.CharField(label="Sản phẩm", required=False, max_length=1000)
    urgency = forms.ChoiceField(
        label="Mức độ khẩn", choices=[(k.value, v) for k, v in URGENCY_LABELS.items()]
    )
    area_code = forms.ChoiceField(
        label="Nội dung CCHC",
        required=False,
        choices=_any("Không ghi", {k: f"{k}. {v}" for k, v in AREAS.items()}),
    )
    office_number = forms.CharField(label="Số trên phần mềm quản lý văn bản", required=False, max_length=100)
    reason = forms.CharField(label="Lý do sửa", max_length=500)


class DelegateForm(forms.Form):
    """Giao lại cho đơn vị trực thuộc hoặc cá nhân; choices come from the tree and the posts of the lead unit."""

    to = forms.ChoiceField(label="Giao cho")
    title = forms.CharField(
        label="Phần việc giao lại", max_length=3000, widget=forms.Textarea(attrs={"rows": 2})
    )
    due_on = DayField(label="Thời hạn (không sau thời hạn của nhiệm vụ)", required=False)

    def __init__(
        self, *args: Any, units: list[tuple[Any, str]], people: list[tuple[Any, str]], **options: Any
    ):
        super().__init__(*args, **options)
        self.fields["to"].choices = [
            ("", "Chọn"),
            ("Cá nhân", [(f"person:{pk}", name) for pk, name in people]),
            ("Đơn vị trực thuộc", [(f"unit:{pk}", name) for pk, name in units]),
        ]


class AcceptForm(forms.Form):
    """Tiếp nhận, and who carries it out."""

    person = forms.ChoiceField(label="Người thực hiện", required=False)

    def __init__(self, *args: Any, people: list[tuple[Any, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [("", "Chưa phân công"), *((str(pk), name) for pk, name in people)]


class SecretCountForm(DirectoryForm):
    """Số lượng nhiệm vụ mật: a unit, a month, a number."""

    unit = UnitField(label="Cơ quan, đơn vị")
    month = DayField(label="Tháng (ngày bất kỳ trong tháng)")
    count = forms.IntegerField(label="Số nhiệm vụ mật", min_value=0, max_value=10_000)


class IntakeForm(DirectoryForm):
    """Nhập nhiệm vụ từ văn bản: the paper, as text or as a file, and who gives."""

    file = forms.FileField(label="Tệp văn bản (DOCX hoặc PDF có chữ)", required=False)
    text = forms.CharField(
        label="Hoặc dán toàn văn kết luận, chỉ thị, công văn",
        required=False,
        max_length=300_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    giver = forms.ChoiceField(label="Người giao", choices=[(k.value, v) for k, v in GIVER_LABELS.items()])
    giver_unit = UnitField(label="Cơ quan theo dõi, xác nhận")
    office_number = forms.CharField(label="Số trên phần mềm quản lý văn bản", required=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        """Something must be there to read."""
        told = super().clean() or {}
        if not told.get("file") and not (told.get("text") or "").strip():
            raise ValidationError("Hãy chọn tệp văn bản hoặc dán toàn văn.")
        return told


def giver_units(actor: Actor, directory: Directory) -> list[UnitVersion]:
    """The agencies in whose name the actor may give."""
    may = (permissions.ASSIGN, permissions.IMPORT)
    return [v for v in directory.versions if any(actor.may(p, at_unit=v.unit_id) for p in may)]


def people_for(assignment: Assignment, on: date) -> list[tuple[Any, str]]:
    """Choices for the person in charge."""
    return list(people_of(assignment.unit_id, on))
