"""Forms of the pages of units."""

from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from caicach.foundation.kernel.errors import Refused, Stale
from caicach.foundation.ui.fields import DayInput
from caicach.foundation.ui.suggesting import SuggestInput

from .models import UnitVersion
from .operations import Decision, NewUnit, functions
from .queries import unit_named
from .states import Block, Kind

UNVERIFIED = "cần xác minh"


class TreeFilter(forms.Form):
    """Which day's tree, and what to find in it."""

    ngay = forms.DateField(
        label="Ngày",
        required=False,
        widget=DayInput(**{"class": "form-control"}),
    )
    tim = forms.CharField(
        label="Tìm tên hoặc mã",
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "form-control",
                "placeholder": "so noi vu, 02647…",
                "autocomplete": "off",
            }
        ),
    )


def unit_field(label: str, **options: Any) -> forms.CharField:
    """A unit by its code or name; the form looks it up on its own day, `DecisionForm.find_units`."""
    widget = SuggestInput(reverse_lazy("units:suggest"), placeholder="Mã hoặc tên, ví dụ: SNV")
    return forms.CharField(label=label, max_length=400, widget=widget, **options)


class DecisionForm(forms.Form):
    """Fields of every change: from which day and by which paper."""

    on = forms.DateField(
        label="Hiệu lực từ ngày",
        widget=DayInput(),
        help_text="Trước ngày này cây đơn vị giữ nguyên như cũ.",
    )
    legal_basis = forms.CharField(
        label="Căn cứ pháp lý",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Số, ký hiệu, ngày ban hành, cơ quan ban hành.",
    )
    unsure = forms.BooleanField(label="Ngày hiệu lực còn cần xác minh", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    title = ""
    explanation = ""
    button = "Xem trước"

    def __init__(self, *args: Any, unit: UnitVersion, **options: Any) -> None:
        self.unit = unit
        super().__init__(*args, **options)
        self.fields["on"].initial = timezone.localdate()
        self.fields["seen"].initial = self.mark
        self.order_fields([name for name in self.fields if name not in DecisionForm.base_fields])

    @property
    def mark(self) -> str:
        """What tells a stale page: the version and revision that the person saw."""
        return f"{self.unit.pk}:{self.unit.revision}"

    def refuse_stale(self) -> None:
        """Refuse if the unit has changed since the form was opened."""
        if self.cleaned_data["seen"] not in ("", self.mark):
            raise Stale

    def decision(self) -> Decision:
        """The day and the paper."""
        values = self.cleaned_data
        return Decision(values["on"], values["legal_basis"], UNVERIFIED if values["unsure"] else "")

    def find_units(self, *fields: str) -> None:
        """Turn the texts of unit fields into units of the day, kept under the field's name."""
        for name in fields:
            if text := self.cleaned_data.get(name):
                try:
                    on = self.cleaned_data.get("on") or timezone.localdate()
                    self.cleaned_data[name] = unit_named(text, on)
                except Refused as refused:
                    self.add_error(name, refused.message)


class RenameForm(DecisionForm):
    """Đổi tên."""

    title = "Đổi tên"
    explanation = "Cùng một cơ quan, đơn vị mang tên mới từ ngày hiệu lực; việc đang mở giữ nguyên."

    name = forms.CharField(label="Tên mới", max_length=300)
    short_name = forms.CharField(label="Tên viết tắt", max_length=100, required=False)
    own_code = forms.CharField(
        label="Mã riêng mới", max_length=50, required=False, help_text="Để trống nếu không đổi."
    )


class MoveForm(DecisionForm):
    """Chuyển cơ quan cấp trên."""

    title = "Chuyển cơ quan cấp trên"
    explanation = "Cơ quan, đơn vị và các đơn vị trực thuộc chuyển sang cơ quan cấp trên khác."

    parent = unit_field("Cơ quan cấp trên mới")

    def clean(self) -> None:
        self.find_units("parent")


class MergeForm(DecisionForm):
    """Hợp nhất, sáp nhập."""

    title = "Hợp nhất, sáp nhập"
    explanation = (
        "Các đơn vị chọn dưới đây kết thúc và có một đơn vị kế thừa. Đơn vị trực thuộc và việc đang mở đi theo; "
        "với đơn vị hành chính, cấp ủy, HĐND, UBND, MTTQ hợp nhất tương ứng."
    )

    others = forms.CharField(
        label="Hợp nhất, sáp nhập cùng với",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một mã hoặc tên cơ quan, đơn vị.",
    )
    result = forms.ChoiceField(
        label="Kết quả",
        widget=forms.RadioSelect,
        choices=[
            ("into", "Sáp nhập vào đơn vị này (đơn vị này tiếp tục)"),
            ("new", "Hợp nhất thành đơn vị mới"),
        ],
        initial="new",
    )
    name = forms.CharField(label="Tên đơn vị mới", max_length=300, required=False)
    short_name = forms.CharField(label="Tên viết tắt", max_length=100, required=False)
    kind = forms.ChoiceField(label="Loại hình", choices=Kind.choices())
    code = forms.CharField(
        label="Mã của đơn vị mới",
        max_length=50,
        required=False,
        help_text="Đơn vị hành chính: mã thống kê; cơ quan: mã riêng.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].initial = self.unit.kind

    def clean(self) -> None:
        on = self.cleaned_data.get("on") or timezone.localdate()
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data.get("others", "").splitlines())):
            try:
                found.append(unit_named(line, on).unit_id)
            except Refused as refused:
                self.add_error("others", refused.message)
        self.cleaned_data["other_ids"] = found
        if self.cleaned_data.get("result") == "new":
            for name in ("name", "code"):
                if not self.cleaned_data.get(name):
                    self.add_error(name, "Hãy điền khi hợp nhất thành đơn vị mới.")

    def new_unit(self) -> NewUnit:
        """The unit that arises, beside this one."""
        values = self.cleaned_data
        return beside(self.unit, values["name"], values["short_name"], values["code"], values["kind"])


