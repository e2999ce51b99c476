"""Accounts, roles, grants, sign-ins."""

from datetime import date
from typing import Any, ClassVar

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from caicach.foundation.kernel.ids import new_id
from caicach.foundation.kernel.models import Revised, Row, no_overlap
from caicach.foundation.kernel.triggers import Stays
from caicach.organisation.personnel.models import Person, Post, not_empty
from caicach.organisation.units.models import Unit


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """A new account; without a password nobody can sign in until one is set."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An account (tài khoản); the person behind it holds posts, the grants say what it may do."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(
        "tên đăng nhập",
        max_length=150,
        unique=True,
        error_messages={"unique": "Tên đăng nhập này đã có người dùng."},
    )
    email = models.EmailField("thư điện tử", default="", blank=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="user")
    is_active = models.BooleanField("đang hoạt động", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="username_once",
                violation_error_message="Tên đăng nhập này đã có người dùng.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="email_once",
                violation_error_message="Địa chỉ thư điện tử này đã có người dùng.",
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def display_name(self) -> str:
        """The person's name, else the account's."""
        return self.person.full_name if self.person else self.username

    def is_open_on(self, day: date) -> bool:
        """Whether the account lets its owner in on a day: it is not closed and the person has not left."""
        left = self.person.left_on if self.person else None
        return self.is_active and not (left and left <= day)


class Role(Revised):
    """A named set of permission codes (vai trò).

    `shipped` is the set as last shipped: an update brings new codes without undoing the province's own changes.
    """

    code = models.SlugField("mã", unique=True)
    name = models.CharField("tên vai trò", max_length=200)
    note = models.TextField("dành cho", default="", blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    permissions = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    shipped = ArrayField(models.CharField(max_length=100), default=list, blank=True, editable=False)

    def __str__(self) -> str:
        return self.name


BLOCKS = [
    ("party", "Khối Đảng, MTTQ và các tổ chức chính trị - xã hội"),
    ("state", "Khối các cơ quan hành chính nhà nước"),
]
"""To which a grant may be narrowed; the front counts with the party, as the programmes' papers print it."""


class Grant(Revised):
    """A user holds a role at a unit (and below it), for a period and, where given, one reform area.

    `block` narrows it to the units of one block. With a `post` the grant lives no longer than the post.
    With `expires_at` it is a timed support elevation (nâng
    quyền tạm thời) for a stated `reason`. `ended_at` is the moment it was ended early.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.ForeignKey(Role, models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    with_subunits = models.BooleanField("gồm cả đơn vị trực thuộc", default=True)
    area = models.CharField("nội dung CCHC", max_length=50, default="", blank=True)
    block = models.CharField("chỉ khối", max_length=10, default="", blank=True, choices=BLOCKS)
    during = DateRangeField()
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="grants")
    reason = models.CharField("lý do", max_length=500, default="", blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            not_empty("grant_lasts", "Ngày hết hạn phải sau ngày bắt đầu."),
            models.CheckConstraint(
                name="elevation_has_reason",
                condition=Q(expires_at__isnull=True) | ~Q(reason=""),
                violation_error_message="Nâng quyền tạm thời phải ghi rõ lý do.",
            ),
            models.CheckConstraint(
                name="grant_block_known",
                condition=Q(block__in=["", "party", "state"]),
                violation_error_message="Khối không có trong danh mục.",
            ),
            no_overlap(
                "grant_once",
                "user",
                "role",
                "unit",
                message="Người dùng đã có vai trò này tại cơ quan, đơn vị trong thời gian đó.",
                condition=Q(area="", block="", expires_at__isnull=True, ended_at__isnull=True),
            ),
        ]
        triggers = [Stays(name="grants_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role_id} {self.unit_id}"


class SignIn(Row):
    """An attempt to sign in, or the end of a session (lịch sử đăng nhập)."""

    class Outcome(models.TextChoices):
        SIGNED_IN = "signed_in", "Đăng nhập"
        FAILED = "failed", "Sai thông tin đăng nhập"
        SIGNED_OUT = "signed_out", "Đăng xuất"

    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="sign_ins")
    username = models.CharField("tên đăng nhập đã nhập", max_length=150, default="", blank=True)
    outcome = models.CharField("kết quả", max_length=20, choices=Outcome)
    at = models.DateTimeField()
    address = models.GenericIPAddressField("địa chỉ mạng", null=True, blank=True)
    browser = models.CharField("trình duyệt", max_length=300, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["-at"]), models.Index(fields=["user", "-at"])]
        constraints = [
            models.CheckConstraint(
                name="sign_in_outcome_known",
                condition=Q(outcome__in=["signed_in", "failed", "signed_out"]),
                violation_error_message="Kết quả đăng nhập không hợp lệ.",
            ),
        ]
        triggers = [
            Stays(name="sign_ins_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.outcome}"


class SharedMemory(models.Model):
    """What all web processes remember together: the table of Django's database cache (see `CACHES`).

    It holds the counts of the limits on sign-in and the codes already used; nobody else reads or writes it.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "access_shared_memory"

    def __str__(self) -> str:
        return self.cache_key
