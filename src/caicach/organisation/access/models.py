"""Accounts, roles and grants."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models

from caicach.foundation.kernel.ids import new_id
from caicach.foundation.kernel.models import Revised
from caicach.organisation.personnel.models import Person
from caicach.organisation.units.models import Unit


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An account (tài khoản); the person behind it holds posts, the grants say what it may do."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(default="", blank=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="user")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    def __str__(self) -> str:
        return self.username


class Role(Revised):
    """A named set of permission codes (vai trò)."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    permissions = ArrayField(models.CharField(max_length=100), default=list)

    def __str__(self) -> str:
        return self.name


class Grant(Revised):
    """A user holds a role at a unit (and below it), for a period and, where given, one reform area."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.ForeignKey(Role, models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    with_subunits = models.BooleanField(default=True)
    area = models.CharField(max_length=20, default="", blank=True)
    during = DateRangeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.role_id} {self.unit_id}"
