"""Forms of the administration pages."""

from functools import partial
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from caicach.foundation.kernel.permissions import declared
from caicach.foundation.ui.fields import DayField
from caicach.foundation.ui.suggesting import SuggestField
from caicach.organisation.access.models import BLOCKS, Role, User
from caicach.organisation.personnel.models import Post
from caicach.organisation.personnel.queries import posts_on
from caicach.organisation.units.queries import unit_named

UnitField = partial(
    SuggestField, reverse_lazy("units:suggest"), unit_named, placeholder="Mã hoặc tên, ví dụ: SNV"
)
"""A unit of today; cleans to its version."""


class UserFilter(forms.Form):
    """Điều kiện lọc tài khoản."""

    tim = forms.CharField(
        label="Tên, tên đăng nhập", required=False, max_length=200,
        widget=forms.TextInput({"type": "search", "class": "form-control"}),
    )  # fmt: skip
    vai_tro = forms.ChoiceField(
        label="Vai trò", required=False, widget=forms.Select({"class": "form-select"})
    )
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", required=False, widget=forms.Select({"class": "form-select"}),
        choices=[("", "Tất cả"), ("mo", "Đang hoạt động"), ("khoa", "Đã khóa"), ("trong", "Chưa có quyền")],
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        roles = Role.objects.order_by("position", "name").values_list("code", "name")
        self.fields["vai_tro"].choices = [("", "Tất cả"), *roles]


class UserForm(forms.Form):
    """Tài khoản."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=150,
        help_text="Chữ thường không dấu, số, dấu chấm. Ví dụ: lan.nguyen",
    )
    email = forms.EmailField(
        label="Thư điện tử", required=False, help_text="Đường dẫn đặt mật khẩu được gửi tới địa chỉ này."
    )


class NewUserForm(UserForm):
    """Tài khoản mới, với người, vị trí công tác và vai trò đầu tiên."""

    full_name = forms.CharField(label="Họ và tên", max_length=200)
    unit = UnitField(label="Cơ quan, đơn vị")
    title = forms.CharField(label="Chức vụ, chức danh", max_length=200)
    role = forms.ModelChoiceField(
        Role.objects.order_by("position", "name"), label="Vai trò", empty_label=None
    )

    field_order = ("full_name", "unit", "title", "role", "username", "email")


class UserImportForm(forms.Form):
    """Tệp tài khoản."""

    file = forms.FileField(label="Tệp CSV hoặc XLSX")


class ReasonForm(forms.Form):
    """Lý do."""

    reason = forms.CharField(label="Lý do", max_length=500)


class RoleForm(forms.Form):
    """Vai trò và các quyền của nó."""

    name = forms.CharField(label="Tên vai trò", max_length=200)
    note = forms.CharField(
        label="Dành cho", required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    codes = forms.MultipleChoiceField(label="Quyền", required=False, widget=forms.CheckboxSelectMultiple)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["codes"].choices = list(declared().items())


class NewRoleForm(RoleForm):
    """Vai trò mới của tỉnh."""

    code = forms.SlugField(label="Mã", max_length=50, help_text="Chữ thường không dấu, ví dụ: ke-toan")

    field_order = ("code", "name", "note", "codes")


class GrantForm(forms.Form):
    """Phân quyền cho một tài khoản."""

    role = forms.ModelChoiceField(
        Role.objects.order_by("position", "name"), label="Vai trò", empty_label=None
    )
    unit = UnitField(
        label="Tại cơ quan, đơn vị", help_text="Chọn đơn vị gốc (tỉnh) để có quyền ở mọi cơ quan, đơn vị."
    )
    with_subunits = forms.BooleanField(label="Gồm cả đơn vị trực thuộc", required=False, initial=True)
    area = forms.CharField(
        label="Chỉ cho nội dung CCHC", required=False, max_length=50,
        help_text="Mã nội dung như trong kế hoạch, ví dụ II. Để trống: mọi nội dung.",
    )  # fmt: skip
    block = forms.ChoiceField(label="Chỉ cho khối", required=False, choices=[("", "Mọi khối"), *BLOCKS])
    post = forms.ModelChoiceField(
        Post.objects.none(), label="Theo vị trí công tác", required=False,
        empty_label="– không gắn với vị trí –", help_text="Quyền kết thúc cùng vị trí công tác.",
    )  # fmt: skip
    since = DayField(label="Từ ngày", initial=timezone.localdate)
    until = DayField(label="Hết hạn từ ngày", required=False, help_text="Để trống nếu không có thời hạn.")
    reason = forms.CharField(label="Căn cứ, lý do", required=False, max_length=500)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        held = posts_on(timezone.localdate()).filter(person=user.person_id)
        self.fields["post"].queryset = held
        self.fields["post"].initial = held.first()


class ExplainForm(forms.Form):
    """Giải thích quyền: who, what, where."""

    nguoi_dung = forms.CharField(label="Tên đăng nhập", max_length=150)
    quyen = forms.ChoiceField(label="Quyền")
    don_vi = UnitField(label="Tại cơ quan, đơn vị", required=False)
    noi_dung = forms.CharField(label="Nội dung CCHC", max_length=50, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["quyen"].choices = [(code, f"{label} ({code})") for code, label in declared().items()]
        for field in self.fields.values():
            css = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs["class"] = css


class ElevateForm(forms.Form):
    """Nâng quyền tạm thời để hỗ trợ."""

    role = forms.ModelChoiceField(
        Role.objects.order_by("position", "name"), label="Làm việc với vai trò", empty_label=None
    )
    unit = UnitField(label="Tại cơ quan, đơn vị")
    minutes = forms.IntegerField(label="Trong (phút)", min_value=1, max_value=240, initial=30)
    reason = forms.CharField(
        label="Lý do", max_length=500, widget=forms.Textarea({"rows": 2}),
        help_text="Ai yêu cầu hỗ trợ, việc gì. Được ghi nhật ký và cơ quan, đơn vị xem được.",
    )  # fmt: skip