def beside(unit: UnitVersion, name: str, short_name: str, code: str, kind: str) -> NewUnit:
    """A new unit like `unit`, in its place."""
    return NewUnit(
        name=name,
        short_name=short_name,
        kind=kind,
        level=unit.level,
        block=unit.block,
        parent_id=unit.parent_id,
        position=unit.position,
        administrative=unit.administrative,
        **{"statistics_code" if unit.administrative else "own_code": code},
    )


_percent = forms.DecimalField(min_value=0, max_value=100, decimal_places=2, max_digits=5, required=False)


def _share(text: str) -> Decimal | None:
    """A share as people type it: "62,5", "40 %"; None for nothing. Raises ValidationError."""
    return _percent.clean(text.replace("%", "").replace(",", ".").strip())


class SplitForm(DecisionForm):
    """Chia, tách."""

    title = "Chia, tách"
    explanation = (
        "Chia: đơn vị này kết thúc, các đơn vị mới kế thừa. Tách: đơn vị này tiếp tục, thêm đơn vị mới."
    )

    how = forms.ChoiceField(
        label="Hình thức",
        widget=forms.RadioSelect,
        choices=[("keep", "Tách (đơn vị này tiếp tục)"), ("end", "Chia (đơn vị này kết thúc)")],
        initial="keep",
    )
    units = forms.CharField(
        label="Các đơn vị mới",
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "Sở Du lịch | Sở Du lịch | SDL | 40"}),
        help_text="Mỗi dòng một đơn vị: tên | tên viết tắt | mã | tỷ lệ kế thừa, % (không bắt buộc).",
    )
    heir = forms.IntegerField(
        label="Việc đang mở giao cho đơn vị ở dòng số",
        min_value=1,
        initial=1,
        help_text="Chỉ dùng khi chia; khi tách, việc ở lại đơn vị này.",
    )

    def clean(self) -> None:
        made: list[NewUnit] = []
        shares: list[Decimal] = []
        for number, line in enumerate(self.cleaned_data.get("units", "").splitlines(), 1):
            parts = [part.strip() for part in line.split("|")]
            if not line.strip():
                continue
            if len(parts) not in (3, 4) or not parts[0] or not parts[2]:
                self.add_error("units", f"Dòng {number}: cần đủ tên | tên viết tắt | mã.")
                continue
            new = beside(self.unit, parts[0], parts[1], parts[2], self.unit.kind)
            try:
                share = _share(parts[3]) if parts[3:] else None
            except forms.ValidationError:
                self.add_error("units", f"Dòng {number}: tỷ lệ kế thừa phải là số từ 0 đến 100, ví dụ 62,5.")
                continue
            made.append(new)
            shares += [] if share is None else [share]
        self.cleaned_data |= {"made": made, "shares": shares}


class AbolishForm(DecisionForm):
    """Giải thể, kết thúc hoạt động."""

    title = "Giải thể, kết thúc hoạt động"
    explanation = "Đơn vị kết thúc từ ngày hiệu lực; việc đang mở giao cho cơ quan kế thừa."

    heir = unit_field("Cơ quan kế thừa", required=False, help_text="Bắt buộc khi còn việc đang mở.")

    def clean(self) -> None:
        self.find_units("heir")


class TransferForm(DecisionForm):
    """Chuyển giao chức năng, nhiệm vụ."""

    title = "Chuyển giao chức năng, nhiệm vụ"
    explanation = (
        "Một chức năng chuyển sang cơ quan khác; cả hai cơ quan vẫn hoạt động, việc đang mở đi theo."
    )

    function = forms.CharField(
        label="Chức năng, nhiệm vụ", max_length=300, widget=forms.TextInput(attrs={"list": "chuc-nang"})
    )
    receiver = unit_field("Cơ quan tiếp nhận")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.known_functions = functions()
        if self.known_functions:
            self.fields["function"].help_text = f"Việc đang mở gắn với: {'; '.join(self.known_functions)}."

    def clean(self) -> None:
        self.find_units("receiver")


class CreateForm(DecisionForm):
    """Thành lập đơn vị trực thuộc."""

    title = "Thành lập đơn vị trực thuộc"
    explanation = "Đơn vị mới trực thuộc đơn vị này từ ngày hiệu lực."

    name = forms.CharField(label="Tên", max_length=300)
    short_name = forms.CharField(label="Tên viết tắt", max_length=100, required=False)
    kind = forms.ChoiceField(label="Loại hình", choices=Kind.choices(), initial=Kind.DIVISION)
    block = forms.ChoiceField(
        label="Khối", choices=[("", "Không (thôn, tổ dân phố)"), *Block.choices()], required=False
    )
    own_code = forms.CharField(label="Mã riêng", max_length=50)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["block"].initial = self.unit.block or Block.STATE
