"""What people type about one assignment: reports, evidence, dates, people, units."""

from dataclasses import replace
from typing import Any

from django import forms

from caicach.foundation.ui.fields import DayField

from ..operations import Proof
from ..states import AREAS, URGENCY_LABELS
from .fields import DirectoryForm, UnitField, UnitsField, choices_with


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
        choices=choices_with("Không ghi", {k: f"{k}. {v}" for k, v in AREAS.items()}),
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
        self.fields["person"].choices = [
            ("", "Chưa phân công người thực hiện"),
            *((str(pk), name) for pk, name in people),
        ]


class PersonForm(forms.Form):
    """Đổi người thực hiện."""

    person = forms.ChoiceField(label="Người thực hiện", required=False)
    reason = forms.CharField(
        label="Lý do (bắt buộc khi thay người đang thực hiện)",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, people: list[tuple[Any, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [
            ("", "Chưa phân công người thực hiện"),
            *((str(pk), name) for pk, name in people),
        ]


class UnitChangeForm(DirectoryForm):
    """Đổi cơ quan chủ trì, phối hợp."""

    lead = UnitField(label="Cơ quan chủ trì mới (để trống nếu giữ nguyên)", required=False)
    coordinating = UnitsField(label="Cơ quan phối hợp (cách nhau bằng dấu chấm phẩy)", required=False)
    from_on = DayField(label="Có hiệu lực từ ngày")
    reason = forms.CharField(
        label="Lý do, văn bản căn cứ", max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ProveForm(ProofFields):
    """Một tài liệu kiểm chứng cho nhiều nhiệm vụ."""

    EVIDENCE, RESULT = "evidence", "result"
    how = forms.ChoiceField(
        label="Cách gắn",
        initial=EVIDENCE,
        choices=[
            (EVIDENCE, "Chỉ bổ sung tài liệu kiểm chứng"),
            (RESULT, "Nộp kết quả các nhiệm vụ đã chọn"),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="Kết quả thực hiện (khi nộp kết quả)",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    file = forms.FileField(label="Tệp tài liệu", required=False)
    field_order = ["how", "text", "file"]

    def clean(self) -> dict[str, Any]:
        """A file or the number of a paper; words when it is the result."""
        told = super().clean() or {}
        if told.get("how") == self.RESULT and not (told.get("text") or "").strip():
            self.add_error("text", "Hãy ghi kết quả thực hiện.")
        if not told.get("file") and not (told.get("proof_symbol") or told.get("proof_link")):
            self.add_error("file", "Hãy chọn tệp, hoặc ghi số, ký hiệu hay địa chỉ của tài liệu.")
        return told

    def proof(self) -> Proof:
        """The one piece of evidence: the file together with what names it."""
        file = self.cleaned_data.get("file")
        named = next(iter(self.proofs()), Proof())
        return replace(named, content=file, name=file.name or "") if file else named
